"""What a researcher writes into an importer.toml: inherited, checked, named where it is wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from engine_forms import BASICS, MATERIAL_HEAD, MATERIALS, Maker, line

from ef_training.errors import DataError, FormError
from ef_training.forms.layout import load_importer
from ef_training.forms.layout_file import merged


def test_a_layout_inherits_words_and_fields_but_no_sheet(maker: Maker) -> None:
    own = maker.layout(
        MATERIALS
        + """
[fields.amount]
aliases = ["耗用"]

[vocabularies.mode]
ox-cart = { zh-TW = "牛車", en = "Ox cart" }
rail = { aliases = ["台鐵"] }
"""
    )
    layout, standard = load_importer(str(own)), load_importer("itri")
    assert [sheet.id for sheet in layout.sheets] == ["materials"]
    amount = layout.sheets[0].tables[0].field("amount")
    assert (amount.aliases, amount.label["zh-TW"], amount.minimum) == (("耗用",), "數量", 0)
    assert set(layout.vocabularies["mode"].labels) == {*standard.vocabularies["mode"].labels, "ox-cart"}
    assert layout.vocabularies["mode"].find("台鐵") == "rail"
    assert layout.vocabularies["mode"].find("火車") is None  # lists are replaced
    assert (layout.unit_rules, layout.subtotal_words) == (standard.unit_rules, standard.subtotal_words)
    assert layout.extends == "itri"


def test_joining_goes_by_key_and_replaces_lists() -> None:
    base = {"a": {"x": 1, "list": [1, 2]}, "b": "old", "c": {"y": 1}}
    assert merged(base, {"a": {"list": [3]}, "b": {"z": 2}}) == {"a": {"x": 1, "list": [3]}, "b": {"z": 2}, "c": {"y": 1}}
    assert base["a"] == {"x": 1, "list": [1, 2]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('prefix = "M"', 'prefixes = "M"'), "“prefixes” in [[sheets]] materials is no key of a layout; is “prefix” meant?"),
        (('level = "product"', 'lvl = 1\nlevel = "product"'), "“lvl” in [[sheets.tables]] own is no key of a layout"),
        (
            ('"amount",', '{ id = "amount", requird = true },'),
            "“requird” in own, amount is no key of a layout; is “required” meant?",
        ),
        (('"amount",', '"amont",'), "the column “amont” of own is no known field; is “amount” meant?"),
        (('"amount",', '"quantity", "amount",'), "the column “quantity” of own means nothing for line"),
        (('record = "line"', 'record = "lines"'), "record “lines” of own is unknown; there are: basics, output"),
        (('group = "material"', 'group = "metal"'), "group “metal” of own is unknown"),
        (('level = "product"', ""), "the lines of own have no level"),
        (('stage = "raw-materials"', ""), "the lines of own have no stage"),
        (
            ('"amount",', '{ id = "amount", follows = "month" },'),
            "field amount of own refers to “month”, which is no column of it",
        ),
        (('"amount",', '"amount", { id = "excluded", label = "數量" },'), "“數量” means two things in own"),
        (('"note"]', '"note"]\nheader_rows = 3'), "header_rows “3” of own is unknown"),
    ],
)
def test_what_is_wrong_in_a_definition_is_named(maker: Maker, change: tuple[str, str], words: str) -> None:
    assert MATERIALS.count(change[0]) == 1
    own = maker.layout(MATERIALS.replace(*change))
    with pytest.raises(DataError) as caught:
        load_importer(str(own))
    assert any(words in str(problem) for problem in caught.value.problems), str(caught.value)
    assert all(problem.where == "own/importer.toml" for problem in caught.value.problems)
    assert all(problem.render("zh-TW") for problem in caught.value.problems)


def test_all_unknown_keys_are_named_at_once(maker: Maker) -> None:
    own = maker.layout(
        MATERIALS.replace('prefix = "M"', 'prefixx = "M"').replace("required = true", "requird = true"), head="extend = 1"
    )
    with pytest.raises(DataError) as caught:
        load_importer(str(own))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("head", "words"),
    [('extends = "itri-2"', "extends names no installed importer: “itri-2”"), ("schema = ", "cannot be read")],
)
def test_a_definition_that_cannot_be_joined_is_one_problem(maker: Maker, head: str, words: str) -> None:
    place = maker.layout(MATERIALS)
    text = (place / "importer.toml").read_text(encoding="utf-8")
    key = head.split(" = ")[0]
    lines = [head if one.startswith(f"{key} = ") else one for one in text.splitlines()]
    (place / "importer.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=words):
        load_importer(place)


def test_a_folder_of_ones_own_runs_no_code(maker: Maker) -> None:
    own = maker.layout(MATERIALS)
    (own / "strategies.py").write_text("raise SystemExit", encoding="utf-8")
    with pytest.raises(DataError, match="may not bring code"):
        load_importer(str(own))


def test_an_id_that_an_installed_importer_has_is_refused(maker: Maker) -> None:
    with pytest.raises(DataError, match="which an installed one has"):
        load_importer(maker.layout(MATERIALS, name="itri"))


@pytest.mark.parametrize("name", ["nowhere/own", "./own", "own"])
def test_a_path_without_an_importer_is_told_with_the_names_there_are(name: str) -> None:
    with pytest.raises(FormError, match="there is no importer"):
        load_importer(name)


def test_a_folder_is_found_by_its_name_alone(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    maker.layout(MATERIALS)
    monkeypatch.chdir(maker.folder)
    assert load_importer("own").id == "own"


def test_the_hash_tells_a_changed_definition_and_a_changed_base(maker: Maker, tmp_path: Path) -> None:
    first = load_importer(maker.layout(MATERIALS))
    again = load_importer(maker.layout(MATERIALS))
    changed = load_importer(maker.layout(MATERIALS.replace('"M"', '"N"')))
    assert first.sha256 == again.sha256 != changed.sha256
    content = (tmp_path / "own" / "importer.toml").read_bytes()
    assert changed.sha256 != hashlib.sha256(content).hexdigest()  # the layout it extends counts too
    assert len(load_importer("itri").sha256) == 64


def test_the_inventory_tells_by_which_layout_it_was_read(maker: Maker) -> None:
    own = maker.layout(MATERIALS)
    inventory = maker.read(own, {"用料": [MATERIAL_HEAD, ("鋼", 10, "kg")]})
    assert (inventory.importer, inventory.importer_sha256) == ("own", load_importer(own).sha256)


def test_given_records_are_assumptions(maker: Maker) -> None:
    inventory = maker.read(maker.layout(MATERIALS), {"用料": [MATERIAL_HEAD, ("鋼", 10, "kg")]})
    given = [assumption for assumption in inventory.assumptions if assumption.origin.sheet == "own/importer.toml"]
    assert len(given) == 4
    assert any("名稱 = 重量" in str(assumption.what) or "= 重量" in str(assumption.what) for assumption in given)
    assert [key.name for key in inventory.allocation_keys] == ["重量"]
    assert inventory.allocation_keys[0].share("支架") == pytest.approx(0.25)


def test_what_the_form_says_comes_before_what_the_layout_gives(maker: Maker) -> None:
    text = (
        MATERIALS
        + """
[[sheets]]
id = "start"
title = { zh-TW = "基本", en = "Start" }
[[sheets.tables]]
id = "basics"
layout = "fields"
record = "basics"
columns = [
  "company_code", "company_name", "product_name", "declared_amount", "declared_unit", "mass_per_unit", "boundary", "period_start",
  "period_end",
]
[[sheets.tables]]
id = "outputs"
title = "產出"
record = "output"
columns = ["name", "role", "quantity", "unit", "mass"]
"""
    )
    sheets = {
        "基本": [("公司名稱", "乙公司"), ("標的產品名稱", None), ("產出",), ("產出名稱", "角色", "產量", "單位", "總重"),
               ("支架", "標的產品", 500, "公斤", 500)],
        "用料": [MATERIAL_HEAD, ("鋼", 10, "kg")],
    }  # fmt: skip
    told = maker.read(maker.layout(text), sheets)
    assert (told.company.name, told.product.name) == ("乙公司", "支架")
    assert [(output.name, output.quantity) for output in told.outputs] == [("支架", 500), ("其他", 3000)]
    assert line(told, "鋼").amount == 10


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("boundary =", "border =", "fields that it does not know: border"),
        ('table = "basics"', 'table = "basic"', "names no table: “basic”"),
    ],
)
def test_a_given_record_must_be_one_of_a_table(maker: Maker, old: str, new: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        load_importer(maker.layout(MATERIALS, basics=BASICS.replace(old, new)))
