"""Files of an exercise: nothing that is read is overwritten, and a key or copy of another form is noticed by its names."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ef_training.cli.factors_practise import command
from ef_training.errors import FormError, OutputError
from ef_training.factors import load_factors, load_gwp
from ef_training.factors.sheet.write import write_suggestions
from ef_training.forms import read_form
from ef_training.practice.belongs import check_belongs
from ef_training.practice.form import practise_form
from ef_training.practice.key import read_key
from ef_training.practice.workbook import practice_path

CATALOGUE, GWP = load_factors(), load_gwp()


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "zh-TW"])


# ---------------------------------------------------------------- nothing is overwritten


@pytest.fixture
def inputs(tmp_path, forms) -> dict[str, Path]:
    found = {name: tmp_path / f"{name}.xlsx" for name in ("form", "copy", "key")}
    for path in found.values():
        path.write_bytes(forms["aluminium-hub", "zh-TW"].read_bytes())
    return found


@pytest.mark.parametrize("name", ["form", "copy", "key"])
@pytest.mark.parametrize("way", ["itself", "symlink", "hard link", "detour"])
def test_an_output_that_is_an_input_is_refused(name, way, inputs, tmp_path):
    path, out = inputs[name], tmp_path / "out.xlsx"
    if way == "symlink":
        out.symlink_to(path)
    elif way == "hard link":
        os.link(path, out)
    else:
        out = path if way == "itself" else tmp_path / "x" / ".." / path.name
    if way == "detour":
        (tmp_path / "x").mkdir()
    before = path.read_bytes()
    arguments = [str(inputs["form"]), "--choices", str(inputs["copy"]), "--key", str(inputs["key"]), "--out", str(out)]
    result = CliRunner().invoke(command, [*arguments, "--lang", "en"])
    assert isinstance(result.exception, OutputError)
    assert "would be overwritten" in str(result.exception)
    assert path.read_bytes() == before


def test_a_folder_whose_workbook_is_an_input_is_refused(tmp_path):
    copy = tmp_path / "practice.xlsx"
    copy.write_bytes(b"x")
    with pytest.raises(OutputError):
        practice_path(tmp_path, copy)
    assert practice_path(tmp_path / "other", copy) == tmp_path / "other" / "practice.xlsx"
    assert practice_path(tmp_path / "new.xlsx", copy) == tmp_path / "new.xlsx"


@pytest.mark.parametrize("way", ["symlink", "hard link"])
def test_a_copy_with_suggestions_does_not_take_the_place_of_an_input(way, inputs, tmp_path):
    out = tmp_path / "out.xlsx"
    (out.symlink_to if way == "symlink" else out.hardlink_to)(inputs["key"])
    with pytest.raises(OutputError, match="would be overwritten"):
        write_suggestions(inputs["form"], out, basics=inputs["key"])


def test_a_copy_of_a_copy_is_refused(forms, tmp_path):
    write_suggestions(forms["aluminium-hub", "zh-TW"], tmp_path / "copy.xlsx")
    with pytest.raises(FormError, match="a copy with suggestions already"):
        write_suggestions(tmp_path / "copy.xlsx", tmp_path / "again.xlsx")
    assert not (tmp_path / "again.xlsx").exists()


# ---------------------------------------------------------------- another form


def test_the_key_of_another_form_is_refused_by_its_names(forms):
    for lang, key in (("en", "pp-food-box"), ("zh-TW", forms["pp-food-box", "zh-TW"])):
        with pytest.raises(FormError, match="of another form") as raised:
            practise_form(forms["aluminium-hub", lang], key=key)
        assert "M01" in str(raised.value)


def test_a_key_in_the_other_language_is_none_of_another_form(forms):
    for key in ("aluminium-hub", forms["aluminium-hub", "zh-TW"]):
        exercise = practise_form(forms["aluminium-hub", "en"], key=key)
        assert (exercise.practice.right, exercise.notes) == (47, ())


def test_a_copy_of_another_form_is_refused(forms, tmp_path):
    write_suggestions(forms["pp-food-box", "zh-TW"], tmp_path / "copy.xlsx")
    with pytest.raises(FormError, match="of another form"):
        practise_form(forms["aluminium-hub", "zh-TW"], choices=tmp_path / "copy.xlsx")


def test_some_other_names_and_another_product_are_told(hub):
    names = {line.line_id: (line.name,) for line in hub.lines}
    assert check_belongs(hub, names, "key.xlsx") == []
    rewritten = names | {"M01": ("6061 鋁合金鍛胚（外購）",)}
    assert check_belongs(hub, rewritten, "key.xlsx") == []
    (said,) = check_belongs(hub, names | {"M02": ("聚碳酸酯粒",), "M03": ("紙漿",)}, "key.xlsx")
    assert "M02, M03" in said.render("en")
    (product,) = check_belongs(hub, names, "key.xlsx", products=("可微波餐盒",))
    assert "可微波餐盒" in product.render("en")
    renamed = replace(hub, lines=tuple(replace(line, name=f"甲乙丙{number}") for number, line in enumerate(hub.lines)))
    with pytest.raises(FormError):
        check_belongs(renamed, names, "key.xlsx")
    assert check_belongs(hub, {"M01": ("forged blank",)}, "key.xlsx") == []  # another script tells nothing


# ---------------------------------------------------------------- plain keys


def problems(tmp_path, text: str) -> list[str]:
    (tmp_path / "key.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as raised:
        read_key(tmp_path / "key.csv", catalogue=CATALOGUE, gwp=GWP)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("head", ["line_id;factor ids;note\n", "編號;係數;說明\n", ""])
def test_an_unknown_id_is_named_with_its_row(head, tmp_path):
    (said,) = problems(tmp_path, f"{head}E01;moenv-00000000;\n")
    assert f"key.csv!B{2 if head else 1}" in said
    assert "moenv-00000000" in said


def test_an_empty_cell_is_no_answer_and_a_multiplier_no_id(tmp_path):
    said = problems(tmp_path, "line_id;ids\nE01;\nE02;none\nE03;moenv-24a2201d × 0.5\nE04;moenv-24a2201d abc\n")
    assert [line.split(":")[0] for line in said] == ["key.csv!B2", "key.csv!B4", "key.csv!B5"]
    assert "write “none” (無)" in said[0]


def test_the_json_of_the_command_has_what_is_defensible(forms, tmp_path):
    write_suggestions(forms["aluminium-hub", "zh-TW"], tmp_path / "copy.xlsx")
    arguments = [
        str(forms["aluminium-hub", "zh-TW"]),
        "--choices",
        str(tmp_path / "copy.xlsx"),
        "--key",
        "aluminium-hub",
        "--json",
    ]
    result = CliRunner().invoke(command, [*arguments, "--out", str(tmp_path / "out.xlsx"), "--lang", "en"])
    content = json.loads(result.stdout)
    assert (content["judged"], content["defensible"]) == (47, 2)
    assert {line["line_id"] for line in content["lines"] if line["result"] == "defensible"} == {"P05", "M13"}
    assert (tmp_path / "out.xlsx").stat().st_size > 5000
