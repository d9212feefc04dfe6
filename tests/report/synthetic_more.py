"""Supply chains and data quality of the made-up run; `synthetic_run.build` leaves them out, as older folders do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ef_training.assessment import run_folder as rf
from ef_training.assessment.quality.quality import band

MIX, COAL, SCRAP = "電力組合｜electricity mix", "燃煤發電｜electricity, coal", "廢料回收｜scrap, recycled"
RATINGS = ((2, 1, 4, 2), (3, 4, 5, 3), (1, 1, 2, 1), (3, 3, 4, 2), (4, 5, 5, 4), (2, 2, 3, 2), (3, 2, 4, np.nan))
LEAST = 0.01
"""What of Σ|line value| a dataset must make to have a supply chain."""


def with_more(run: rf.RunFolder) -> rf.RunFolder:
    """Return the run with ``chains.csv`` and ``quality.csv``."""
    return replace(run, chains=_chains(run), quality=_quality(run))


def _chains(run: rf.RunFolder) -> pd.DataFrame:
    """Two tiers behind every large dataset: a mix that makes half of it, coal three fifths of that, and a credit of a tenth."""
    rows: list[tuple[object, ...]] = []
    part = run.results[(run.results["view"] == "ef") & (run.results["target_kind"] == "dataset")].dropna(subset=["value"])
    totals = part.groupby("indicator")["value"].apply(lambda values: values.abs().sum())
    for row in part.itertuples():
        if abs(row.value) < LEAST * totals[row.indicator]:
            continue
        head, first = (row.line_id, row.target, row.indicator, row.unit), len(rows) + 1
        mix, coal, value = first + 1, first + 2, row.value
        rows += [
            (*head, str(first), "", 0, "process", row.target, f"{row.line_name}｜{row.target}", "TW", 1.0, "kilogram", value),
            (
                *head,
                str(mix),
                str(first),
                1,
                "process",
                "mix",
                "電力組合｜electricity mix",
                "TW",
                2.0,
                "kilowatt hour",
                0.5 * value,
            ),
            (
                *head,
                str(coal),
                str(mix),
                2,
                "process",
                "coal",
                "燃煤發電｜electricity, coal",
                "TW",
                1.2,
                "kilowatt hour",
                0.3 * value,
            ),
            (*head, str(first + 3), str(mix), 2, "rest", "", "(rest)", "", np.nan, "", 0.2 * value),
            (*head, str(first + 4), str(first), 1, "direct", "", "", "", np.nan, "", 0.45 * value),
            (
                *head,
                str(first + 5),
                str(first),
                1,
                "process",
                "scrap",
                SCRAP,
                "TW",
                -0.1,
                "kilogram",
                -0.1 * value,
            ),
            (*head, str(first + 6), str(first), 1, "rest", "", "(rest)", "", np.nan, "", 0.15 * value),
        ]
    return pd.DataFrame(rows, columns=list(rf.CHAINS)).astype({"tier": float, "amount": float, "value": float})


def _quality(run: rf.RunFolder) -> pd.DataFrame:
    """Ratings that repeat every seven targets, one of them unknown; weights by climate change."""
    part = run.results[(run.results["view"] == "ef") & (run.results["indicator"] == "climate-change")]
    names = dict(zip(run.targets["target"], run.targets["target_name"], strict=True))
    whole, rows = part["value"].abs().sum(), []
    for number, row in enumerate(part.itertuples()):
        ratings = RATINGS[number % 7]
        share = abs(row.value) / whole
        dqr = float(np.mean(ratings))
        rows.append(
            dict.fromkeys(rf.QUALITY, "")
            | {"line_id": row.line_id, "line_name": row.line_name, "view": "ef", "target": row.target}
            | {"target_name": names[row.target], "basis": "derived", "band": band(None if dqr != dqr else dqr), "DQR": dqr}
            | dict(zip(("TeR", "GeR", "TiR", "P"), ratings, strict=True))
            | dict.fromkeys(("reliability", "completeness", "temporal", "geographical", "technological"), 3.0)
            | {"weight_share": share, "study_weight": share if share > 0.01 else np.nan}
        )
    return pd.DataFrame(rows)[list(rf.QUALITY)]
