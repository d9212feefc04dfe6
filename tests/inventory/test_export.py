"""A normalised inventory: plain data, and a standard form that says the same, whatever the layout it came in."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from ef_training.forms import read_form
from ef_training.forms.layout import importer_names
from ef_training.inventory.export import as_dict, to_rows, without_origins
from ef_training.inventory.model import Inventory, Line
from ef_training.inventory.template import write_rows
from ef_training.messages import LANGUAGES

SAMPLES = (*importer_names(), "activity-list/sample.csv")


def sample(name: str) -> Inventory:
    """Read the sample workbook of an importer, or another sample of it with its companion."""
    importer, _, file = name.partition("/")
    with resources.as_file(resources.files("ef_training.importers") / importer) as folder:
        return read_form(folder / (file or "sample.xlsx"), importer=importer, basics=folder / "basics.xlsx" if file else None)


def said(inventory: Inventory) -> dict[str, Any]:
    """Return what an inventory says, lines by ID; that a factor stood on the row of its line is a matter of place."""
    content: dict[str, Any] = without_origins(as_dict(inventory))
    content["lines"].sort(key=lambda line: line["line_id"])
    for factor in content["custom_factors"]:
        del factor["on_row"]
    return content


@pytest.mark.parametrize("name", SAMPLES)
def test_the_standard_form_of_any_layout_says_the_same(name: str, tmp_path: Path) -> None:
    inventory = sample(name)
    for lang in {inventory.language, *(LANGUAGES if not any(line.parent for line in inventory.lines) else ())}:
        write_rows(tmp_path / "form.xlsx", to_rows(inventory), lang=lang)
        again = read_form(tmp_path / "form.xlsx", importer="itri")
        assert said(again) == said(inventory)
        assert again.assumptions == ()
        assert len(again.lines) > 5


@pytest.mark.parametrize("name", SAMPLES)
def test_plain_data_are_what_json_can_hold(name: str) -> None:
    content = as_dict(sample(name), lang="zh-TW")
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert {field.name for field in fields(Line)} == set(content["lines"][0])
    assert "!" in content["lines"][0]["origin"]
    for key in content["allocation_keys"]:
        assert sum(key["shares"].values()) == pytest.approx(1.0)


def test_places_are_left_out_and_nothing_else(forms) -> None:
    inventory = read_form(forms["aluminium-hub", "en"], importer="itri")
    content = without_origins(as_dict(inventory))
    assert set(as_dict(inventory)) - set(content) == {"form", "assumptions", "ignored"}
    assert '"origin' not in json.dumps(content)
    assert content == without_origins(as_dict(replace(inventory, source="x", source_sha256="y")))
    lines = (replace(inventory.lines[0], note="x"), *inventory.lines[1:])
    assert content != without_origins(as_dict(replace(inventory, lines=lines)))


BASE = Line("X1", "raw-materials", "material", "x", 5.0, "kg", "product")


@pytest.mark.parametrize(
    ("line", "table"),
    [
        (BASE, "materials"),
        (replace(BASE, stage="manufacturing"), "other"),
        (replace(BASE, treatment="melted"), "other"),
        (replace(BASE, stage="use"), "use"),
        (replace(BASE, group="packaging"), "packaging"),
        (replace(BASE, stage="manufacturing", group="energy", unit="kWh"), "energy-water"),
        (replace(BASE, stage="end-of-life", group="waste"), "end-of-life"),
        (replace(BASE, group="transport", unit="tkm", load=0.5, distance=10.0, treatment="rail"), "transport"),
        (replace(BASE, group="transport", unit="tkm", load=0.5, distance=11.0, treatment="rail"), "other"),
        (replace(BASE, group="transport", unit="tkm", load=0.5, distance=10.0, treatment="by cart"), "other"),
        (replace(BASE, group="transport", unit="tkm"), "other"),
    ],
)
def test_every_line_finds_a_sheet(forms, line: Line, table: str, tmp_path: Path) -> None:
    inventory = replace(read_form(forms["pp-food-box", "en"], importer="itri"), lines=(line,), targets=())
    rows = to_rows(inventory)
    assert [row["line_id"] for row in rows.pop(table)] == ["X1"]
    assert not any("line_id" in row for entries in rows.values() if isinstance(entries, list) for row in entries)
    write_rows(tmp_path / "form.xlsx", to_rows(inventory), lang="en")
    (again,) = read_form(tmp_path / "form.xlsx", importer="itri").lines
    assert replace(again, origin=line.origin, origins={}) == replace(line, origins={})


def test_a_leg_that_follows_from_its_line_goes_back_into_its_columns(forms) -> None:
    inventory = read_form(forms["aluminium-hub", "en"], importer="itri")
    rows = {row["line_id"]: row for row in to_rows(inventory)["materials"]}
    assert (rows["M03"]["leg1_mode"], rows["M03"]["leg1_km"]) == ("ship-container", 900)
    assert (rows["M03"]["leg2_mode"], rows["M03"]["leg2_km"]) == ("lorry-35t", 360)
    assert not [line_id for line_id in rows if line_id.endswith("-T1")]
    noted = tuple(replace(line, note="by night") if line.line_id == "M03-T2" else line for line in inventory.lines)
    rows = to_rows(replace(inventory, lines=noted))
    assert "leg2_km" not in next(row for row in rows["materials"] if row["line_id"] == "M03")
    assert [(row["line_id"], row["parent"], row["note"]) for row in rows["other"]] == [("M03-T2", "M03", "by night")]
