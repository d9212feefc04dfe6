"""The made-up run with the values of its factors, and what a real run has beside: a conversion, a GWP, two factors on a line."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ef_training.assessment.run_folder import RunFolder

MADE = 120_000
"""Declared units made in the period."""


def priced(run: RunFolder) -> RunFolder:
    """Return the run with ``factor_value`` and ``factor_source`` of every factor, so that they add up to its results."""
    values = run.results[run.results["view"] == "cfp"].groupby("line_id")["value"].sum()
    targets = run.targets.copy()
    known = (targets["view"] == "cfp") & (targets["kind"] == "factor")
    targets.loc[known, "factor_value"] = targets.loc[known, "line_id"].map(values) / targets.loc[known, "amount"]
    targets.loc[known, "factor_source"] = "MOENV CFP_P_02, 環境部, data year 2022"
    targets = _two_factors(_gwp(targets))
    amounts = run.inventory.set_index("line_id")["amount_per_unit"]
    emissions = [
        _left_out(line, name, amounts[line])
        for line, name in zip(run.inventory["line_id"], run.inventory["name"], strict=True)
        if line not in set(targets.loc[targets["view"] == "cfp", "line_id"])
    ]
    targets = pd.concat([targets, pd.DataFrame(emissions).reindex(columns=targets.columns)], ignore_index=True)
    texts = targets.select_dtypes(exclude="number").columns
    return replace(run, targets=targets.fillna(dict.fromkeys(texts, "")))


def _gwp(targets: pd.DataFrame) -> pd.DataFrame:
    """R01 is refrigerant topped up: a GWP, no MOENV factor."""
    row = (targets["line_id"] == "R01") & (targets["view"] == "cfp")
    told = {
        "kind": "gwp",
        "target": "R-410A@AR6",
        "target_name": "冷媒｜R-410A (AR6)",
        "gwp_set": "AR6",
        "year": "",
        "boundary": "",
    }
    targets.loc[row, list(told)] = list(told.values())
    return targets


def _two_factors(targets: pd.DataFrame) -> pd.DataFrame:
    """M01 is aluminium and electricity, 0.5 kWh/kg: a second factor, and the first one is as much less."""
    row = targets[(targets["line_id"] == "M01") & (targets["view"] == "cfp")].iloc[0]
    power = row.copy()
    power["target"], power["target_name"], power["target_unit"] = "moenv-power", "電力碳足跡(2022)", "kWh"
    power["multiplier"], power["multiplier_unit"], power["amount"] = 0.5, "kWh/kg", row["amount"] * 0.5
    power["reason"], power["factor_value"] = "擠型用電", 0.6
    targets.loc[row.name, "factor_value"] = row["factor_value"] - 0.3
    return pd.concat([targets.loc[: row.name], power.to_frame().T, targets.loc[row.name + 1 :]], ignore_index=True).astype(
        targets.dtypes.to_dict()
    )


def _left_out(line: str, name: str, amount: float) -> dict[str, object]:
    told = {"line_id": line, "line_name": name, "view": "cfp", "kind": "left-out", "amount": 0.0, "multiplier": 1.0}
    return told | {"reason": "非溫室氣體", "omission": "no-burden", "target_unit": "kg"}
