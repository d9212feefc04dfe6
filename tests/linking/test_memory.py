"""The memory: generic terms only, reviewed by somebody, and said when it is used."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import pytest

from ef_training.errors import DataError, LinkError
from ef_training.factors import load_factors
from ef_training.factors.naming.folding import canon
from ef_training.factors.naming.terms import Term, Terms, load_terms
from ef_training.forms import read_form
from ef_training.inventory.model import Line
from ef_training.link_job import known_catalogues
from ef_training.linking.links.row import LinkRow, Links
from ef_training.linking.memory import Entry, Memory, load_memory, memory_path, save_memory
from ef_training.linking.proposing.roles import load_roles
from ef_training.linking.proposing.row_maker import RowMaker
from ef_training.linking.remember import COLUMNS, doubts, private_names, remember, reviewed_entries, vocabulary, write_proposals

WHEN = date(2025, 1, 31)
STEEL = Entry(
    "白鐵板", "material", "ef", "dataset", "stainless-304", grade="same-product", reviewed_by="Lin", reviewed="2025-01-31"
)
TERMS = Terms((Term("白鐵板", "name", ("不銹鋼冷軋鋼捲",)), Term("培林", "name", ("軸承",)), Term("液鹼", "name", ("氫氧化鈉",))))


def line(name: str, group: str = "material") -> Line:
    return Line("X1", "manufacturing", group, name, 1.0, "kg", "product")


@pytest.fixture(scope="module")
def make():
    return RowMaker(known_catalogues(), load_roles(), "zh-TW")


@pytest.fixture(scope="module")
def words(make):
    names = [name for process in make.catalogues.processes.values() for name in (process.name_zh, process.name_en)]
    return vocabulary(TERMS, load_factors(), names)


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "zh-TW"])


def confirmed(form) -> Links:
    return Links(
        tuple(
            LinkRow(
                target.line_id,
                target.view,
                target.kind,
                target.target,
                target.multiplier,
                target.multiplier_unit,
                reason=target.reason,
                source=target.source,
                state="confirmed",
                confirmed_by=target.confirmed_by,
                note="asked the plant manager of 示範公司 about AB-1234X",
            )
            for target in form.targets
        )
    )


# ---- what it knows


@pytest.mark.parametrize(
    ("name", "known"),
    [("白鐵板", True), ("白铁板 304 2B", True), ("304白鐵板(3t)", True), ("白鐵管", False), ("鐵板", False)],
)
def test_a_term_is_known_where_it_stands_in_the_name(name, known):
    assert bool(Memory((STEEL,)).of(line(name), "ef")) is known


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("鋼板", "不鏽鋼板"),
        ("紙箱", "紙箱膠帶"),
        ("紙箱", "膠帶（紙箱用）"),
        ("steel", "stainless steel sheet"),
        ("pp", "ppe"),
        ("鋼板", "SUS304 鋼板"),
    ],
)
def test_a_term_that_only_stands_in_a_name_is_another_thing(term, name):
    entry = replace(STEEL, term=term)
    assert Memory((entry,)).of(line(term), "ef") == (entry,)
    assert Memory((entry,)).of(line(name), "ef", load_terms()) == ()


@pytest.mark.parametrize(
    ("term", "name"),
    [("鹽酸", "鹽酸(32%)"), ("鹽酸", "鹽酸 32 %"), ("白鐵板", "白鐵板 沖壓件"), ("紙箱", "紙箱 60×40×40cm"), ("PA6", "PA6")],
)
def test_sizes_brackets_and_words_that_say_nothing_are_left_aside(term, name):
    entry = replace(STEEL, term=term)
    assert Memory((entry,)).of(line(name), "ef", load_terms()) == (entry,)


def test_the_word_for_another_thing_is_no_term(words):
    assert vocabulary(TERMS, load_factors(), ["紙箱"]).find("紙箱膠帶") == ""
    assert vocabulary(TERMS, load_factors(), ["紙箱"]).find("紙箱（出口）") == "紙箱"


def test_group_view_and_longest_term_count():
    longer = replace(STEEL, term="白鐵板邊料", target="stainless-scrap")
    memory = Memory((STEEL, longer, replace(STEEL, view="cfp", kind="factor", target="moenv-503f13f5")))
    assert [entry.target for entry in memory.of(line("白鐵板邊料"), "ef")] == ["stainless-scrap"]
    assert [entry.target for entry in memory.of(line("白鐵板"), "cfp")] == ["moenv-503f13f5"]
    assert memory.of(line("白鐵板", "packaging"), "ef") == ()
    assert (
        memory.of(line("白鐵板邊料"), "cfp") == ()
    )  # the longer term is another thing; what is said of the shorter does not hold


# ---- kept on disk


def test_it_is_written_read_and_replaced(tmp_path):
    path = tmp_path / "deep" / "memory.csv"
    bearing = [Entry("培林", "material", "ef", "dataset", code, ask=True) for code in ("steel-wire-rod", "heat-treatment")]
    save_memory(Memory((STEEL, *bearing)), path)
    memory = load_memory(path)
    assert memory.entries == (STEEL, *bearing)
    new = memory.with_entries([replace(bearing[0], target="steel-hot-rolled-coil")])
    assert [entry.target for entry in new] == ["stainless-304", "steel-hot-rolled-coil"]
    assert new.without(["白铁板"]).entries == new.entries[1:]
    with pytest.raises(DataError, match="does not know “白鉄板”"):
        new.without(["白鉄板"])


def test_it_stands_in_the_users_folder_and_may_be_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("EF_TRAINING_DATA", str(tmp_path))
    assert memory_path() == tmp_path / "memory.csv"
    assert load_memory() == Memory(())
    assert save_memory(Memory((STEEL,))) == tmp_path / "memory.csv"
    assert load_memory().entries == (STEEL,)
    with pytest.raises(DataError):
        load_memory(tmp_path / "none.csv")


def test_a_damaged_memory_names_its_cells(tmp_path):
    path = save_memory(Memory((STEEL,)), tmp_path / "memory.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("dataset", "datset").replace("material", "stuff"), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_memory(path)
    assert {problem.where for problem in error.value.problems} == {"memory.csv, row 2, kind", "memory.csv, row 2, group"}


# ---- what leaves a form


def texts_of(form) -> set[str]:
    """Every text of a form that could give it away: names, suppliers, evidence, notes, reasons, functions, addresses."""
    found = {form.company.name, form.company.site, form.product.name, form.product.function}
    found |= {text for one in form.lines for text in (one.name, one.supplier, one.evidence, one.note)}
    found |= {text for target in form.targets for text in (target.reason, target.source, target.confirmed_by)}
    found |= {output.name for output in form.outputs} | {key.name for key in form.allocation_keys}
    return {text for text in found if len(text) > 1}


@pytest.mark.parametrize("example", ["aluminium-hub", "pp-food-box"])
@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_nothing_of_the_form_gets_in_but_words_of_the_public_tables(forms, words, make, tmp_path, example, lang):
    form = read_form(forms[example, lang])
    rows = remember(confirmed(form), form, words, make)
    content = write_proposals(tmp_path / "terms.csv", rows).read_text(encoding="utf-8-sig")
    assert len(rows) > 20
    public = set(words.words.values()) | {""}
    assert {row["term"] for row in rows} <= public
    assert sum(bool(row["term"]) for row in rows) > len(rows) / 12
    known = public | {factor.name for factor in load_factors()} | set(make.catalogues.processes)
    known |= {name for process in make.catalogues.processes.values() for name in (process.name_zh, process.name_en)}
    leaked = {text for text in texts_of(form) if text in content and not any(text in word for word in known)}
    assert not leaked
    assert not [name for name in private_names(form) if name in canon(content)]
    assert {row["note"] for row in rows} == {""}
    assert not {row["kind"] for row in rows} & {"custom-factor"}
    figures = {str(target.multiplier) for target in form.targets if target.multiplier not in (1.0,)}
    assert not {cell for line_ in csv.reader(content.splitlines()) for cell in line_} & figures


def test_terms_and_multipliers(hub, words, make):
    rows = remember(confirmed(hub), hub, words, make)
    by_target = {(row["view"], row["target"]): row for row in rows}
    assert by_target["ef", "naoh"] | {"target_name": ""} == {
        **dict.fromkeys(COLUMNS, ""), "term": "液鹼", "group": "auxiliary", "view": "ef", "kind": "dataset", "target": "naoh",
    }  # fmt: skip
    assert {row["group"] for row in rows} <= {"material", "auxiliary", "packaging"}  # power, fuel, water, waste: of the plant
    assert by_target["ef", "forging-steel"]["ask"] in ("", "ask")
    assert by_target["ef", "electroplating-zinc"]["ask"] == "ask"  # m2 per kg is the company's own
    assert by_target["ef", "lubricating-oil"]["ask"] == ""


def test_a_term_that_names_the_company_or_a_supplier_is_left_to_the_reviewer(hub, words, make):
    links = Links(tuple(row for row in confirmed(hub) if row.line_id == "M09"))
    for form in (
        replace(hub, company=replace(hub.company, name="液鹼")),
        replace(hub, lines=tuple(replace(one, supplier="液鹼") for one in hub.lines)),
    ):
        assert {row["term"] for row in remember(links, form, words, make)} == {""}
    proposed = Links(tuple(replace(row, state="proposed") for row in links))
    assert remember(proposed, hub, words, make) == []


# ---- what is let in


def proposals(folder, *rows: dict[str, str]):
    usual = dict.fromkeys(COLUMNS, "") | {
        "reviewed": "yes", "term": "白鐵板", "group": "material", "view": "ef", "kind": "dataset", "target": "stainless-304",
        "grade": "same-product",
    }  # fmt: skip
    return write_proposals(folder / "terms.csv", [usual | row for row in rows])


def test_only_reviewed_rows_are_added(tmp_path):
    path = proposals(
        tmp_path, {}, {"reviewed": "", "term": "培林"}, {"reviewed": "是", "term": "紙箱"}, {"reviewed": "no", "term": "木箱"}
    )
    entries = reviewed_entries(path, by="Lin", when=WHEN)
    assert entries[0] == STEEL
    assert [entry.term for entry in entries] == ["白鐵板", "紙箱"]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("", "no term"),
        ("大同企業白鐵板", "name of a company"),
        ("示範股份有限公司", "name of a company"),
        ("Acme Co. sheet", "name of a company"),
        ("供應商甲", "name of a company"),
        ("AB-1234X 軸心", "number of a part"),
        ("M5X10螺絲", "number of a part"),
        ("客戶盤查表.xlsx", "name of a file"),
        ("白鐵板 3mm", "size"),
        ("白鐵板 20 公斤", "size"),
        ("這是一個非常長的名稱而且不是一般人會說的材料名稱對吧", "too long"),
    ],
)
def test_terms_that_give_somebody_away_are_refused(tmp_path, term, expected):
    path = proposals(tmp_path, {"term": term})
    with pytest.raises(LinkError) as error:
        reviewed_entries(path, by="Lin", when=WHEN)
    assert expected in error.value.render("en")
    assert error.value.problems[0].where == "terms.csv, row 2, term"


@pytest.mark.parametrize("term", ["白鐵板", "R-134a", "PA6", "SUS304", "S45C 圓棒", "stainless steel sheet", "PP", "冷媒 R-410A"])
def test_generic_terms_are_welcome(term):
    assert doubts(term) == []


def test_notes_are_looked_at_too_and_factors_entered_by_hand_stay(tmp_path):
    path = proposals(tmp_path, {"note": "問過示範有限公司"}, {"kind": "custom-factor", "target": "row-M01"}, {"target": ""})
    with pytest.raises(LinkError) as error:
        reviewed_entries(path, by="Lin", when=WHEN)
    places = [problem.where for problem in error.value.problems]
    assert places == ["terms.csv, row 2, note", "terms.csv, row 3, kind", "terms.csv, row 4, kind"]
