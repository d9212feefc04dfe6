"""A form with lines cut off, assessed as a whole: ledger, limits, scaling and what each reader makes of it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import independent_calculation as independent
import pytest
from form_cells import edited
from run_tables import rows

from ef_training.assessment.run_folder import RunFolder
from ef_training.errors import FormError, LinkError
from ef_training.hotspots import by_stage, outcome, ranked_stages
from ef_training.hotspots.two_views import two_views
from ef_training.report import write_report

HUB = "aluminium-hub"
LINKS = "數據連結"
NAMES = {"cfp": "碳足跡", "ef": "環境足跡"}
DYE, PALLET = "M14", "P05"
SHARE = 0.005  # said of the dye


def cut(line_id: str, view: str, omission: str | None = "截斷", share: object = None):
    """Yield the changes that leave a line out of a view."""
    row = (line_id, NAMES[view])
    cells = {"對象種類": "排除", "對象代碼": None, "換算倍數": None, "倍數單位": None, "理由": "量少"}
    for header, value in {**cells, "省略類別": omission, "估計占比": share}.items():
        yield LINKS, row if header == "對象種類" else (line_id, NAMES[view], "排除"), header, value


@pytest.fixture(scope="module")
def form(forms, tmp_path_factory) -> Path:
    """The hub: the dye left out of both views with an estimate, the pallet left out of the carbon footprint alone."""
    own = ("基本資料", "公司代碼", "內容", "demo-cut")  # databases of its own: those of the hub stay as they are
    changes = [own, *cut(DYE, "cfp", share="0.5%"), *cut(DYE, "ef"), *cut(PALLET, "cfp")]
    return edited(forms[HUB, "zh-TW"], tmp_path_factory.mktemp("cut-off") / "form.xlsx", *changes)


@pytest.fixture(scope="module")
def folder(form: Path, tmp_path_factory) -> Path:
    from ef_training.job import assess_form

    out = tmp_path_factory.mktemp("cut-off-run")
    assess_form(form, out, verify=True, lang="zh-TW")  # the comparison with bw2calc leaves the scaling out
    return out


def lines(folder: Path, view: str, indicator: str) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for row in rows(folder):
        if (row["view"], row["indicator"]) == (view, indicator):
            found[row["line_id"]] += float(row["value"])
    return dict(found)


def test_the_ledger_and_the_scaling_are_those_worked_out_by_hand(folder: Path, hub_folder: Path) -> None:
    """F = (A + K) ÷ (1 − E); the carbon footprint is A × (1 ÷ (A ÷ F))."""
    before, climate = lines(hub_folder, "cfp", "carbon-footprint"), lines(hub_folder, "ef", "climate-change")
    left = {name: value for name, value in before.items() if name not in (DYE, PALLET)}
    assert min(left.values()) >= 0  # no credit: Σ|score| is the sum
    assessed, known = sum(left.values()), climate[PALLET]
    whole = (assessed + known) / (1 - SHARE)
    scaled = [row for row in rows(folder) if row["line_id"] == "scaling"]
    (row,) = scaled
    assert float(row["value"]) == pytest.approx(whole - assessed, rel=1e-12)
    assert (row["view"], row["target_kind"], row["indicator"], row["unit"]) == ("cfp", "scaling", "carbon-footprint", "kg CO2 eq")
    assert (row["stage"], row["group"], row["target"], row["coverage"]) == ("", "", "", "full")
    assert sum(lines(folder, "cfp", "carbon-footprint").values()) == pytest.approx(whole, rel=1e-12)
    ledger = {(row["line_id"], row["view"]): row for row in rows(folder, "cutoff")}
    dye, pallet = ledger[DYE, "cfp"], ledger[PALLET, "cfp"]
    assert (float(dye["score_share"]), dye["score_basis"], dye["omission"]) == (SHARE, "estimated", "cut-off")
    assert float(dye["score"]) == pytest.approx(SHARE * whole)
    assert (float(pallet["score"]), pallet["score_basis"]) == (pytest.approx(known), "other view")
    assert float(pallet["score_share"]) == pytest.approx(known / whole)
    assert ledger[DYE, "ef"]["score"] == ledger[DYE, "ef"]["score_share"] == ""  # left out of both: nobody knows
    assert ledger["R01", "ef"]["omission"] == "no-burden"


def test_the_other_indicators_lose_the_line_and_gain_nothing(folder: Path, hub_folder: Path) -> None:
    before, after = lines(hub_folder, "ef", "climate-change"), lines(folder, "ef", "climate-change")
    assert after == pytest.approx({name: value for name, value in before.items() if name != DYE})
    assert {row["view"] for row in rows(folder) if row["target_kind"] == "scaling"} == {"cfp"}


def test_the_independent_calculation_gives_what_was_assessed(form: Path, folder: Path) -> None:
    assessed = sum(value for name, value in lines(folder, "cfp", "carbon-footprint").items() if name != "scaling")
    expected = independent.totals(form)
    assert assessed == pytest.approx(expected["carbon-footprint"], rel=1e-9)
    assert sum(lines(folder, "ef", "climate-change").values()) == pytest.approx(expected["climate-change"], rel=1e-6)


def test_limits_and_scaling_are_on_record_and_told(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["scaling"]["lines"] == [DYE, PALLET]
    limits = {(limit["view"], limit["by"]): limit for limit in record["cut_off"]}
    assert limits["cfp", "score"]["exceeded"] is limits["cfp", "source"]["exceeded"] is False
    assert limits["cfp", "score"]["lines"] == [DYE, PALLET]
    assert (limits["ef", "score"]["unknown"], limits["ef", "score"]["exceeded"]) == (1, False)
    assert limits["ef", "mass"]["unknown"] == 0
    told = [(row["check"], row["severity"], row["what"]) for row in rows(folder, "findings")]
    assert any(check == "scaling" and severity == "info" and "scaled up" in what for check, severity, what in told)
    assert any("cannot be told" in what and "ef view" in what for _, _, what in told)
    assert not any(severity == "warning" and "the limit is" in what for _, severity, what in told)


def test_everything_that_reads_the_results_copes(folder: Path) -> None:
    run = RunFolder.read(folder)
    result, views = outcome(run), two_views(run)
    assert "scaling" not in set(result.ranked["line_id"]) | set(result.lines["line_id"])
    assert "" not in set(ranked_stages(result)["stage"])
    assert not any("scaling" in set(table["process"]) for table in result.relevant.processes.values())
    assert views.lines["line_id"].iloc[-1] == "scaling"
    assert views.cfp == pytest.approx(sum(lines(folder, "cfp", "carbon-footprint").values()))
    assert by_stage(run, "cfp").sum(axis=1).iloc[0] == pytest.approx(views.cfp - views.scaling)
    page = (folder / "report.html").read_text(encoding="utf-8")
    (name,) = {row["line_name"] for row in rows(folder) if row["line_id"] == "scaling"}
    assert f'<th scope="row">{name}</th>' in page


def test_what_is_scaled_up_is_in_no_database(folder: Path) -> None:
    import bw2data

    assessed = {row["line_id"] for row in rows(folder) if row["view"] == "cfp"} - {"scaling"}
    found = set()
    for node in bw2data.Database("demo-cut front-hub-32 (cfp)"):
        found |= {exchange["line_id"] for exchange in node.exchanges() if "line_id" in exchange}
    assert found == assessed


def test_a_limit_that_is_exceeded_is_a_warning(forms, tmp_path: Path, run_of) -> None:
    path = edited(forms[HUB, "zh-TW"], tmp_path / "form.xlsx", *cut("E01", "cfp", share="0.5%"), *cut(DYE, "cfp", None, None))
    run = run_of(path)
    warnings = " | ".join(row.what for row in run.findings.itertuples() if row.severity == "warning" and row.check == "cut-off")
    assert "by climate score, the largest single line; the limit is 1% (lines E01)" in warnings  # the dye alone is below it
    assert f"by climate score; the limit is 5% (lines {DYE}, E01)" in warnings
    assert "line E01 (電力（全廠台電電表）): the share of 0.50% stated for the cfp view is far from" in warnings
    asked = [row.what for row in run.findings.itertuples() if "nobody said of which kind" in row.what]
    assert len(asked) == 1
    assert run.run["scaling"]["lines"] == ["E01"]  # nobody said that the dye is cut off


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ([(LINKS, (DYE, "碳足跡"), "省略類別", "截斷")], "省略類別", "only a line that is left out has a kind of omission"),
        ([(LINKS, (DYE, "碳足跡"), "估計占比", "0.5%")], "估計占比", "only a line that is cut off has an estimated share"),
        (list(cut(DYE, "cfp", "無負擔", "0.5%")), "估計占比", "only a line that is cut off has an estimated share"),
        (list(cut(DYE, "cfp", "截斷", "100%")), "估計占比", "leaves nothing for all other lines"),
        (list(cut(DYE, "cfp", "很少", None)), "省略類別", "很少"),
    ],
)
def test_what_does_not_go_together_is_refused(changes, where, what, forms, tmp_path: Path, run_of) -> None:
    path = edited(forms[HUB, "zh-TW"], tmp_path / "form.xlsx", *changes)
    with pytest.raises(FormError, match=what) as caught:
        run_of(path)
    (problem,) = caught.value.problems
    assert problem.where.startswith(LINKS)


def test_estimates_that_reach_the_whole_are_refused(forms, tmp_path: Path, run_of) -> None:
    path = edited(forms[HUB, "zh-TW"], tmp_path / "form.xlsx", *cut(DYE, "cfp", share="60%"), *cut(PALLET, "cfp", share="40%"))
    with pytest.raises(LinkError, match="reach 100% together"):
        run_of(path)


def test_a_folder_of_schema_1_is_read_and_reported(hub_folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    kept = {
        "results": None,
        "inventory": None,
        "contributions": None,
        "findings": None,
        "targets": 16,
        "cutoff": ("line_id", "line_name", "view", "stage", "group", "reason", "amount_per_unit", "unit", "mass", "mass_share"),
    }
    import pandas as pd

    for name, columns in kept.items():
        table = pd.read_csv(hub_folder / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
        if columns is not None:
            table = table.iloc[:, :columns] if isinstance(columns, int) else table[list(columns)]
        if name == "results":
            table["schema"] = "1"
        table.to_csv(old / f"{name}.csv", index=False, encoding="utf-8-sig")
    record = json.loads((hub_folder / "run.json").read_text(encoding="utf-8"))
    for key in ("cut_off", "scaling", "quality"):
        record.pop(key, None)
    (old / "run.json").write_text(json.dumps(record | {"schema": "1"}), encoding="utf-8")
    run, now = RunFolder.read(old), RunFolder.read(hub_folder)
    assert run.results["value"].tolist() == pytest.approx(now.results["value"].tolist(), nan_ok=True)
    assert set(run.targets["omission"]) == {""}
    assert run.cutoff["score_share"].isna().all()
    written = write_report(old, lang="en", formats=("html", "xlsx"))
    assert len(written) == 2
    page = (old / "report.html").read_text(encoding="utf-8")
    assert "Cut-off ledger" in page
    assert "not said: counts as cut off" not in page  # it could not be said then
