"""The versions of an inventory: kept once, compared with the one before, and every difference explained to the last part."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from history_runs import INDICATORS, RUN, SCORES, edited, inventory, results, run
from hypothesis import given
from hypothesis import strategies as st

from ef_training.brightway.state import ProjectFolder
from ef_training.errors import OutputError
from ef_training.history import history_folder, read_versions, record_version, render_step, store
from ef_training.history.effects import step_between
from ef_training.history.model import METRICS, TOTAL_OF, LineEffect
from ef_training.history.store import _made as version_of
from ef_training.inventory.changes import inventory_changes
from ef_training.inventory.export import as_dict
from ef_training.inventory.model import BalanceEntry, Target


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder("p", tmp_path)


def files(project: ProjectFolder) -> list[str]:
    return sorted(path.name for path in history_folder(project, "demo", "p").iterdir())


def effects(step, metric: str = "climate") -> dict[tuple[str, str], float]:
    return {(e.line_id, e.cause): e.difference(metric) for e in step.effects if e.difference(metric)}


# ---- keeping


def test_a_first_version_is_kept_and_has_nothing_before_it(project) -> None:
    form = inventory()
    assert record_version(project, form, results(form), RUN) is None
    (version,), damaged = read_versions(history_folder(project, "demo", "p"))
    assert damaged == ()
    assert (version.number, version.form["sha256"], version.form["importer"]) == (1, "abc", "itri")
    assert version.created == RUN["created"]
    assert {name: version.hashes[name] for name in ("pack", "background", "factors", "gwp")} == {
        "pack": "p1", "background": "b1", "factors": "f1", "gwp": "g1",
    }  # fmt: skip
    assert version.results is not None
    line = version.results["lines"]["E01"]
    assert line["amount"] == pytest.approx(1000 * 0.3 / 100)
    assert line["values"]["ef"]["climate-change"] == pytest.approx(1.5)
    assert line["values"]["cfp"]["carbon-footprint"] == pytest.approx(1.65)
    assert version.results["lines"]["M02"]["values"]["ef"]["water-use"] is None
    weighted = sum(line["weighted"] for line in version.results["lines"].values())
    assert version.results["weighted"] == pytest.approx(weighted)
    total = sum(version.results["totals"][name] / (10.0 + n) * (20.0 + n) / 100 * 1e6 for n, name in enumerate(INDICATORS))
    assert weighted == pytest.approx(total)


def test_the_same_content_is_not_kept_twice(project) -> None:
    form = inventory()
    record_version(project, form, results(form), RUN)
    moved = replace(form, source="copy.xlsx", source_sha256="def", lines=form.lines[::-1], targets=form.targets[::-1])
    assert record_version(project, moved, results(moved), {**RUN, "created": "2026-01-01T00:00:00+00:00"}) is None
    assert record_version(project, form) is None
    assert files(project) == ["0001.json"]


def test_an_import_is_completed_by_its_assessment(project) -> None:
    old, new = inventory(), edited(inventory(), "M01", amount=600.0)
    record_version(project, old, results(old), RUN)
    imported = record_version(project, new)
    assert imported is not None
    assert (imported.causes, imported.effects, imported.totals) == (("inventory",), (), ())
    assert "One of the two versions was not assessed" in render_step(imported, "en")[-1]
    assessed = record_version(project, new, results(new), RUN)
    assert assessed is not None
    assert effects(assessed) == {("M01", "changed"): pytest.approx(2.0)}
    assert files(project) == ["0001.json", "0002.json"]


def test_going_back_is_a_step_of_its_own(project) -> None:
    old, new = inventory(), edited(inventory(), "M01", amount=600.0)
    for form in (old, new, old):
        step = record_version(project, form, results(form), RUN)
    assert step is not None
    assert step.before.number == 2
    assert effects(step) == {("M01", "changed"): pytest.approx(-2.0)}
    assert files(project) == ["0001.json", "0002.json", "0003.json"]


def test_a_damaged_file_is_named_and_its_number_not_used_again(project) -> None:
    old, new = inventory(), edited(inventory(), "M01", amount=600.0)
    record_version(project, old, results(old), RUN)
    place = history_folder(project, "demo", "p")
    content = json.loads((place / "0001.json").read_text(encoding="utf-8"))
    content["inventory"]["lines"][0]["amount"] = 1.0  # tampered with: the content is no longer that of its hash
    (place / "0002.json").write_text(json.dumps({**content, "number": 2}), encoding="utf-8")
    (place / "0003.json").write_text("{", encoding="utf-8")
    step = record_version(project, new, results(new), RUN)
    assert step is not None
    assert (step.before.number, step.after.number, step.damaged) == (1, 4, ("0002.json", "0003.json"))
    assert "0003.json" in " ".join(render_step(step, "en"))


def test_a_place_that_cannot_be_written_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "ef-training").write_text("in the way")
    form = inventory()
    with pytest.raises(OutputError) as caught:
        record_version(ProjectFolder("p", tmp_path), form, results(form), RUN)
    assert len(caught.value.problems) == 1


# ---- what changed, and what that did


def step_of(old, new, *, scores=SCORES, made=RUN):
    return step_between(version_of(old, results(old), RUN, 1), version_of(new, results(new, scores), made, 2))


def test_a_changed_an_added_and_a_removed_line() -> None:
    old = inventory()
    new = edited(old, "M01", amount=550.0)
    added = replace(old.lines[1], line_id="M03", name="墊片", amount=0.1)
    new = replace(new, lines=(new.lines[0], new.lines[2], added), targets=tuple(t for t in old.targets if t.line_id != "M02"))
    step = step_of(old, new, scores={**SCORES, "M03": SCORES["M02"]})
    assert effects(step) == {
        ("M01", "changed"): pytest.approx(1.0), ("M03", "added"): pytest.approx(0.5), ("M02", "removed"): pytest.approx(-1.0),
    }  # fmt: skip
    assert [(c.kind, c.key, c.field) for c in step.changes if c.part == "lines"] == [
        ("changed", "M01", "amount"), ("added", "M03", ""), ("removed", "M02", ""),
    ]  # fmt: skip


def test_production_and_shares_move_lines_that_did_not_change() -> None:
    step = step_of(inventory(), inventory(hours=40.0))
    assert set(effects(step)) == {("E01", "allocation")}
    assert set(effects(step_of(inventory(), inventory(made=200.0)))) == {("M01", "allocation"), ("E01", "allocation")}


@pytest.mark.parametrize(
    ("part", "values", "cause"),
    [
        ("background", {"sha256": "b2"}, "background"),
        ("pack", {"sha256": "p2"}, "pack"),
        ("factors", {"sha256": "f2"}, "factors"),
        ("factors", {"gwp_sha256": "g2"}, "gwp"),
        ("settings", {"screening_withhold": 0.29}, "settings"),
        ("software", {"ef-training": "1.1"}, "software"),
    ],
)
def test_data_of_another_version_are_a_cause_of_their_own(part, values, cause) -> None:
    scores = {**SCORES, "M01": {**SCORES["M01"], "climate-change": 2.5}}
    step = step_of(inventory(), inventory(), scores=scores, made=run(**{part: values}))
    assert step.changes == ()
    assert step.causes == (cause,)
    assert effects(step) == {("M01", "data"): pytest.approx(2.5)}
    if cause == "software":
        assert step.software == (("ef-training", "1.0", "1.1"),)


def test_a_line_and_the_data_behind_it_are_told_apart() -> None:
    scores = {**SCORES, "M01": {**SCORES["M01"], "climate-change": 2.5}}
    step = step_of(inventory(), edited(inventory(), "M01", amount=600.0), scores=scores, made=run(background={"sha256": "b2"}))
    assert effects(step) == {("M01", "changed"): pytest.approx(2.0), ("M01", "data"): pytest.approx(3.0)}
    assert step.causes == ("inventory", "background")


def test_another_link_is_a_change_of_its_line() -> None:
    old = inventory()
    targets = tuple(replace(t, target="other") if (t.line_id, t.view) == ("M01", "ef") else t for t in old.targets)
    scores = {**SCORES, "M01": {**SCORES["M01"], "climate-change": 3.0}}
    step = step_of(old, replace(old, targets=targets), scores=scores)
    assert effects(step) == {("M01", "changed"): pytest.approx(5.0)}
    assert [(c.part, c.kind) for c in step.changes] == [("targets", "added"), ("targets", "removed")]


def test_another_unit_of_the_same_amount_is_no_difference() -> None:
    new = edited(inventory(), "M01", amount=0.5, unit="t")
    scores = {**SCORES, "M01": {name: value * 1000 for name, value in SCORES["M01"].items()}}
    step = step_of(inventory(), new, scores=scores)
    assert effects(step) == {}
    assert {change.field for change in step.changes} == {"amount", "unit"}


def test_ids_given_anew_do_not_move_the_result() -> None:
    old = inventory()
    new = edited(old, "M02", line_id="M07")
    new = replace(new, targets=tuple(replace(t, line_id="M07") if t.line_id == "M02" else t for t in new.targets))
    assert effects(step_of(old, new, scores={**SCORES, "M07": SCORES["M02"]})) == {}


def test_the_single_score_is_left_out_where_it_is_withheld() -> None:
    step = step_of(inventory(), edited(inventory(), "M01", amount=600.0), made=run(screening={"climate_share": 0.4}))
    assert step.metrics == ("climate", "cfp")
    assert "single-score" not in {total.indicator for total in step.totals}
    assert "weighted" not in step.effects[0].values


def test_another_declared_unit_is_said_first() -> None:
    new = replace(inventory(), product=replace(inventory().product, declared_amount=10.0, mass_per_unit=50.0))
    step = step_of(inventory(), new)
    assert not step.same_unit
    assert any("speak of different things" in line for line in render_step(step, "en"))


amounts = st.floats(0.0, 1e6, allow_subnormal=False)
scores = st.fixed_dictionaries(
    {
        line: st.fixed_dictionaries({name: st.none() | st.floats(-1e3, 1e3, allow_subnormal=False) for name in INDICATORS})
        for line in ("M01", "M02", "M03", "E01")
    }
)


@given(
    old=scores, new=scores, first=st.tuples(amounts, amounts, amounts), second=st.tuples(amounts, amounts, amounts),
    hours=st.tuples(st.floats(0.1, 1e3), st.floats(0.1, 1e3)), drop=st.booleans(), relink=st.booleans(),
)  # fmt: skip
def test_the_parts_add_up_to_the_whole_difference(old, new, first, second, hours, drop, relink) -> None:
    before = inventory(hours=hours[0])
    after = inventory(hours=hours[1])
    for line, one, other in zip(("M01", "M02", "E01"), first, second, strict=True):
        before, after = edited(before, line, amount=one), edited(after, line, amount=other)
    if drop:
        extra = replace(after.lines[1], line_id="M03", name="另一項")
        after = replace(after, lines=(after.lines[0], extra, after.lines[2]))
    if relink:
        after = replace(after, targets=(Target("M01", "ef", "dataset", "new"), *after.targets[1:]))
    step = step_between(
        version_of(before, results(before, old), RUN, 1), version_of(after, results(after, new), run(pack={"sha256": "p2"}), 2)
    )
    for metric in METRICS:
        total = next((total for total in step.totals if total.indicator == TOTAL_OF[metric]), None)
        if total is None or total.before is None or total.after is None:
            continue
        parts = [effect.difference(metric) for effect in step.effects]
        values = [value for effect in step.effects for value in effect.values[metric]]
        scale = max(abs(value) for value in (*values, total.before, total.after))
        assert sum(parts) == pytest.approx(total.after - total.before, abs=1e-9 * max(scale, 1e-300))


# ---- on the terminal


def test_the_step_in_words() -> None:
    old = inventory()
    new = replace(edited(old, "M01", amount=600.0), company=replace(old.company, site="台中"))
    text = "\n".join(render_step(step_of(old, new), "en"))
    assert "Against version 1 of 2025-01-02 (form.xlsx) these changed: the inventory" in text
    assert "Line M01 鋼板: Amount 500 → 600" in text
    assert "Company 示範公司: Site — → 台中" in text
    assert "Climate change: 12.50 → 14.50 u (+16.0 %)" in text
    assert "+2.00  M01 鋼板 (changed)" in text
    assert "Water-Use: " in text
    json.dumps(step_of(old, new).as_dict(), ensure_ascii=False)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Balance entry Water 水塔 Evaporated: new (900 m³)"), ("zh-TW", "水 水塔 蒸發：新增 (900 m³)")]
)
def test_what_a_record_is_known_by_is_in_words_and_said_once(lang, said) -> None:
    old = inventory()
    entry = BalanceEntry("water", "水塔", "evaporated", 900.0, "m3", "plant", "hours")
    text = render_step(step_of(old, replace(old, balance_entries=(entry,))), lang)
    assert text[1].endswith(said)


def test_the_rounding_of_sums_is_no_part_and_figures_stand_in_line() -> None:
    step = step_of(inventory(), edited(edited(inventory(), "M01", amount=500.0001), "M02", amount=0.3))
    noise = LineEffect("E01", "電力", "data", dict.fromkeys(METRICS, (1.5, 1.5 + 4e-16)))
    text = render_step(replace(step, effects=(*step.effects, noise)), "en")
    at = text.index(next(line for line in text if line.startswith("Climate change: ")))
    parts = text[at + 1 : text.index("", at)]
    assert [line.split("  ")[-1] for line in parts] == ["M02 螺絲 (changed)", "M01 鋼板 (changed)"]
    assert parts[1].startswith("  +2.00 × 10⁻⁶  M01")
    assert len({line.index("M0") for line in parts}) == 1


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_nothing_is_left_untold_in_either_language(lang) -> None:
    old = inventory()
    lines = tuple(replace(old.lines[1], line_id=f"N{n:03d}", name=f"件 {n}") for n in range(50))
    new = replace(old, lines=(*old.lines, *lines))
    step = step_of(old, new, scores={**SCORES, **{line.line_id: SCORES["M02"] for line in lines}})
    text = render_step(step, lang)
    assert len(text) < 200
    assert any(line.strip().startswith("…") and "20" in line for line in text)
    assert all("{" not in line for line in text)


def test_what_the_footprint_is_scaled_up_by_is_a_part_of_its_difference(project) -> None:
    form = inventory()
    assert record_version(project, form, results(form), RUN) is None
    more = edited(form, "M01", amount=600.0)
    step = record_version(project, more, results(more, scaled=0.4), RUN)
    assert step is not None
    effect = step.effects[-1]
    assert (effect.line_id, effect.name, effect.cause, effect.difference("cfp")) == ("scaling", "放大", "added", 0.4)
    (total,) = [total for total in step.totals if total.indicator == "carbon-footprint"]
    assert total.after - total.before == pytest.approx(sum(effect.difference("cfp") for effect in step.effects))
    assert "放大 (added)" in "\n".join(render_step(step, "en"))
    again = record_version(project, edited(more, "M01", amount=500.0), results(form, scaled=0.3), RUN)
    assert again is not None
    assert (again.effects[-1].cause, again.effects[-1].difference("cfp")) == ("changed", pytest.approx(-0.1))


def test_a_kind_of_omission_is_a_change_of_its_link_and_an_older_version_without_one_is_not() -> None:
    form = inventory()
    target = replace(form.targets[1], kind="left-out", target="", reason="small")
    old = replace(form, targets=(form.targets[0], target, *form.targets[2:]))
    new = replace(old, targets=(old.targets[0], replace(target, omission="cut-off", estimated_share=0.005), *old.targets[2:]))
    text = "\n".join(render_step(step_of(old, new), "en"))
    assert "Kind of omission — → Cut off (small)" in text
    assert "Estimated share — → 0.005" in text
    older = as_dict(old)
    for link in older["targets"]:
        for name in ("omission", "estimated_share", "grade", "ratings"):
            del link[name]
    assert inventory_changes(older, as_dict(old)) == ()
    assert store._hash(older) == store._hash(as_dict(old))
    assert store._hash(as_dict(new)) != store._hash(as_dict(old))


def test_data_that_were_lost_are_no_improvement(project) -> None:
    form = inventory()
    record_version(project, form, results(form), RUN)
    changed = edited(form, "M01", amount=501.0)
    scores = {**SCORES, "M01": {"climate-change": 2.0, "acidification": None, "water-use": None}}
    step = record_version(project, changed, results(changed, scores), RUN)
    assert step is not None
    fewer = {total.indicator: total.fewer for total in step.totals if total.indicator in INDICATORS}
    assert fewer == {"climate-change": False, "acidification": True, "water-use": True}
    said = "\n".join(render_step(step, "en"))
    assert "Acidification†" in said
    assert "fewer data, not an improvement" in said
