"""What the hotspots say about a run, asked for once and then shown in charts, page and workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..inventory.model import STAGES
from ..names import CLIMATE
from .relevance import MostRelevant, most_relevant
from .tables import FULLY, PARTLY, by_line, by_stage, line_coverage, main_indicators, score_table, weighted_lines

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder
    from .two_views import TwoViews


@dataclass(frozen=True)
class Outcome:
    """The results of a run as tables.

    Parameters
    ----------
    scores : DataFrame
        `hotspots.score_table`, in order, indexed by indicator (which stays a column too); ``summed`` tells which are in the
        single score.
    stages : DataFrame
        indicator × stage totals, in the unit of the indicator.
    lines : DataFrame
        columns line_id, line_name, stage, group and one per indicator; NaN where a line has no value.
    ranked : DataFrame
        columns line_id, line_name, stage, value, share (0–1 of Σ|value|), cumulative, partly_covered; largest first. ``value`` is
        the weighted score in µPt, or the climate score where weighting is withheld.
    covered : DataFrame
        `hotspots.line_coverage`: line_id × indicator, ``full``, ``partly`` or ``missing``.
    relevant : MostRelevant
        What is most relevant by PEF's rules, or why there is no such list.
    """

    run: RunFolder
    scores: pd.DataFrame
    stages: pd.DataFrame
    lines: pd.DataFrame
    ranked: pd.DataFrame
    covered: pd.DataFrame
    relevant: MostRelevant

    @property
    def weighted(self) -> bool:
        """Whether lines are ranked by weighted score; else by climate change."""
        return self.relevant.withheld is None

    @property
    def indicators(self) -> list[str]:
        """The indicators that are shown (sub-indicators apart), in order."""
        return [str(indicator) for indicator in self.scores.index]

    @cached_property
    def views(self) -> TwoViews:
        """Both views side by side; worked out when first asked for."""
        from .two_views import two_views

        return two_views(self.run)

    @property
    def partly_covered(self) -> bool:
        """Whether some indicator lacks the values of some lines."""
        return bool(self.scores["partly_covered"].any())

    def partly(self, line_id: str, indicator: str) -> bool:
        """Say whether a line has a value for an indicator that only some of its targets make."""
        return line_id in self.covered.index and bool(self.covered.at[line_id, indicator] == PARTLY)


def outcome(run: RunFolder) -> Outcome:
    """Ask the hotspots of a run for all that is shown."""
    order = [record["id"] for record in main_indicators(run)]
    lines, relevant = by_line(run), most_relevant(run)
    scores = score_table(run).set_index("indicator", drop=False).loc[order]
    if relevant.withheld is None:
        ranked = weighted_lines(run).rename(columns={"weighted": "value"})
    else:
        partly = line_coverage(run)[order].ne(FULLY).any(axis=1)
        ranked = lines.rename(columns={CLIMATE: "value"}).assign(partly_covered=lines["line_id"].map(partly))
    ranked = ranked[["line_id", "line_name", "stage", "value", "partly_covered"]].dropna(subset=["value"])
    ranked = ranked.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)
    total = ranked["value"].abs().sum()
    ranked["share"] = ranked["value"].abs() / total if total else 0.0
    ranked["cumulative"] = ranked["share"].cumsum()
    stages = by_stage(run).reindex(index=order, columns=list(STAGES))
    return Outcome(run, scores, stages, lines, ranked, line_coverage(run), relevant)


def ranked_stages(result: Outcome) -> pd.DataFrame:
    """Sum the ranked lines by stage: columns stage, value, share (0–1 of Σ|stage total|), largest first."""
    table = result.ranked.groupby("stage", sort=False)["value"].sum().reset_index()
    total = table["value"].abs().sum()
    table["share"] = table["value"].abs() / total if total else 0.0
    return table.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)
