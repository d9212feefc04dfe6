"""A made-up run, shaped like a real one: 36 lines in five stages, a credit, a screening line, long Chinese names."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from synthetic_lines import AIR, INDICATORS, LEFT_OUT, LINES, PARTLY, PARTLY_SCORE, SCREENING, SUBS
from synthetic_record import record

from ef_training.assessment import run_folder as rf


def scores() -> pd.DataFrame:
    """Line × indicator scores per declared unit; NaN where the screening line has no data."""
    random = np.random.default_rng(20240131)
    table = {}
    for line_id, _, stage, group, _, _, climate, _ in LINES:
        # what a person causes in the other categories beside this climate score, spread by a factor of about three
        person = abs(climate) / INDICATORS[0][4] if climate else 2e-6
        row = np.array([person * i[4] for i in INDICATORS]) * np.exp(random.normal(0.0, 1.1, len(INDICATORS)))
        row[0] = abs(climate)
        if climate < 0:
            row = -row
        if group == "water" and stage == "manufacturing":
            row[13] = 0.12
        if line_id in AIR:
            row[[i for i in range(16) if i not in (2, 3, 4, 7, 11)]] = 0.0
        if line_id == SCREENING:
            row[1:] = np.nan
        table[line_id] = row
    return pd.DataFrame.from_dict(table, orient="index", columns=[i[0] for i in INDICATORS])


def build(*, screening_factor: float = 1.0) -> rf.RunFolder:
    """Build the run; ``screening_factor`` multiplies the climate score of the screening line."""
    values = scores()
    values.loc[SCREENING, "climate-change"] *= screening_factor
    rows: list[dict[str, object]] = []
    head = {"schema": rf.SCHEMA, "run": "r-0001", "company": "demo-hub", "product": "hub-36h"}
    for line_id, name, stage, group, *_, code in LINES:
        base = head | {"stage": stage, "group": group, "line_id": line_id, "line_name": name, "target": code}
        full = line_id != SCREENING
        kind = "dataset" if full else "custom-factor"
        for ind in INDICATORS:
            value = values.at[line_id, ind[0]]
            coverage = "full" if full else "climate-only" if ind[0] == "climate-change" else "missing"
            rows.append(
                base
                | {"view": "ef", "target_kind": kind, "indicator": ind[0], "unit": ind[3], "value": value, "coverage": coverage}
            )
        for sub in SUBS:
            rows.append(
                base
                | {
                    "view": "ef",
                    "target_kind": kind,
                    "indicator": sub[0],
                    "unit": "kg CO2 eq",
                    "value": values.at[line_id, "climate-change"] * sub[3] if full else np.nan,
                    "coverage": "full" if full else "missing",
                }
            )
        if line_id == PARTLY:
            rows += _climate_only(base, PARTLY_SCORE)
        if group not in ("emission-air",):
            factor = 0.82 + 0.03 * (len(rows) % 11)
            rows.append(
                base
                | {
                    "view": "cfp",
                    "target_kind": "factor",
                    "target": f"moenv-{code}",
                    "unit": "kg CO2 eq",
                    "indicator": "carbon-footprint",
                    "coverage": "full",
                    "value": values.at[line_id, "climate-change"] * factor,
                }
            )
    footprint = sum(float(str(row["value"])) for row in rows if row["view"] == "cfp")
    rows.append(_scaling(head, footprint))
    run = rf.RunFolder(
        run=record(),
        results=pd.DataFrame(rows)[list(rf.RESULTS)],
        inventory=_inventory(),
        targets=_targets(),
        contributions=_contributions(values),
        findings=_findings(),
        cutoff=_cutoff(),
    )
    return replace(run, run=run.run | {"screening": _screening(run.results)})


def _climate_only(base: dict[str, object], score: float) -> list[dict[str, object]]:
    """Return the rows of a second target of a line, known by climate change alone."""
    target = base | {"view": "ef", "target": "supplier-coating", "target_kind": "custom-factor"}
    known = [(i[0], i[3]) for i in INDICATORS] + [(sub[0], "kg CO2 eq") for sub in SUBS]
    return [
        target
        | {"indicator": name, "unit": unit}
        | ({"value": score, "coverage": "climate-only"} if name == "climate-change" else {"value": np.nan, "coverage": "missing"})
        for name, unit in known
    ]


def _scaling(head: dict[str, str], footprint: float) -> dict[str, object]:
    """Return the row by which the carbon footprint is scaled up from 98.8 %."""
    labels = {"view": "cfp", "stage": "", "group": "", "line_id": rf.SCALING, "line_name": "截斷放大（環境部規則）", "target": ""}
    value = {"value": footprint * (1 / 0.988 - 1), "coverage": "full", "unit": "kg CO2 eq", "indicator": "carbon-footprint"}
    return head | labels | {"target_kind": rf.SCALING} | value


def _screening(results: pd.DataFrame) -> dict[str, float]:
    climate = results[(results["view"] == "ef") & (results["indicator"] == "climate-change")]
    part = climate[climate["coverage"] != "full"]
    return {
        "line_share": part["line_id"].nunique() / climate["line_id"].nunique(),
        "climate_share": float(part["value"].abs().sum() / climate["value"].abs().sum()),
    }


def _inventory() -> pd.DataFrame:
    rows = []
    for number, (line_id, name, stage, group, amount, unit, *_) in enumerate(LINES, start=5):
        plant = line_id.startswith(("E", "W"))
        rows.append(
            {
                "line_id": line_id,
                "parent": "M01" if line_id == "T01" else "",
                "stage": stage,
                "group": group,
                "name": name,
                "amount": amount * 120000,
                "unit": unit,
                "level": "plant" if plant else "product",
                "allocation": "機器工時" if plant else "",
                "share": 8200 / 14000 if plant else np.nan,
                "excluded": 0.0,
                "amount_per_unit": amount,
                "mass_per_unit": amount if unit == "kg" else np.nan,
                "concentration": 0.32 if line_id == "M07" else np.nan,
                "density": np.nan,
                "heat_value": np.nan,
                "mass_per_piece": np.nan,
                "supplier": "",
                "country": "TW",
                "treatment": "",
                "data_quality": "measured",
                "evidence": "領料單",
                "note": "",
                "meter": "",
                "distance": np.nan,
                "load": np.nan,
                "origin": f"原物料!D{number}",
            }
        )
    line_id, name, stage, group, amount, unit = LEFT_OUT
    rows.append(
        dict.fromkeys(rf.INVENTORY, "")
        | {
            "line_id": line_id,
            "name": name,
            "stage": stage,
            "group": group,
            "amount": amount * 120000,
            "unit": unit,
            "level": "product",
            "share": np.nan,
            "excluded": 0.0,
            "amount_per_unit": amount,
            "mass_per_unit": amount,
            "distance": np.nan,
            "load": np.nan,
            "concentration": np.nan,
            "density": np.nan,
            "heat_value": np.nan,
            "mass_per_piece": np.nan,
            "origin": "包材!D9",
        }
    )
    return pd.DataFrame(rows)[list(rf.INVENTORY)]


def _targets() -> pd.DataFrame:
    rows = []
    for number, (line_id, name, _, group, amount, unit, _, code) in enumerate(LINES, start=5):
        base = dict.fromkeys(rf.TARGETS, "") | {"line_id": line_id, "line_name": name, "target_unit": unit, "quality": "B"}
        base |= {"confirmed_by": "analyst"}
        multiplier = 0.32 if line_id == "M07" else 1.0
        rows.append(
            base
            | {
                "view": "ef",
                "kind": "dataset" if line_id != SCREENING else "custom-factor",
                "target": code,
                "target_name": f"{name}｜{code.replace('-', ' ')}",
                "location": "TW",
                "amount": amount * multiplier,
                "multiplier": multiplier,
                "multiplier_unit": f"{unit}/{unit}",
                "reason": "concentration 32 %" if line_id == "M07" else "",
                "source": "training",
                "origin": f"原物料!K{number}",
                "year": "2015",
                "technology": "made up",
            }
        )
        if line_id == PARTLY:
            coating = {"kind": "custom-factor", "target": "supplier-coating", "target_name": "供應商塗層", "amount": amount}
            rows.append(base | coating | {"view": "ef", "multiplier": 1.0, "origin": f"原物料!L{number}"})
        if group != "emission-air":
            rows.append(
                base
                | {
                    "view": "cfp",
                    "kind": "factor",
                    "target": f"moenv-{code}",
                    "target_name": f"{name}（2022）",
                    "location": "TW",
                    "amount": amount,
                    "multiplier": 1.0,
                    "multiplier_unit": "",
                    "reason": "",
                    "source": "環境部",
                    "origin": f"原物料!M{number}",
                    "year": "2022",
                    "boundary": "cradle-to-grave" if line_id == "M05" else "cradle-to-gate",
                    "gwp_set": "AR5",
                }
            )
    line_id, name, *_, unit = LEFT_OUT
    for view in ("ef", "cfp"):
        left_out = {"line_id": line_id, "line_name": name, "view": view, "kind": "left-out", "amount": 0.0, "multiplier": 1.0}
        rows.append(
            dict.fromkeys(rf.TARGETS, "")
            | left_out
            | {"target_unit": unit, "reason": "小於 1 %，無對應係數", "omission": "cut-off"}
        )
    return pd.DataFrame(rows)[list(rf.TARGETS)]


def _contributions(values: pd.DataFrame) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    parts = (("process", "cradle-to-gate"), ("elementary-flow", "cradle-to-gate"), ("elementary-flow", "direct"))
    for line_id, *_, code in LINES:
        for ind in INDICATORS:
            value = values.at[line_id, ind[0]]
            if not np.isfinite(value) or value == 0.0:
                continue
            for level, scope in parts:
                names = (
                    (code, "electricity, medium voltage", "(rest)")
                    if level == "process"
                    else ("Carbon dioxide, fossil", "Sulfur dioxide", "(rest)")
                )
                for name, share in zip(names, (0.62, 0.27, 0.11), strict=True):
                    rows.append(
                        {
                            "line_id": line_id,
                            "target": code,
                            "view": "ef",
                            "indicator": ind[0],
                            "unit": ind[3],
                            "level": level,
                            "scope": scope,
                            "code": "" if name == "(rest)" else name.lower()[:12],
                            "name": name,
                            "place": "TW" if level == "process" else "air",
                            "value": value * share,
                            "share": share,
                        }
                    )
    return pd.DataFrame(rows)[list(rf.CONTRIBUTIONS)]


def _findings() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "severity": "assumption",
                "check": "tonne",
                "where": "原物料!E5",
                "what": "“噸” is read as a metric tonne",
                "what_zh": "「噸」視為公噸",
                "mend": "write 公噸",
                "mend_zh": "請改寫公噸",
            },
            {
                "severity": "warning",
                "check": "mass-balance",
                "where": "廢棄物!D4",
                "what": "2.3 % of the mass is not accounted for <b>",
                "what_zh": "質量平衡差異 2.3 %，需說明 <b>",
                "mend": "",
                "mend_zh": "",
            },
        ]
    )[list(rf.FINDINGS)]


def _cutoff() -> pd.DataFrame:
    line_id, name, stage, group, amount, unit = LEFT_OUT
    return pd.DataFrame(
        [
            {
                "line_id": line_id,
                "line_name": name,
                "view": view,
                "stage": stage,
                "group": group,
                "omission": "cut-off",
                "reason": "小於 1 %，無對應係數",
                "amount_per_unit": amount,
                "unit": unit,
                "mass": amount,
                "mass_share": amount / 0.69,
                "energy": np.nan,
                "energy_share": np.nan,
                "score": 0.06 if view == "cfp" else np.nan,
                "score_share": 0.012 if view == "cfp" else np.nan,
                "score_basis": "estimated" if view == "cfp" else "",
            }
            for view in ("ef", "cfp")
        ]
    )[list(rf.CUTOFF)]


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table of the run folder without any code of the package."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
