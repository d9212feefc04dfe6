"""Two runs beside each other as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import message, translate
from ..numbers import pretty_unit
from .chart_data_comparison import WEIGHTED, same_basis
from .chart_data_comparison import comparison as compared
from .facts import facts, marked, own_name
from .tables import Table, table

if TYPE_CHECKING:
    from ..hotspots.outcome import Outcome


def comparison(result: Outcome, against: Outcome, lang: str) -> Table:
    """Return every indicator of both runs with difference and ratio, the single score last.

    Of runs on another basis (`same_basis`) only the values: differences and ratios of them say nothing.
    """
    one_basis = same_basis(result, against)
    rows = [
        (
            _name(row, lang),
            row["a"],
            row["b"],
            pretty_unit(row["unit"], lang),
            *((row["difference"], row["ratio"]) if one_basis else ()),
        )
        for row in compared(result, against).to_dict("records")
    ]
    columns = [
        (translate("Indicator", lang), "name"),
        ("A", "value"),
        ("B", "value"),
        (translate("Unit", lang), "unit"),
        (translate("Difference (B − A)", lang), "value"),
        (translate("Ratio (B ÷ A)", lang), "value"),
    ]
    return table(translate("The two results beside each other", lang), columns if one_basis else columns[:4], rows)


def _name(row: dict[object, object], lang: str) -> str:
    name = translate("Single score", lang) if row["indicator"] == WEIGHTED else own_name(row, lang)
    return marked(name, partly=bool(row["partly_a"] or row["partly_b"]))


def named(result: Outcome, against: Outcome, lang: str) -> list[str]:
    """Say which run is A and which B."""
    sides = []
    for letter, side in (("A", result), ("B", against)):
        said, record = facts(side.run, lang), side.run.run
        sides.append(
            message(
                "{letter}: {product}, {company}, {period}, run {run}.",
                letter=letter,
                product=said.product,
                company=said.company,
                period=said.period,
                run=record["run"],
            ).render(lang)
        )
    return sides
