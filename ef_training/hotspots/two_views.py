"""Both views side by side, line by line: carbon footprint by MOENV factors beside climate change by datasets.

Everything comes from the folder of a run. The differences that make most of the whole, and those of lines whose two scores
lie far apart, are explained by rules (`two_views_reasons`); what no rule explains says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..assessment.run_folder import SCALING
from ..names import CLIMATE
from ..settings import SETTINGS, Settings
from .tables import by_line
from .two_views_reasons import Facts, reasons

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

CFP = "carbon-footprint"
COLUMNS = ("line_id", "line_name", "stage", "group", "cfp", "ef", "difference", "ratio", "share", "explained", "reasons")
_EQUAL = 1e-9


@dataclass(frozen=True)
class TwoViews:
    """The two views of one inventory, kg CO2 eq per declared unit.

    Parameters
    ----------
    lines : DataFrame
        One row a line in the order of the form, and what scaling added (line_id ``scaling``) at the end: line_id, line_name,
        stage, group; ``cfp`` and ``ef`` (NaN where the view leaves the line out); ``difference`` (ef − cfp, what is left out
        counted as nothing); ``ratio`` (ef ÷ cfp, NaN where one is missing or the divisor 0); ``share`` (0–1 of Σ|difference|);
        ``explained`` (True, False); ``reasons`` (tuple of messages, empty where not explained).
    cfp, ef : float
        The totals; ``cfp`` with what scaling added, NaN where nothing counts in the view.
    scaling : float
        What scaling added to ``cfp``; 0 where it was not scaled.
    """

    lines: pd.DataFrame
    cfp: float
    ef: float
    scaling: float

    @property
    def largest(self) -> pd.DataFrame:
        """The rows that are explained, the largest difference first."""
        chosen = self.lines[self.lines["explained"]]
        return chosen.sort_values("difference", key=abs, ascending=False, kind="stable")


def two_views(run: RunFolder, settings: Settings = SETTINGS) -> TwoViews:
    """Put both views side by side and explain the largest differences."""
    table = _joined(run)
    table["difference"] = table["ef"].fillna(0.0) - table["cfp"].fillna(0.0)
    table["ratio"] = table["ef"] / table["cfp"].where(table["cfp"] != 0)
    total = table["difference"].abs().sum()
    table["share"] = table["difference"].abs() / total if total else 0.0
    table["explained"] = _explained(table, settings)
    facts = Facts.of(run, settings)
    table["reasons"] = [tuple(reasons(row, facts)) if row["explained"] else () for row in table.to_dict("records")]
    scaling = float(table.loc[table["line_id"] == SCALING, "cfp"].sum())
    totals = {view: float(table[view].sum(min_count=1)) for view in ("cfp", "ef")}
    return TwoViews(table[list(COLUMNS)].reset_index(drop=True), scaling=scaling, **totals)


def _joined(run: RunFolder) -> pd.DataFrame:
    """Return one row a line with its score in each view, in the order of the inventory."""
    keys = ["line_id", "line_name", "stage", "group"]
    ef, cfp = (
        by_line(run, view).reindex(columns=[*keys, indicator]).rename(columns={indicator: view})
        for view, indicator in (("ef", CLIMATE), ("cfp", CFP))
    )
    joined = ef.merge(cfp, how="outer", on=keys, sort=False)
    position = {line: place for place, line in enumerate(run.inventory["line_id"])}
    return joined.sort_values("line_id", key=lambda ids: ids.map(lambda line: position.get(line, len(position))), kind="stable")


def _explained(table: pd.DataFrame, settings: Settings) -> pd.Series:
    """Tell which rows are explained: the largest differences up to `Settings.two_views_coverage`, and lines whose two scores lie
    more than `Settings.other_view_ratio` apart where they make at least `Settings.two_views_small` of a view."""
    ordered = table["share"].sort_values(ascending=False, kind="stable")
    before = (ordered.cumsum() - ordered).reindex(table.index)
    large = (table["share"] > 0) & (before < settings.two_views_coverage - _EQUAL)
    part = (table[["cfp", "ef"]].abs() / table[["cfp", "ef"]].abs().sum()).max(axis=1)
    ratio = settings.other_view_ratio
    apart = ~table["ratio"].between(1 / ratio, ratio) & (table["difference"] != 0)
    chosen: pd.Series = large | (apart & (part >= settings.two_views_small))
    return chosen
