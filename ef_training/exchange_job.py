"""Whole jobs: an LCIA method in another layout → a method pack, and a method pack → tables, against the shipped flow lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .names import BIOSPHERE, OWN_FLOWS

if TYPE_CHECKING:
    from .method_pack.exchange import Flow, ImportOptions, ImportReport
    from .method_pack.exchange.importing import Say

_DIRECTIONS = {"natural resource": "input", "emission": "output"}


def shipped_flows() -> tuple[Flow, ...]:
    """Return the elementary flows of biosphere3 and the project's own, with CAS numbers and synonyms. Takes some seconds."""
    from .background import load_own_flows
    from .brightway.contents import biosphere_content
    from .method_pack.exchange import Flow

    listed = (
        Flow(
            BIOSPHERE,
            str(node["code"]),
            str(node["name"]),
            "/".join(node["categories"]),
            str(node["unit"]),
            str(node.get("CAS number") or ""),
            tuple(str(synonym) for synonym in node.get("synonyms") or ()),
            _DIRECTIONS.get(str(node["type"]), ""),
        )
        for node in biosphere_content().nodes
    )
    own = (
        Flow(OWN_FLOWS, flow.code, flow.name_en, flow.compartment, flow.unit, "", (), "output", flow.location)
        for flow in load_own_flows()
    )
    return (*listed, *own)


def import_method_file(path: Path, out: Path, options: ImportOptions, *, say: Say | None = None) -> ImportReport:
    """Make a method pack of a file; see `method_pack.exchange.import_methods`."""
    from .method_pack.exchange import import_methods
    from .method_pack.exchange.writing import check_place

    check_place(out, options.name)  # before the flow lists are read
    return import_methods(path, out, options, shipped_flows(), say=say)


def export_method_pack(name_or_path: str, out: Path, *, format: str) -> list[Path]:
    """Write a method pack as tables; see `method_pack.exchange.export_pack`."""
    from .method_pack.exchange import export_pack
    from .method_pack.flow_lists import FlowUnits

    return export_pack(name_or_path, out, format=format, flows=FlowUnits(shipped_flows()))
