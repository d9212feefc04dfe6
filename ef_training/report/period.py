"""Amounts of the period from amounts per declared unit: times what was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..units import convert

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder


def target_output(run: RunFolder) -> dict[str, Any]:
    """Return the record of the output that is the product under study."""
    return next(dict(output) for output in run.run["outputs"] if output["role"] == "target")


def production(run: RunFolder) -> float:
    """Return how many declared units of the product were made in the period (`inventory.per_unit.production`)."""
    output, product = target_output(run), run.run["product"]
    return float(convert(output["quantity"], output["unit"], product["declared_unit"]) / product["declared_amount"])
