"""The links file: written and read again, as spreadsheets and people change it, and put in the place of a form's links."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ef_training.errors import LinkError
from ef_training.forms import read_form
from ef_training.inventory.model import GRADES, OMISSIONS, TARGET_KINDS, VIEWS, CustomFactor, Ratings, Target
from ef_training.linking.links.links_file import apply_links, links_bytes, read_links, write_links
from ef_training.linking.links.row import COLUMNS, LinkRow, Links, hindrances

STEEL = LinkRow(
    line_id="M01",
    view="ef",
    kind="dataset",
    target="steel-wire-rod",
    multiplier=1.05,
    reason="5 % loss",
    source="estimate",
    grade="proxy",
    ratings=Ratings(2.0, 1.0, None, 3.0, (1, 2, 3, 4, 5)),
    state="confirmed",
    confirmed_by="Lin",
    line_name="線材盤元",
    line_amount=504.0,
    line_unit="t",
    target_name="線材／鋼筋（電爐）",
    target_unit="kg",
)
SCRAP = LinkRow(
    line_id="R01", view="cfp", kind="left-out", reason="sold", omission="no-burden", state="confirmed", confirmed_by="Lin"
)
OPEN = LinkRow(
    line_id="F1", view="ef", kind="dataset", target="heat-natgas-boiler", multiplier_unit="MJ/m3", asks="heat_value MJ/m3"
)
ROWS = (STEEL, SCRAP, OPEN)


def read(folder: Path, content: bytes | str, name: str = "links.csv") -> Links:
    (folder / name).write_bytes(content.encode("utf-8-sig") if isinstance(content, str) else content)
    return read_links(folder / name)


def problems(folder: Path, content: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(LinkError) as error:
        read(folder, content)
    return [(problem.where, problem.what.render("en")) for problem in error.value.problems]


def table(*lines: str) -> str:
    return "\n".join(("line_id,view,kind,target,multiplier,multiplier_unit,reason,confirmed_by", *lines))


# ---- round trip


def test_what_is_written_is_read_again(tmp_path):
    write_links(tmp_path / "links.csv", ROWS)
    links = read_links(tmp_path / "links.csv")
    assert links.rows == ROWS
    assert (links.source, len(links.sha256)) == ("links.csv", 64)
    assert links.rows[0].where("multiplier") == "links.csv!J2"


def test_excel_opens_it_and_no_cell_is_a_formula(tmp_path):
    evil = replace(STEEL, note="=1+1", reason="-5 % loss", source="@home", confirmed_by="'quoted", line_name="+A1")
    content = links_bytes([evil])
    assert content.startswith(b"\xef\xbb\xbf")
    header, cells = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert tuple(header) == COLUMNS
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert read(tmp_path, content).rows == (evil,)


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=12).map(str.strip)
_SOME = _TEXT.filter(bool)
_NUMBER = st.none() | st.floats(1e-12, 1e12)
_RATINGS = st.none() | st.builds(
    Ratings,
    st.floats(1, 5),
    st.none() | st.floats(1, 5),
    st.none() | st.floats(1, 5),
    st.none() | st.floats(1, 5),
    st.just(()) | st.tuples(*[st.integers(1, 5)] * 5),
)
_ROW = st.builds(
    LinkRow,
    line_id=st.from_regex(r"[A-Z]\d{2}(-T[12])?", fullmatch=True),
    view=st.sampled_from(VIEWS),
    kind=st.sampled_from([kind for kind in TARGET_KINDS if kind != "left-out"]),
    target=_SOME,
    multiplier=_NUMBER,
    multiplier_unit=st.sampled_from(("", "kg/L", "MJ/m3", "kg/item", "tkm/kg")),
    reason=_TEXT,
    source=_TEXT,
    omission=st.sampled_from(("", *OMISSIONS)),
    estimated_share=st.none() | st.floats(0, 1),
    grade=st.sampled_from(("", *GRADES)),
    ratings=_RATINGS,
    asks=_TEXT,
    note=_TEXT,
    line_name=_TEXT,
    line_amount=_NUMBER,
    line_unit=_TEXT,
    target_name=_TEXT,
    target_unit=_TEXT,
    proposed_as=st.sampled_from(("", "0123abcd")),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(_ROW, min_size=1, max_size=4, unique_by=lambda row: row.key), name=_TEXT)
def test_any_rows_come_back_as_they_were(tmp_path_factory, rows, name):
    rows = [replace(rows[0], state="confirmed", confirmed_by=name) if name else rows[0], *rows[1:]]
    path = tmp_path_factory.mktemp("links") / "links.csv"
    assert read_links(write_links(path, rows)).rows == tuple(rows)


# ---- reading forgives


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "big5", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets(tmp_path, encoding, separator):
    lines = [
        ("編號", "名稱（參考）", "視角", "對象種類", "對象代碼", "換算倍數", "倍數單位", "理由", "確認人"),
        ("M01", "線材盤元", "環境足跡", "數據集", "steel-wire-rod", "1.05", "", "裕量百分之五", "林工程師"),
        ("", "", "", "", "", "", "", "", ""),
        ("R01", "廢鐵", "碳足跡", "排除", "", "", "", "出售", ""),
    ]
    rows = read(tmp_path, "\n".join(separator.join(line) for line in lines).encode(encoding)).rows
    assert [(row.line_id, row.view, row.kind, row.target, row.multiplier) for row in rows] == [
        ("M01", "ef", "dataset", "steel-wire-rod", 1.05),
        ("R01", "cfp", "left-out", "", None),
    ]
    assert [(row.state, row.confirmed_by, row.reason) for row in rows] == [
        ("confirmed", "林工程師", "裕量百分之五"),
        ("proposed", "", "出售"),
    ]


def test_words_numbers_and_spaces_as_people_type_them(tmp_path):
    text = table("  M01 , EF ,Dataset, pp ,１,２００.５,,, Lin ").replace("１,２００.５", '"１,２００.５"')
    (row,) = read(tmp_path, text).rows
    assert (row.line_id, row.view, row.kind, row.target, row.multiplier, row.confirmed_by) == (
        "M01",
        "ef",
        "dataset",
        "pp",
        1200.5,
        "Lin",
    )
    header = "line_id,view,kind,target,reason,omission,estimated_share"
    shares = "\n".join((header, "R01,CFP,Left out,,small,Cut-off,0.5%", "R01,EF,不計,,small,截斷,0.005"))
    assert [(row.omission, row.estimated_share) for row in read(tmp_path, shares).rows] == [("cut-off", 0.005)] * 2


def test_a_workbook_a_title_above_and_columns_of_ones_own(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ["Links of the plant"],
        [],
        ["view", "line_id", "my remark", "kind", "target", "multiplier"],
        ["ef", "M01", "look", "dataset", "pp", 0.5],
    ):
        sheet.append(line)
    book.save(tmp_path / "links.xlsx")
    (row,) = read_links(tmp_path / "links.xlsx").rows
    assert (row.line_id, row.target, row.multiplier, row.where("multiplier")) == ("M01", "pp", 0.5, "links.xlsx!F4")


# ---- what cannot be read is named


def test_every_problem_has_its_cell(tmp_path):
    text = table(
        "M01,efp,dataset,pp,1,,,",
        "M02,ef,data,pp,about 2,,,",
        "M03,ef,dataset,pp,-1,,,",
        "M04,ef,dataset,pp,1,kg,,",
        ",ef,dataset,pp,1,,,",
        "M05,ef,left-out,pp,,,,",
        "M06,ef,,pp,1,,,",
    )
    found = dict(problems(tmp_path, text))
    assert set(found) == {f"links.csv!{cell}" for cell in ("B2", "C3", "E3", "E4", "F5", "A6", "D7", "C8")}
    assert "efp" in found["links.csv!B2"]
    assert "about 2" in found["links.csv!E3"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "empty"),
        ("a,b\n1,2", "header row was not found"),
        ("line_id,view,kind\nM01,ef,dataset", "the header lacks: target"),
        ("line_id,view,kind,target,target\nM01,ef,dataset,pp,pp", "stands twice"),
        ("line_id,view,kind,target,multiplyer\nM01,ef,dataset,pp,2", "there is no column “multiplyer”"),
        (table("M01,ef,dataset,pp,1,,,", "M01,ef,dataset,pp,2,,,"), "same target twice"),
        (table("M01,ef,dataset,pp,1,,,", "M01,ef,left-out,,,,small,"), "left out and linked"),
        ("line_id,view,kind,target,state\nM01,ef,dataset,pp,confirmed", "confirmed by nobody"),
        ("line_id,view,kind,target,TeR\nM01,ef,dataset,pp,7", "out of range"),
        ("line_id,view,kind,target,reliability\nM01,ef,dataset,pp,2", "five whole scores"),
    ],
)
def test_a_table_that_is_none_or_contradicts_itself(tmp_path, content, expected):
    from ef_training.errors import EFTrainingError

    with pytest.raises(EFTrainingError) as error:
        read(tmp_path, content)
    assert expected in error.value.render("en")


def test_what_keeps_a_row_from_being_confirmed():
    assert not hindrances(STEEL)
    assert not hindrances(SCRAP)

    said = [problem.what.render("en") for problem in hindrances(OPEN)]
    assert said == ["line F1, ef view: still asked for: heat_value MJ/m3", "line F1, ef view: the multiplier is missing"]
    assert len(hindrances(replace(STEEL, target=""))) == 1
    assert len(hindrances(replace(STEEL, kind=""))) == 1
    assert len(hindrances(replace(SCRAP, reason="", omission=""))) == 2


# ---- in the place of the form's links


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "en"])


def confirmed(line_id: str, view: str, **fields: object) -> LinkRow:
    return replace(STEEL, line_id=line_id, view=view, line_name="", **fields)


def test_rows_replace_the_forms_links_of_their_line_and_view(hub):
    links = Links((confirmed("m05", "ef"),), "links.csv", "abc")
    linked = apply_links(hub, links)
    own = [target for target in linked.targets if target.line_id == "M05"]
    assert [(target.view, target.kind, target.target) for target in own] == [
        ("cfp", "factor", "moenv-c502f595"),
        ("ef", "dataset", "steel-wire-rod"),
    ]
    assert own[1].ratings == STEEL.ratings
    assert (own[1].multiplier, own[1].confirmed_by, own[1].grade) == (1.05, "Lin", "proxy")
    others = [target for target in hub.targets if target.line_id != "M05"]
    assert [target for target in linked.targets if target.line_id != "M05"] == others
    assert (linked.links_source, linked.links_sha256) == ("links.csv", "abc")


def test_proposed_unknown_renamed_and_unfinished_rows_are_problems(hub):
    links = Links(
        (
            replace(confirmed("M05", "ef"), state="proposed", confirmed_by=""),
            replace(OPEN, line_id="E02"),
            confirmed("M5", "ef"),
            replace(STEEL, line_id="M04", line_name="brass rod"),
            confirmed("M06", "ef", multiplier=None),
        ),
        "links.csv",
    )
    with pytest.raises(LinkError) as error:
        apply_links(hub, links)
    said = error.value.render("en")
    assert "2 links are only proposed: M05 (ef), E02 (ef)" in said
    assert "ef-training link confirm links.csv" in said
    assert "the form has no line “M5” → did you mean M05" in said
    assert "line M04 was “brass rod” when it was linked" in said
    assert "line M06, ef view: the multiplier is missing" in said
    assert len(error.value.problems) == 4


def test_a_factor_on_a_row_that_is_no_longer_used_is_gone(hub):
    on_row = CustomFactor("row-M05", "screws", 2.0, "kg", "sheet", on_row=True)
    by_hand = replace(on_row, factor_id="by-hand", on_row=False)
    target = Target("M05", "cfp", "custom-factor", "row-M05")
    form = replace(hub, targets=(target,), custom_factors=(on_row, by_hand))
    assert apply_links(form, Links(())).custom_factors == (on_row, by_hand)
    replaced = Links((confirmed("M05", "cfp", kind="factor", target="moenv-c502f595"),))
    assert apply_links(form, replaced).custom_factors == (by_hand,)


def test_the_page_on_linking_names_every_column_and_word():
    from ef_training.linking.links.words import HEADERS, IDS

    page = (Path(__file__).parents[2] / "docs" / "linking.md").read_text(encoding="utf-8")
    assert set(HEADERS) == set(COLUMNS)
    assert [column for column in COLUMNS if f"`{column}`" not in page] == []
    assert [word for words in IDS.values() for word in words if f"`{word}`" not in page] == []
