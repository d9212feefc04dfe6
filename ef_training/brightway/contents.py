"""What the shared databases hold: elementary flows, the training background, MOENV's factors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..names import BIOSPHERE, CARBON_FOOTPRINT, MOENV, OWN_FLOWS
from ..units import find_unit
from .database import DatabaseContent
from .project import quiet

if TYPE_CHECKING:
    from ..background import Background, OwnFlow
    from ..factors import FactorCatalogue

LAYOUT = "2"  # changes when the nodes made from the same tables change


def biosphere_identity() -> str:
    """Return what identifies the elementary flows that bw2io brings."""
    from importlib.metadata import version

    return f"bw2io {version('bw2io')} elementary flows 3.9, layout {LAYOUT}"


def biosphere_content() -> DatabaseContent:
    """Return ``biosphere3`` as bw2io reads it from the flow list it ships."""
    with quiet():
        from bw2io.importers import Ecospold2BiosphereImporter

        importer = Ecospold2BiosphereImporter(BIOSPHERE)
        importer.apply_strategies(verbose=False)
    return DatabaseContent(BIOSPHERE, importer.data, {"format": importer.format}, biosphere_identity())


def own_flows_content(flows: tuple[OwnFlow, ...], identity: str) -> DatabaseContent:
    """Return the project's own elementary flows: located water, CO2-equivalents."""
    nodes = [
        {
            "code": flow.code,
            "name": flow.name_en,
            "categories": (flow.compartment,),
            "unit": flow.unit,
            "type": "emission",
            "exchanges": [],
            "comment": f"{flow.name_zh}. {flow.purpose}",
        }
        for flow in flows
    ]
    return DatabaseContent(OWN_FLOWS, nodes, {"format": "ef-training table"}, identity)


def background_content(background: Background, identity: str) -> DatabaseContent:
    """Return a background's tables as Brightway processes; gsd² becomes a lognormal uncertainty."""
    exchanges: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for exchange in background.exchanges:
        entry: dict[str, Any] = {
            "input": [exchange.database, exchange.input],
            "amount": exchange.amount,
            "type": exchange.type,
            "name": exchange.input_name,
            "unit": exchange.unit,
            "source": exchange.source,
            "evidence": exchange.evidence,
            "comment": exchange.note,
        }
        if exchange.gsd2 and exchange.gsd2 > 1 and exchange.amount > 0 and exchange.type != "production":
            entry |= {"uncertainty type": 2, "loc": math.log(exchange.amount), "scale": math.log(exchange.gsd2) / 2}
        exchanges[exchange.process].append(entry)
    nodes = [
        {
            "code": process.code,
            "name": process.name_en,
            "name_zh": process.name_zh,
            "reference product": process.product_en,
            "unit": process.unit,
            "location": process.location,
            "type": "processwithreferenceproduct",
            "group": process.group,
            "quality": process.quality,
            "comment": process.note,
            "exchanges": exchanges[process.code],
        }
        for process in background.processes.values()
    ]
    metadata = {
        "format": "ef-training table",
        "title": background.title,
        "version": background.version,
        "licence": background.licence,
        "disclaimer": background.disclaimer_en,
        "quality": background.quality,
    }
    return DatabaseContent(background.database, nodes, metadata, identity)


def moenv_content(catalogue: FactorCatalogue, identity: str, *, kept: Sequence[dict[str, Any]] = ()) -> DatabaseContent:
    """Return MOENV's factors: one process per factor, one exchange with the flow "carbon footprint, CO2-equivalent".

    ``kept`` are nodes of other snapshots of the catalogue that companies still use.
    """
    nodes = list(kept)
    for factor in catalogue:
        known = find_unit(factor.unit)
        unit = known.brightway if known else factor.unit
        nodes.append(
            {
                "code": factor.factor_id,
                "name": factor.name,
                "reference product": factor.name,
                "unit": unit,
                "type": "processwithreferenceproduct",
                **({"location": factor.region} if factor.region else {}),  # unknown stays unknown
                "region": factor.region,
                "boundary": factor.boundary,
                "data year": factor.data_year,
                "comment": factor.source,
                "exchanges": [
                    {"input": [MOENV, factor.factor_id], "amount": 1.0, "type": "production", "unit": unit},
                    {
                        "input": [OWN_FLOWS, CARBON_FOOTPRINT],
                        "amount": factor.kgco2e_per_unit,
                        "type": "biosphere",
                        "unit": "kilogram",
                    },
                ],
            }
        )
    metadata = {
        "format": "ef-training table",
        "title": catalogue.title,
        "licence": catalogue.licence,
        "attribution": catalogue.attribution,
    }
    return DatabaseContent(MOENV, nodes, metadata, identity)
