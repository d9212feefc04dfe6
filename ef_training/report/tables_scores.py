"""The indicators in every form: characterised, normalised, weighted; and with what they were made so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.tables import main_indicators
from ..messages import message, msg, translate
from ..numbers import missing, pretty_unit
from .facts import facts, marked, own_name
from .tables import Table, table

if TYPE_CHECKING:
    from ..hotspots.outcome import Outcome

WEIGHTS = msg(
    "Normalised: divided by what one person on earth causes in a year. Weighted: times the weight in percent; 1 Pt is what an "
    "average "
    "person causes in a year over all indicators. Factors and weights: {pack}."
)


def scores(result: Outcome, lang: str) -> Table:
    """Return every indicator characterised, normalised (person-years) and weighted (µPt), the two last where they are known."""
    weighted = result.weighted
    rows = [
        (
            marked(own_name(row, lang), partly=row["partly_covered"]),
            row["value"],
            pretty_unit(row["unit"], lang),
            row["normalised"],
            *((row["weighted"], row["share"]) if weighted else ()),
        )
        for row in result.scores.to_dict("records")
    ]
    normalised = any(not missing(row[3]) for row in rows) and not result.run.run.get("held_back")
    columns = [
        (translate("Indicator", lang), "name"),
        (translate("Characterised", lang), "value"),
        (translate("Unit", lang), "unit"),
        (translate("Normalised, persons in a year", lang), "value"),
    ]
    if weighted:
        columns += [(translate("Weighted, µPt", lang), "value"), (translate("Share of weighted score", lang), "share")]
    if not normalised:
        columns, rows = columns[:3], [row[:3] for row in rows]
    pack, version = facts(result.run, lang).pack_title, result.run.run["pack"]["version"]
    note = message(WEIGHTS, pack=f"{pack} {version}").render(lang) if normalised else ""
    title = translate("Results, characterised, normalised and weighted", lang)
    return table(title if normalised else translate("Results, characterised", lang), columns, rows, note)


def method(result: Outcome, lang: str) -> Table:
    """Return normalisation, weight and robustness of every indicator, as the method pack gives them; of an edition for
    customers, in which nothing is weighted, robustness alone."""
    rows: list[tuple[Any, ...]] = [
        (
            own_name(record, lang),
            record["id"],
            pretty_unit(record["unit"], lang),
            record["normalisation"],
            None if record["weight"] is None else record["weight"] / 100,
            record.get("robustness") or None,
        )
        for record in main_indicators(result.run)
    ]
    columns = [
        (translate("Indicator", lang), "name"),
        (translate("Name in files", lang), "word"),
        (translate("Unit", lang), "unit"),
        (translate("Normalisation: one person in a year", lang), "value"),
        (translate("Weight", lang), "percent"),
        (translate("Robustness", lang), "word"),
    ]
    if result.run.run.get("held_back"):
        columns, rows = [*columns[:3], columns[-1]], [(*row[:3], row[-1]) for row in rows]
    return table(
        translate("Indicators of the method pack", lang),
        columns,
        rows,
        translate("Robustness of the method: I recommended, II recommended, to be improved, III to be used with caution.", lang),
    )
