"""Hotspots of a run: contributions, normalised and weighted results, and PEF's most relevant categories, stages, processes
and elementary flows. Everything here is computed from the folder of a run."""

from .outcome import Outcome, outcome, ranked_stages
from .relevance import MostRelevant, most_relevant
from .rules import Ranked, most_relevant_shares, with_use_stage_rule
from .tables import by_line, by_stage, coverage, line_coverage, score_table, sub_indicators, weighted_lines
from .two_views import TwoViews, two_views

__all__ = [
    "MostRelevant",
    "Outcome",
    "Ranked",
    "TwoViews",
    "by_line",
    "by_stage",
    "coverage",
    "line_coverage",
    "most_relevant",
    "most_relevant_shares",
    "outcome",
    "ranked_stages",
    "score_table",
    "sub_indicators",
    "two_views",
    "weighted_lines",
    "with_use_stage_rule",
]
