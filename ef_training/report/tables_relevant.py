"""What is most relevant within the most relevant categories, one table for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hotspots.tables import main_indicators
from ..messages import message, msg, translate
from ..numbers import pretty_unit
from .facts import marked, own_half, own_name, stage_name
from .tables import Table, table
from .terms import compartment, flow, short_flow

if TYPE_CHECKING:
    import pandas as pd

    from ..hotspots.outcome import Outcome

    Cell = str | float | None


def stages(result: Outcome, lang: str) -> Table:
    """Return the most relevant stages of each most relevant category."""
    return _table(result, lang, translate("Most relevant stages", lang), result.relevant.stages, ("stage",))


def processes(result: Outcome, lang: str) -> Table:
    """Return the most relevant processes, at the first tier: what is bought or emitted."""
    caption = translate("Most relevant processes (what is bought or emitted)", lang)
    return _table(result, lang, caption, result.relevant.processes, ("process", "stage"))


def flows(result: Outcome, lang: str, scope: str, limit: int | None = None) -> Table:
    """Return the most relevant elementary flows of one scope (``direct`` or ``cradle-to-gate``), the largest first.

    ``limit`` is how many are given of each category at most; shares are those of each process.
    """
    caption = {
        "direct": translate("Most relevant elementary flows: emitted by these processes themselves", lang),
        "cradle-to-gate": translate("Most relevant elementary flows: behind the whole purchase", lang),
    }[scope]
    found = {
        indicator: ranked[ranked["scope"] == scope].sort_values("value", key=abs, ascending=False, kind="stable")
        for indicator, ranked in result.relevant.flows.items()
    }
    return _table(result, lang, caption, found, ("flow", "compartment", "process"), limit)


def _table(
    result: Outcome, lang: str, caption: str, found: dict[str, pd.DataFrame], keys: tuple[str, ...], limit: int | None = None
) -> Table:
    """Return the most relevant rows of each category, one below the other; a category's name stands in each of its rows."""
    records = {record["id"]: record for record in main_indicators(result.run)}
    names = dict(zip(result.run.targets["target"], result.run.targets["target_name"], strict=True))
    direct = _direct(result)
    titles = {
        "stage": translate("Stage", lang),
        "process": translate("Process", lang),
        "flow": translate("Flow", lang),
        "compartment": translate("Compartment", lang),
    }
    rows: list[tuple[Cell, ...]] = []
    total = 0
    for indicator in result.relevant.categories:
        ranked, record = found[indicator], records[indicator]
        chosen = ranked[ranked["most_relevant"].astype(bool)]
        total += len(chosen)
        name = marked(own_name(record, lang), partly=bool(result.scores.at[indicator, "partly_covered"]))
        for row in chosen.iloc[:limit].to_dict("records"):
            cells = [_cell(key, str(row[key]), lang, names, direct) for key in keys]
            rows.append((name, *cells, row["value"], pretty_unit(record["unit"], lang), row["share"], row["cumulative"]))
    note = ""
    if total > len(rows):
        note = message("The {shown} largest of {all}; the workbook holds them all.", shown=len(rows), all=total).render(lang)
    return table(
        caption,
        [
            (translate("Indicator", lang), "name"),
            *((titles[key], "word" if key == "stage" else "text") for key in keys),
            (translate("Value", lang), "value"),
            (translate("Unit", lang), "unit"),
            (translate("Share", lang), "share"),
            (translate("Cumulative", lang), "percent"),
        ],
        rows,
        note,
    )


def _cell(key: str, value: str, lang: str, names: dict[str, str], direct: dict[str, bool]) -> str:
    """Write a cell; a process that is an elementary flow says that it is emitted or taken from nature directly."""
    if key == "stage":
        return stage_name(value, lang)
    if key == "compartment":
        return compartment(value, lang)
    if key == "flow":
        return flow(value, lang)
    name = names.get(value) or value
    if value in direct:
        said = message(
            msg("taken from nature: {flow}") if direct[value] else msg("direct emission: {flow}"), flow=short_flow(name, lang)
        )
        return said.render(lang)
    return own_half(name, lang)


def _direct(result: Outcome) -> dict[str, bool]:
    """Return the elementary flows among the targets, and of each whether it is taken from nature rather than emitted."""
    run = result.run
    flows = run.targets.loc[run.targets["kind"] == "elementary-flow", "target"]
    taken = run.contributions["place"].astype(str).str.startswith("natural resource")
    natural = set(run.contributions.loc[taken, "target"])
    return {target: target in natural for target in flows}
