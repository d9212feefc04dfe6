"""Data quality against contribution: which data are both important and poor.

Source of the rating: Recommendation (EU) 2021/2279, Annex I, clause 4.6.5; most relevant processes: clause 6.3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..assessment.ranking import THRESHOLD

if TYPE_CHECKING:
    import pandas as pd

    from ..hotspots.outcome import Outcome

POOR = 3.0
"""A rating above this is worse than "good" in the table of data quality levels (clause 4.6.5): fair or poor."""
COLUMNS = (
    *("line_id", "line_name", "stage", "target", "target_name", "TeR", "GeR", "TiR", "P", "DQR", "band"),
    *("share", "important", "poor", "unknown", "attention"),
)


def quality(result: Outcome) -> pd.DataFrame:
    """Return the targets of the ``ef`` view with their data quality rating and what they contribute, the largest first.

    Returns
    -------
    DataFrame
        columns `COLUMNS`: ``DQR`` and its four criteria, 1 (best) to 5, NaN where unknown; ``share`` 0–1 of Σ|weighted score|, of
        Σ|climate change| where weighting is withheld; ``important``: a most relevant process (where weighting is withheld: one
        of the largest that together make 80 %); ``poor``: DQR above `POOR`; ``unknown``: no DQR; ``attention``: important, and
        poor or unknown. No rows where the run holds no ratings.
    """
    table = result.run.quality
    table = table[table["view"] == "ef"].rename(columns={"weight_share": "share"})
    stages = dict(zip(result.run.inventory["line_id"], result.run.inventory["stage"], strict=True))
    table = table.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    table = table.astype(dict.fromkeys(("TeR", "GeR", "TiR", "P", "DQR", "share"), float))  # in memory an unknown rating is None
    if result.weighted:
        important = table["study_weight"].notna()
    else:
        before = table["share"].cumsum() - table["share"]
        important = (before < THRESHOLD - 1e-9) & (table["share"] > 0)
    poor, unknown = table["DQR"] > POOR + 1e-9, table["DQR"].isna()
    table = table.assign(
        stage=table["line_id"].map(stages).fillna(""),
        important=important,
        poor=poor,
        unknown=unknown,
        attention=important & (poor | unknown),
    )
    return table[list(COLUMNS)]
