"""A company's two databases: one product process, one process per stage, every target an exchange of its line's stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..inventory.model import STAGE_NAMES, STAGES, VIEWS, Inventory
from ..messages import translate
from ..names import CARBON_FOOTPRINT, CO2_EQUIVALENT, OWN_FLOWS
from ..units import unit
from .database import DatabaseContent

if TYPE_CHECKING:
    from ..linking import ResolvedTarget

PRODUCT = "product"


def database_name(inventory: Inventory, view: str) -> str:
    """Return the name of a company's database of one view."""
    return database_names(inventory.company.code, inventory.product.code)[view]


def database_names(company: str, product: str) -> dict[str, str]:
    """Return the names of a company's databases by view, from the codes of company and product."""
    return {view: f"{company} {product} ({view})" for view in VIEWS}


def company_contents(inventory: Inventory, targets: Sequence[ResolvedTarget]) -> list[DatabaseContent]:
    """Return the databases of both views.

    The product process makes 1 declared unit and consumes 1 of each stage. Every exchange carries ``line_id``, the cell it comes
    from and ``tags`` with stage and group. A target that only knows climate change becomes kg CO2e of a flow of this program.
    """
    return [_content(inventory, [t for t in targets if t.target.view == view], view) for view in VIEWS]


def _content(inventory: Inventory, targets: Sequence[ResolvedTarget], view: str) -> DatabaseContent:
    name = database_name(inventory, view)
    product = inventory.product
    stages = [_stage(inventory, name, stage, [t for t in targets if t.line.line.stage == stage]) for stage in STAGES]
    node = {
        "code": PRODUCT,
        "name": product.name,
        "reference product": product.name,
        "unit": "unit",
        "type": "processwithreferenceproduct",
        "location": inventory.company.country,
        "comment": f"1 declared unit = {product.declared_amount:g} {product.declared_unit}; {product.boundary}",
        "exchanges": [
            _production(name, PRODUCT, product.name),
            *(
                {
                    "input": [name, stage["code"]],
                    "amount": 1.0,
                    "type": "technosphere",
                    "name": stage["name"],
                    "unit": "unit",
                    "tags": {"stage": stage["code"]},
                }
                for stage in stages
            ),
        ],
    }
    metadata = {
        "format": "ef-training inventory",
        "company": inventory.company.code,
        "product": product.code,
        "view": view,
        "holder": f"{inventory.company.name} – {product.name}",
    }
    return DatabaseContent(name, [node, *stages], metadata)


def _stage(inventory: Inventory, database: str, stage: str, targets: Sequence[ResolvedTarget]) -> dict[str, Any]:
    name = translate(STAGE_NAMES[stage], inventory.language)
    return {
        "code": stage,
        "name": name,
        "unit": "unit",
        "type": "processwithreferenceproduct",
        "location": inventory.company.country,
        "exchanges": [_production(database, stage, name), *(_exchange(t) for t in targets if t.target.kind != "left-out")],
    }


def _production(database: str, code: str, name: str) -> dict[str, Any]:
    return {"input": [database, code], "amount": 1.0, "type": "production", "unit": "unit", "name": name}


def _exchange(target: ResolvedTarget) -> dict[str, Any]:
    """Return the Brightway exchange of a target."""
    line = target.line.line
    shared = {
        "name": target.name,
        "line_id": line.line_id,
        "line_name": line.name,
        "origin": str(line.origin),
        "reason": target.target.reason,
        "tags": {"stage": line.stage, "group": line.group},
    }
    if target.key is None or target.screening:  # a MOENV factor of the cfp view has a process of its own
        assert target.factor is not None
        flow = CO2_EQUIVALENT if target.target.view == "ef" else CARBON_FOOTPRINT
        return {
            **shared,
            "input": [OWN_FLOWS, flow],
            "amount": target.amount * target.factor,
            "type": "biosphere",
            "unit": "kilogram",
            "factor": target.target.target,
        }
    kind = "biosphere" if target.target.kind == "elementary-flow" else "technosphere"
    return {
        **shared,
        "input": list(target.key),
        "amount": target.amount,
        "type": kind,
        "unit": unit(target.unit).brightway if target.unit else "",
    }
