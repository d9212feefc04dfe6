"""Improvement options of a run, one row an option, summed up over the indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..names import CLIMATE
from .once import once
from .tables import summed_indicators

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

HEAD = ("option", "line_id", "line_name", "stage", "lever", "state", "text", "text_zh", "note", "note_zh")


@once
def option_summary(run: RunFolder) -> pd.DataFrame:
    """Return the options of a run in the order of ``options.csv``.

    Returns
    -------
    DataFrame
        The first columns of ``options.csv`` (`HEAD`); ``climate`` (kg CO2 eq) and ``climate_share`` (0–1 of the product's climate
        change), ``weighted`` (µPt; NaN where weighting is withheld or a summed indicator is unknown), ``better``, ``worse``,
        ``unknown`` and ``partly`` (numbers of indicators), ``worse_in`` (their ids, a tuple). Options that are not computed have
        NaN and 0.
    """
    import pandas as pd

    summed = {record["id"] for record in summed_indicators(run)}
    rows = []
    for _, part in run.options.groupby("option", sort=False):
        climate = part[part["indicator"] == CLIMATE]
        count = part["effect"].value_counts()
        weights = part.loc[part["indicator"].isin(summed), "weighted_change"]
        whole = len(weights) > 0 and weights.notna().all()
        rows.append(
            (
                *(part.iloc[0][name] for name in HEAD),
                float(climate["change"].sum(min_count=1)) if len(climate) else float("nan"),
                float(climate["change_share"].sum(min_count=1)) if len(climate) else float("nan"),
                float(weights.sum()) if whole else float("nan"),
                int(count.get("better", 0)),
                int(count.get("worse", 0)),
                int(count.get("unknown", 0)),
                int(count.get("partly", 0)),
                tuple(part.loc[part["effect"] == "worse", "indicator"]),
            )
        )
    names = [*HEAD, "climate", "climate_share", "weighted", "better", "worse", "unknown", "partly", "worse_in"]
    return pd.DataFrame(rows, columns=names)


def best_options(run: RunFolder, limit: int = 3) -> pd.DataFrame:
    """Return the computed options that save most, one a line: by weighted score, or by climate change where that is not given."""
    found = option_summary(run)
    found = found[found["state"] == "computed"]
    by = "weighted" if found["weighted"].notna().any() else "climate"
    found = found[found[by] < 0].sort_values(by, kind="stable")
    return found.drop_duplicates("line_id").head(limit).reset_index(drop=True)


def first_options(run: RunFolder, limit: int = 3) -> pd.DataFrame:
    """Return what to do first: options of different levers and lines, so that the list is not three times "a tenth less".

    Those that are computed and save come first, the best of each lever and line; then what is to be asked (of a supplier: own
    data), the first of each lever and line.
    """
    import pandas as pd

    found = option_summary(run)
    by = "weighted" if found["weighted"].notna().any() else "climate"
    saving = found[(found["state"] == "computed") & (found[by] < 0)].sort_values(by, kind="stable")
    levers: set[str] = set()
    lines: set[str] = set()
    rows = []
    for row in pd.concat([saving, found[found["state"] == "question"]]).to_dict("records"):
        if row["lever"] not in levers and row["line_id"] not in lines:
            levers.add(row["lever"])
            lines.add(row["line_id"])
            rows.append(row)
    return pd.DataFrame(rows[:limit], columns=list(found.columns))
