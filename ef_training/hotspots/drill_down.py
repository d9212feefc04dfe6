"""Drill-down in one indicator, or in the weighted score: the lines, and the processes and elementary flows behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import OutputError, Problem
from ..messages import message
from .outcome import Outcome
from .tables import MICRO

if TYPE_CHECKING:
    import pandas as pd

WEIGHTED = "weighted"
"""The weighted score in place of an indicator, in µPt."""
REST = "(rest)"


@dataclass(frozen=True)
class DrillDown:
    """What makes an indicator, largest first.

    Parameters
    ----------
    lines : DataFrame
        ``line_id``, ``line_name``, ``stage``, ``value``, ``share``, ``cumulative``, ``partly_covered``.
    processes : DataFrame
        ``code``, ``name``, ``place``, ``value``, ``share``, ``lines`` (their ids): processes behind the purchases of all lines.
    flows : DataFrame
        The same of elementary flows; ``place`` is the compartment.
    unit : str
        Of all values, per declared unit.
    total, rest_processes, rest_flows : float
        The sum of all lines; what of it no row of ``processes`` (emissions of the company's own lines are none) and of ``flows``
        names.

    Notes
    -----
    ``share`` is 0–1 of Σ|line value| in all three tables.
    """

    indicator: str
    unit: str
    total: float
    lines: pd.DataFrame
    processes: pd.DataFrame
    flows: pd.DataFrame
    rest_processes: float
    rest_flows: float


def known_indicators(result: Outcome) -> list[str]:
    """Return the ids that `drill_down` takes: the indicators and sub-indicators of the run, and "weighted" where it is given."""
    return [*(str(record["id"]) for record in result.run.run["indicators"]), *([WEIGHTED] if result.weighted else [])]


def demand_indicator(result: Outcome, indicator: str) -> None:
    """Make sure that the run knows an indicator.

    Raises
    ------
    OutputError
        It does not: the known ones are named; or the weighted score is withheld: the reason is given.
    """
    known = known_indicators(result)
    if indicator in known:
        return
    if indicator == WEIGHTED and result.relevant.withheld is not None:
        raise OutputError(Problem(result.relevant.withheld))
    raise OutputError(
        Problem(
            message("the run has no indicator “{name}”", name=indicator),
            mend=message("known are {names}", names=", ".join(known)),
        )
    )


def drill_down(result: Outcome, indicator: str, *, stage: str = "", limit: int | None = None) -> DrillDown:
    """Return the lines of an indicator with the processes and elementary flows behind them.

    Parameters
    ----------
    indicator : str
        Id of an indicator or sub-indicator (which has lines only), or "weighted".
    stage : str
        Only lines of this stage; shares stay those of all lines.
    limit : int, optional
        At most so many rows in each table.

    Raises
    ------
    OutputError
        The run does not know the indicator.
    """
    demand_indicator(result, indicator)
    factors = _factors(result, indicator)
    lines = _lines(result, indicator)
    whole = float(lines["value"].abs().sum())
    lines["share"] = lines["value"].abs() / whole if whole else 0.0
    if stage:
        lines = lines[lines["stage"] == stage].reset_index(drop=True)
    lines["cumulative"] = lines["share"].cumsum()
    deep = result.run.contributions
    deep = deep[
        deep["indicator"].isin(list(factors)) & (deep["scope"] == "cradle-to-gate") & deep["line_id"].isin(lines["line_id"])
    ]
    deep = deep.assign(value=deep["value"] * deep["indicator"].map(factors).astype(float))
    total = float(lines["value"].sum())
    processes, flows = _behind(deep, "process", whole), _behind(deep, "elementary-flow", whole)
    unit = "µPt" if indicator == WEIGHTED else _unit(result, indicator)
    if limit is not None:
        lines, processes, flows = lines.head(limit), processes.head(limit), flows.head(limit)
    rest = [total - float(table["value"].sum()) for table in (processes, flows)]
    return DrillDown(indicator, unit, total, lines, processes, flows, rest[0], rest[1])


def _unit(result: Outcome, indicator: str) -> str:
    return next(str(record["unit"]) for record in result.run.run["indicators"] if record["id"] == indicator)


def _factors(result: Outcome, indicator: str) -> dict[str, float]:
    """Return the indicators to add up, each with what its values are multiplied by: 1, or µPt per unit."""
    if indicator != WEIGHTED:
        return {indicator: 1.0}
    return {
        str(record["id"]): record["weight"] / 100 * MICRO / record["normalisation"]
        for record in result.run.run["indicators"]
        if not record["parent"] and record["normalisation"] and record["weight"] is not None
    }


def _lines(result: Outcome, indicator: str) -> pd.DataFrame:
    """Return the lines that have a value, largest first."""
    if indicator == WEIGHTED:
        table = result.ranked
    else:
        partly = [result.partly(str(line_id), indicator) for line_id in result.lines["line_id"]]
        table = result.lines.rename(columns={indicator: "value"}).assign(partly_covered=partly)
    table = table[["line_id", "line_name", "stage", "value", "partly_covered"]].dropna(subset=["value"])
    return table.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)


def _behind(deep: pd.DataFrame, level: str, whole: float) -> pd.DataFrame:
    """Add up processes or flows over all lines, largest first; what is not named is left out."""
    part = deep[(deep["level"] == level) & (deep["name"] != REST)]
    grouped = part.groupby(["code", "name", "place"], sort=False)
    table = grouped["value"].sum().reset_index()
    table["share"] = table["value"].abs() / whole if whole else 0.0
    table["lines"] = [", ".join(dict.fromkeys(lines)) for _, lines in grouped["line_id"]]
    return table.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)
