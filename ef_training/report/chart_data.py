"""The numbers that charts show, as tables: what is drawn is exactly what stands here, and all of it comes from the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..assessment.run_folder import SCALING
from ..hotspots.tables import FULLY, PARTLY
from ..inventory.model import STAGES
from ..names import CLIMATE

if TYPE_CHECKING:
    import pandas as pd

    from ..hotspots.outcome import Outcome

LINES_SHOWN = 15
"""How many lines the Pareto and the heatmap show by name; the rest is summed as "others"."""
VISIBLE = 0.002
"""A line has a row of its own where its bar is at least this part of the longest: a hair's breadth on the page."""
OTHERS = ""
"""Line id of the row that sums all lines not shown."""


def stage_shares(result: Outcome) -> pd.DataFrame:
    """Return the share of each stage in each indicator.

    Returns
    -------
    DataFrame
        index: indicator; columns: the stages; values: stage total ÷ Σ|stage total| of the indicator, between −1 and 1, credits
        negative. NaN where an indicator has no value at all.
    """
    total = result.stages.abs().sum(axis=1)
    return result.stages.div(total.where(total > 0), axis=0)


def pareto(result: Outcome, *, limit: int = LINES_SHOWN) -> pd.DataFrame:
    """Return the Pareto's rows: the ``limit`` largest lines, then one row with line_id `OTHERS` for the rest, if any.

    Returns
    -------
    DataFrame
        columns of `Outcome.ranked` and count (lines in the row). For the rest, ``share`` is that of its Σ|value| and ``value``
        the net sum.
    """
    import pandas as pd

    top, rest = result.ranked.iloc[:limit].assign(count=1), result.ranked.iloc[limit:]
    if len(rest) == 0:
        return top
    others = pd.DataFrame(
        [
            {
                "line_id": OTHERS,
                "line_name": "",
                "stage": "",
                "value": rest["value"].sum(),
                "share": rest["share"].sum(),
                "cumulative": rest["cumulative"].iloc[-1],
                "partly_covered": bool(rest["partly_covered"].any()),
                "count": len(rest),
            }
        ]
    )
    return pd.concat([top, others], ignore_index=True)


def heatmap(result: Outcome, *, limit: int = LINES_SHOWN) -> pd.DataFrame:
    """Return the share of each line in each indicator.

    Returns
    -------
    DataFrame
        index: line_id in the order of `Outcome.ranked`, then `OTHERS` (net sum of the rest); columns: indicators; values:
        line's value ÷ Σ|line value| of the indicator; NaN where the line has no value for the indicator.
    """
    values = result.lines.set_index("line_id")[result.indicators].astype(float)
    total = values.abs().sum()
    shares = values.div(total.where(total > 0), axis=1).loc[list(result.ranked["line_id"])]
    if len(shares) <= limit:
        return shares
    top = shares.iloc[:limit].copy()
    top.loc[OTHERS] = shares.iloc[limit:].sum(min_count=1)
    return top


def heatmap_partly(result: Outcome, *, limit: int = LINES_SHOWN) -> pd.DataFrame:
    """Return which cells of `heatmap` hold the value of a part of their line or lines only: the same shape, True or False."""
    import pandas as pd

    shares = heatmap(result, limit=limit)
    state = result.covered[result.indicators]
    partly = state.eq(PARTLY).reindex(shares.index, fill_value=False)
    if OTHERS in shares.index:
        rest = state.loc[list(result.ranked["line_id"].iloc[limit:])]
        partly.loc[OTHERS] = rest.ne(FULLY).any() & shares.loc[OTHERS].notna()
    return pd.DataFrame(partly, index=shares.index, columns=shares.columns)


def waterfall(result: Outcome, indicator: str = CLIMATE) -> pd.DataFrame:
    """Return the steps from nothing to the total of one indicator: per stage what burdens, then what is credited, then the total.

    Returns
    -------
    DataFrame
        columns stage ("" for the total), kind (burden, credit, total), value, start, end, in the unit of the indicator. Burdens
        are the sum of a stage's positive lines, credits that of its negative ones.
    """
    import pandas as pd

    lines = result.lines[["stage", indicator]].dropna()
    rows: list[dict[str, object]] = []
    level = 0.0
    for stage in STAGES:
        values = lines.loc[lines["stage"] == stage, indicator]
        burdens, credits = values[values > 0], values[values < 0]
        for kind, part in (("burden", burdens), ("credit", credits)):
            if len(part) or (kind == "burden" and len(values) and not len(credits)):
                step = float(part.sum())
                rows.append({"stage": stage, "kind": kind, "value": step, "start": level, "end": level + step})
                level += step
    rows.append({"stage": "", "kind": "total", "value": level, "start": 0.0, "end": level})
    return pd.DataFrame(rows)


def two_views(result: Outcome, *, limit: int = LINES_SHOWN) -> pd.DataFrame:
    """Return carbon footprint and climate change of the lines with the largest bars, then the rest, then what scaling added.

    Returns
    -------
    DataFrame
        columns line_id (`OTHERS` for the rest), line_name, cfp, ef (kg CO2 eq per declared unit, NaN where the view leaves
        the line out), count (lines in the row). The rest is the net sum of each view. The rows add up to the totals.
    """
    import pandas as pd

    columns = ["line_id", "line_name", "cfp", "ef"]
    table = result.views.lines
    table = table.assign(larger=table[["cfp", "ef"]].abs().max(axis=1))
    ordered = table[table["line_id"] != SCALING].sort_values("larger", ascending=False, kind="stable")
    scaled = table[table["line_id"] == SCALING]
    visible = int((ordered["larger"] >= VISIBLE * ordered["larger"].max()).sum())
    shown = min(limit, max(visible, 1))
    top, rest = ordered.iloc[:shown][columns].assign(count=1), ordered.iloc[shown:]
    parts = [top]
    if len(rest):
        sums = {view: rest[view].sum(min_count=1) for view in ("cfp", "ef")}
        parts.append(pd.DataFrame([{"line_id": OTHERS, "line_name": "", **sums, "count": len(rest)}]))
    if len(scaled):
        parts.append(scaled[columns].assign(count=1))
    return pd.concat(parts, ignore_index=True)


def two_views_totals(result: Outcome) -> dict[str, float]:
    """Return the total of each view, ``cfp`` and ``ef``, kg CO2 eq per declared unit."""
    views = result.views
    return {"cfp": views.cfp, "ef": views.ef}
