"""Practice: what differs from the key is named, explained, and weighed by what it does to the footprint."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from ef_training.errors import EFTrainingError, FormError
from ef_training.factors import load_factors, load_gwp
from ef_training.factors.years import undated
from ef_training.forms import read_form
from ef_training.inventory.model import Inventory, Target
from ef_training.inventory.per_unit import per_unit
from ef_training.messages import LANGUAGES
from ef_training.practice.compare import picks_of_form, practise
from ef_training.practice.form import practise_form
from ef_training.practice.judge import KINDS
from ef_training.practice.key import Key, KeyLine, read_key
from ef_training.practice.result import Practice
from ef_training.practice.values import Pick, Values
from ef_training.practice.workbook import practice_workbook

CATALOGUE, GWP = load_factors(), load_gwp()


@pytest.fixture(scope="module")
def hub(forms) -> Inventory:
    return read_form(forms["aluminium-hub", "zh-TW"])


@pytest.fixture(scope="module")
def key() -> Key:
    return read_key("aluminium-hub", catalogue=CATALOGUE, gwp=GWP)


@pytest.fixture(scope="module")
def best(key) -> dict[str, tuple[Pick, ...]]:
    """What somebody would pick who knows the key: the factor that weighs most, none where none is acceptable."""
    chosen = {
        "M01": "moenv-46c8b0b0", "M02": "moenv-46c8b0b0",
        **{line_id: line.targets[0].target for line_id, line in key.lines.items() if line_id not in ("M01", "M02")},
    }  # fmt: skip
    return {
        line_id: (Pick(line.targets[0].kind, chosen[line_id], _written(line)),)
        for line_id, line in key.lines.items()
        if line.targets[0].kind in ("factor", "gwp")
    }


def _written(line: KeyLine) -> float | None:
    """The multiplier that the form does not say, so that it has to be written behind the factor: shares, losses, solutions."""
    target = line.targets[0]
    return (
        target.multiplier
        if len(line.targets) == 1 and target.multiplier_unit in ("", "kg/kg") and target.multiplier != 1
        else None
    )


def judge(inventory: Inventory, picks, key: Key | None = None) -> Practice:
    return practise(inventory, picks, catalogue=CATALOGUE, gwp=GWP, key=key)


def row(practice: Practice, line_id: str):
    return next(row for row in practice.rows if row.line_id == line_id)


def said(judged) -> str:
    return "\n".join(entry.render("en") for entry in judged.said)


# ---------------------------------------------------------------- the whole


def test_the_worked_example_agrees_with_its_own_key(hub, key):
    practice = judge(hub, picks_of_form(hub, CATALOGUE), key)
    assert (practice.right, practice.judged, practice.effect, practice.unknown) == (47, 47, 0.0, 0)


def test_whoever_picks_as_the_key_gets_every_line_right(hub, key, best):
    practice = judge(hub, best, key)
    assert [(judged.line_id, said(judged)) for judged in practice.rows if judged.kind != "right"] == []
    assert "47 of 47 lines right" in practice.score.render("en")


def test_effects_add_up_and_come_in_order(hub, key, best):
    picks = {**best, "E01": (Pick("factor", "moenv-6827de44"),), "P02": (Pick("factor", "moenv-613f48e0"),)}
    del picks["M04"]
    practice = judge(hub, picks, key)
    effects = [judged.effect for judged in practice.rows if judged.kind != "right"]
    assert len(effects) == 3
    assert sorted(effects, key=abs, reverse=True) == effects
    assert practice.effect == pytest.approx(sum(effects))
    company = sum(judged.value for judged in practice.rows if judged.kind != "nothing")
    assert row(practice, "M04").value is None
    assert company == pytest.approx(practice.key_total + practice.effect)
    assert row(practice, "M04").effect == -row(practice, "M04").key_value
    for judged in practice.rows:
        assert judged.share == pytest.approx(judged.effect / practice.key_total)
    percent = f"{100 * practice.effect / practice.key_total:+.1f} %".replace("-", "−")
    assert practice.score.render("en").endswith(percent)
    assert percent in practice.score.render("zh-TW")


def test_nothing_chosen_at_all(hub, key):
    practice = judge(hub, {}, key)
    nothing = [judged for judged in practice.rows if judged.kind == "nothing"]
    none = [judged.line_id for judged in practice.rows if judged.kind == "right"]
    assert sorted(none) == ["A04", "R01", "R02"]
    assert len(nothing) == 44
    kept = row(practice, "R02").value
    assert practice.effect == pytest.approx(kept - practice.key_total)


# ---------------------------------------------------------------- one difference at a time

DIFFERENCES = {
    "electricity": ("E01", "moenv-6827de44", "only a part"),
    "year": ("E01", "moenv-cb94d636", "data are of 2011, the key's of 2022"),
    "role": ("E02", "moenv-9def8ae6", "burning"),
    "product": ("P02", "moenv-613f48e0", "0.77 times as much"),
    "unit": ("W01", "moenv-24a2201d", "different things"),
    "none": ("A04", "moenv-30c8f118", "none is acceptable"),
    "boundary": ("P04", "moenv-86f451b3", "cradle to gate"),
}


@pytest.mark.parametrize("kind", DIFFERENCES)
def test_each_difference_is_named_and_explained(hub, key, best, kind):
    line_id, factor_id, words = DIFFERENCES[kind]
    practice = judge(hub, {**best, line_id: (Pick("factor", factor_id),)}, key)
    judged = row(practice, line_id)
    assert judged.kind == kind
    assert words in said(judged)
    assert practice.right == 46
    for lang in LANGUAGES:
        assert all(entry.render(lang) for entry in judged.said)
    if kind == "unit":
        assert judged.value is None
        assert judged.effect is None
        assert practice.unknown == 1
        assert practice.effect == 0
    else:
        assert judged.effect is not None
        assert judged.effect != 0


def test_the_effect_of_a_year_is_that_of_the_values(hub, key, best):
    judged = row(judge(hub, {**best, "E01": (Pick("factor", "moenv-cb94d636"),)}, key), "E01")
    assert judged.value / judged.key_value == pytest.approx(0.698 / 0.6058)


def test_two_sets_of_gwp(hub, key, best):
    judged = row(judge(hub, {**best, "A01": (Pick("gwp", "R-134a@AR5"),)}, key), "A01")
    assert judged.kind == "gwp"
    assert "AR6, you took AR5" in said(judged)


def test_a_solution_without_its_multiplier(hub, key, best):
    judged = row(judge(hub, {**best, "M11": (Pick("factor", "moenv-5977af23"),)}, key), "M11")
    assert judged.kind == "multiplier"
    assert "0.6939" in said(judged)
    assert "68 % by mass" in said(judged)
    assert judged.value / judged.key_value == pytest.approx(1 / 0.6939)
    stated = row(judge(hub, {**best, "M11": (Pick("factor", "moenv-5977af23", 0.5),)}, key), "M11")
    assert stated.kind == "multiplier"
    assert "you multiply by 0.5" in said(stated)


def test_a_concentration_that_the_form_states_needs_no_multiplier(hub, key, best):
    """Of a substance at 100 % the concentration on the row is the multiplier."""
    pure = Target("M11", "cfp", "factor", "moenv-5977af23", 0.68, "kg/kg")
    other = replace(key, lines={**key.lines, "M11": KeyLine("M11", (pure,))})
    assert row(judge(hub, {**best, "M11": (Pick("factor", "moenv-5977af23"),)}, other), "M11").kind == "right"
    bare_line = [replace(line, concentration=None) if line.line_id == "M11" else line for line in hub.lines]
    without = replace(hub, lines=tuple(bare_line))
    assert row(judge(without, {**best, "M11": (Pick("factor", "moenv-5977af23"),)}, other), "M11").kind == "multiplier"


def test_upstream_and_use_of_one_fuel_count_twice(hub, key, best):
    both = (Pick("factor", "moenv-79168308", 1.0), Pick("factor", "moenv-9def8ae6", 1.0))
    for against in (key, None):
        judged = row(judge(hub, {**best, "E02": both}, against), "E02")
        assert judged.kind == "double"
        assert "twice" in said(judged)


def test_a_smaller_part_is_a_part_only(hub, key, best):
    judged = row(judge(hub, {**best, "M01": (Pick("factor", "moenv-24a2201d"),)}, key), "M01")
    assert judged.kind == "part"
    assert "鋁錠 (moenv-46c8b0b0)" in said(judged)
    (amount,) = (line.amount for line in per_unit(hub) if line.line.line_id == "M01")
    assert judged.value == pytest.approx(amount * 0.141 * 0.6058)
    assert judged.effect < 0


def test_what_the_key_counts_and_the_form_leaves_out(hub, key):
    picks = {**picks_of_form(hub, CATALOGUE), "R05": (Pick("left-out", ""),)}
    judged = row(judge(hub, picks, key), "R05")
    assert judged.kind == "left-out"
    assert judged.effect == -judged.key_value


def test_foreign_data_and_values_for_reference(hub, key, best):
    home = next(f for f in CATALOGUE if f.region == "TW" and f.unit == "kg" and f.boundary == "cradle-to-gate")
    abroad = replace(home, factor_id="moenv-0000000a", region="US", reference_grade="1", data_year=home.data_year)
    catalogue = replace(CATALOGUE, factors=(*CATALOGUE.factors, abroad))
    answer = replace(key, lines={**key.lines, "M07": KeyLine("M07", (Target("M07", "cfp", "factor", home.factor_id),))})
    picks = {**best, "M07": (Pick("factor", abroad.factor_id),)}
    judged = row(practise(hub, picks, catalogue=catalogue, gwp=GWP, key=answer), "M07")
    assert judged.kind == "foreign"
    assert home.factor_id in said(judged)
    assert "for reference only" in said(judged)


# ---------------------------------------------------------------- without a key


def test_without_a_key_only_what_needs_none_is_said(hub, best):
    picks = {
        **best,
        "E01": (Pick("factor", "moenv-84caf09f"),),
        "E02": (Pick("factor", "moenv-481aa182"),),
        "P04": (Pick("factor", "moenv-86f451b3"),),
        "W01": (Pick("factor", "moenv-24a2201d"),),
        "P02": (Pick("factor", "moenv-613f48e0"),),
        "M14": (Pick("factor", "moenv-3ace00a6"),),
    }
    practice = judge(hub, picks)
    kinds = {judged.line_id: judged.kind for judged in practice.rows}
    assert kinds["E01"] == "electricity"
    assert kinds["E02"] == "newer"
    assert "moenv-79168308" in said(row(practice, "E02"))
    assert kinds["P04"] == "boundary"
    assert kinds["W01"] == "unit"
    assert kinds["P02"] == ""
    assert kinds["R05"] == ""
    assert practice.key_total is None
    assert "--key" in practice.score.render("en")
    assert set(kinds.values()) <= {*KINDS, ""}


def test_a_factor_to_the_grave_is_right_for_a_service(hub):
    judged = row(judge(hub, {"R04": (Pick("factor", "moenv-2400d4e3"),)}), "R04")
    assert CATALOGUE.get("moenv-2400d4e3").boundary == "cradle-to-grave"
    assert judged.kind == ""


def test_a_missing_figure_is_asked_for(hub):
    line = [replace(line, density=None) if line.line_id == "M08" else line for line in hub.lines]
    judged = row(judge(replace(hub, lines=tuple(line)), {"M08": (Pick("factor", "moenv-8ea61baa"),)}), "M08")
    assert judged.kind == "asked"
    assert "density" in said(judged)
    assert judged.value is None


# ---------------------------------------------------------------- keys


def test_a_plain_table_is_a_key(hub, best, tmp_path):
    path = tmp_path / "key.csv"
    rows = (
        "編號;係數;說明\nE01;moenv-24a2201d|moenv-3959d23a;2018 也可以\nA04;無;非溫室氣體\nA01;R-134a@AR6;\nX99;moenv-24a2201d;\n"
    )
    path.write_text(rows, encoding="utf-8")
    answers = read_key(path, catalogue=CATALOGUE, gwp=GWP)
    assert answers.lines["A04"].none
    practice = judge(hub, {**best, "E01": (Pick("factor", "moenv-3959d23a"),)}, answers)
    assert (practice.right, practice.judged) == (3, 3)
    assert practice.unused == ("X99",)
    assert len(practice.without_key) == 44
    assert "2018 也可以" in said(row(practice, "E01"))
    assert row(practice, "E01").value == pytest.approx(row(practice, "E01").key_value * (0.642 / 0.6058))
    assert (row(practice, "E01").effect, practice.effect) == (0.0, 0.0)  # whatever the key accepts is right


def test_a_plain_key_uses_what_the_line_says_of_its_density(hub, tmp_path):
    path = tmp_path / "key.csv"
    path.write_text("M08,moenv-8ea61baa,\n", encoding="utf-8")
    answers = read_key(path, catalogue=CATALOGUE, gwp=GWP)
    practice = judge(hub, {"M08": (Pick("factor", "moenv-8ea61baa"),)}, answers)
    whole = judge(hub, {"M08": (Pick("factor", "moenv-8ea61baa"),)}, read_key("aluminium-hub", catalogue=CATALOGUE, gwp=GWP))
    assert practice.key_total == pytest.approx(row(whole, "M08").key_value)
    assert practice.right == 1


def test_every_wrong_row_of_a_plain_key_is_a_problem(tmp_path):
    path = tmp_path / "key.csv"
    path.write_text("E01;moenv-24a2201d;\nE02;電力;\nE02;moenv-99999999;\n", encoding="utf-8")
    with pytest.raises(FormError) as raised:
        read_key(path, catalogue=CATALOGUE, gwp=GWP)
    assert [problem.where for problem in raised.value.problems] == ["key.csv!B2", "key.csv!B3", "key.csv!B3"]


def test_a_links_file_is_a_key(hub, best, tmp_path):
    from ef_training.linking.links.row import COLUMNS

    path = tmp_path / "links.csv"
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    common = {"line_id": "E01", "multiplier": "1", "state": "confirmed", "confirmed_by": "x", "reason": "r"}
    writer.writerow({**common, "view": "cfp", "kind": "factor", "target": "moenv-24a2201d"})
    writer.writerow({**common, "view": "ef", "kind": "dataset", "target": "electricity-tw"})
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    practice = judge(hub, best, read_key(path, catalogue=CATALOGUE, gwp=GWP))
    assert (practice.right, practice.judged) == (1, 1)


def test_a_form_without_links_is_no_key(tmp_path):
    from ef_training.inventory.template import write_form

    with pytest.raises(EFTrainingError):
        read_key("no-such-example", catalogue=CATALOGUE, gwp=GWP)
    write_form(tmp_path / "empty.xlsx")
    with pytest.raises(FormError):
        read_key(tmp_path / "empty.xlsx", catalogue=CATALOGUE, gwp=GWP)
    with pytest.raises(FormError, match="no links"):
        read_key(Path(__file__).parents[2] / "importers" / "stacked-tables" / "sample.xlsx", catalogue=CATALOGUE, gwp=GWP)


def test_a_key_of_another_form_is_refused(forms, tmp_path):
    path = tmp_path / "key.csv"
    path.write_text("Q77;moenv-24a2201d;\n", encoding="utf-8")
    with pytest.raises(FormError, match="no line in common"):
        practise_form(forms["aluminium-hub", "zh-TW"], key=path, importer="itri")


def test_factors_on_the_rows_are_the_choices():
    form = Path(__file__).parents[2] / "importers" / "moenv-platform" / "sample.xlsx"
    exercise = practise_form(form)
    chosen = {judged.line_id: judged.chosen for judged in exercise.practice.rows if judged.chosen}
    assert len(chosen) > 10
    assert exercise.practice.key_total is None


# ---------------------------------------------------------------- what is written


def test_the_workbook_explains_in_both_languages(hub, key, best, tmp_path):
    odd = [replace(line, name="=1+1") if line.line_id == "E01" else line for line in hub.lines]
    practice = judge(replace(hub, lines=tuple(odd)), {**best, "E01": (Pick("factor", "moenv-6827de44"),)}, key)
    path = tmp_path / "practice.xlsx"
    path.write_bytes(practice_workbook(practice, hub))
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    cells = {cell.coordinate: cell for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert not [cell for cell in cells.values() if cell.data_type == "f"]
    assert (cells["A6"].value, cells["B6"].value) == ("E01", "=1+1")
    assert cells["H6"].value == pytest.approx(practice.rows[0].share)
    assert cells["I6"].value == "\n".join(entry.render("zh-TW") for entry in practice.rows[0].said)
    assert "only a part" in cells["J6"].value
    assert sheet.max_row == 5 + 47
    assert sheet.freeze_panes == "C6"


def test_names_without_their_year():
    assert undated("柴油(於公路運輸移動源使用，2022)") == undated("柴油（於公路運輸移動源使用,2016）")
    assert undated("電力碳足跡(2022)") != undated("電力間接碳足跡(2022)")


def test_unknown_targets_have_no_value():
    values = Values(CATALOGUE, GWP)
    assert values.find("factor", "moenv-00000000") is None
    assert values.find("gwp", "R-999@AR6") is None
    assert values.find("dataset", "x") is None


def test_every_kind_has_a_name_in_both_languages():
    from ef_training.messages import translate

    assert all(translate(title, "zh-TW") for title in KINDS.values())
    assert json.dumps(list(KINDS))
