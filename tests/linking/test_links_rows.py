"""Rows of a links file are told from others by one key, are never lost, and are confirmed only where an assessment takes them."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
from proposing import CATALOGUES, by_line, knowledge, line

from ef_training.errors import LinkError, OutputError
from ef_training.factors.sheet.chosen import Choice
from ef_training.forms import read_form
from ef_training.inventory.model import Inventory, Target
from ef_training.linking.links.confirm import confirm
from ef_training.linking.links.links_file import links_bytes, read_links, write_links
from ef_training.linking.links.row import LinkRow, Links, key_of
from ef_training.linking.links.view import view_lines
from ef_training.linking.proposing.propose import overruling, propose
from ef_training.linking.proposing.roles import load_roles
from ef_training.linking.proposing.row_maker import RowMaker

HEADER = "line_id,view,kind,target,multiplier,multiplier_unit,reason,confirmed_by"
ZINC = LinkRow("M01", "ef", "dataset", "zinc", 1.0, line_name="鋅錠", line_unit="kg")


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "zh-TW"])


def said(error: pytest.ExceptionInfo) -> str:
    return error.value.render("en")


# ---- one line, however its ID is spelled


@pytest.mark.parametrize("other", ["m 01", "Ｍ01", "m01"])
def test_two_spellings_of_an_id_are_one_line(tmp_path, other):
    path = tmp_path / "links.csv"
    path.write_text(f"{HEADER}\nM01,ef,dataset,zinc,1,,,Lin\n{other},ef,dataset,zinc,1,,,Lin", encoding="utf-8")
    with pytest.raises(LinkError, match="same target twice in one view"):
        read_links(path)
    path.write_text(f"{HEADER}\nM01,cfp,gwp,R-134a@AR6,1,,,Lin\n{other},cfp,gwp,r-134a@ar6,1,,,Lin", encoding="utf-8")
    with pytest.raises(LinkError, match="same target twice in one view"):
        read_links(path)
    path.write_text(f"{HEADER}\nM01,ef,dataset,zinc,1,,,Lin\n{other},ef,left-out,,,,small,Lin", encoding="utf-8")
    with pytest.raises(LinkError, match="left out and linked"):
        read_links(path)


def test_all_spellings_are_shown_and_kept(hub):
    sure = replace(ZINC, line_name="", state="confirmed", confirmed_by="Lin")
    rows = (replace(sure, line_id="m 05"), replace(sure, line_id="M05", target="steel-wire-rod"))
    view = next(
        one for one in view_lines(hub, Links(rows), RowMaker(CATALOGUES, load_roles(), "en")) if one.line.line.line_id == "M05"
    )
    assert [item.row.target for item in view.views["ef"]] == ["zinc", "steel-wire-rod"]
    again = propose(hub, knowledge(), existing=rows, lang="en")
    kept = [row for row in again.rows if row.key == key_of("M05", "ef")]
    assert [(row.line_id, row.target, row.state, row.asks) for row in kept] == [
        ("M05", "zinc", "confirmed", ""), ("M05", "steel-wire-rod", "confirmed", "")]  # fmt: skip
    assert key_of("m05", "ef") in again.kept


# ---- nothing is lost in writing


def test_columns_of_ones_own_stay(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text(
        f"my remark,{HEADER},,my remark,'=sum\n"
        'ask the plant,M01,ef,dataset,zinc,1,,,,left over,"second, one",-5\n'
        ",M02,ef,dataset,pp,1,,,,,@home,",
        encoding="utf-8",
    )
    links = read_links(path)
    rows, _ = confirm(links, CATALOGUES, by="Lin")
    write_links(path, rows)
    again = read_links(path)
    assert [row.own for row in again] == [row.own for row in links]
    assert dict(again.rows[0].own) == {"my remark": "second, one", "": "left over", "=sum": "-5"}
    assert again.rows[0].own[0] == ("my remark", "ask the plant")
    assert ",'=sum" in path.read_text(encoding="utf-8-sig")
    assert ",'@home," in path.read_text(encoding="utf-8-sig")
    assert {row.confirmed_by for row in again} == {"Lin"}


def test_proposing_anew_keeps_columns_of_ones_own(hub):
    form = replace(hub, lines=(line("鋅錠"),), targets=())
    first = propose(form, knowledge(), lang="en").rows
    remarked = tuple(replace(row, own=(("my remark", f"{row.view}: look"),)) for row in first)
    second = propose(form, knowledge({"鋅錠": "moenv-2a951d38"}), existing=remarked, lang="en")
    assert second.kept == frozenset()
    assert [row.own for row in second.rows] == [(("my remark", "ef: look"),), (("my remark", "cfp: look"),)]
    assert b"my remark" in links_bytes(second.rows)


@pytest.mark.parametrize("name", ["links.xlsx", "links.csv", "links.ods"])
def test_a_workbook_is_never_overwritten(tmp_path, name):
    book = openpyxl.Workbook()
    for cells in (["line_id", "view", "kind", "target", "multiplier"], ["M01", "ef", "dataset", "zinc", 1]):
        book.active.append(cells)
    book.save(tmp_path / "book.xlsx")
    path = (tmp_path / "book.xlsx").rename(tmp_path / name)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="save it as “CSV UTF-8”"):
        write_links(path, (ZINC,))
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


# ---- what is confirmed is what an assessment takes


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (replace(ZINC, view="cfp"), "a dataset does not belong to the cfp view"),
        (replace(ZINC, view="cfp", line_unit=""), "a dataset does not belong to the cfp view"),
        (replace(ZINC, multiplier_unit="kg/L"), "the multiplier in kg/L does not lead from kg to kg"),
        (replace(ZINC, line_unit="公升"), "line M01 is in L, its target “zinc” in kg"),
        (replace(ZINC, line_unit="L", target_unit="L"), "line M01 is in L, its target “zinc” in kg"),
    ],
)
def test_what_an_assessment_refuses_is_not_confirmed(row, expected):
    with pytest.raises(LinkError) as error:
        confirm(Links((row,), "links.csv"), CATALOGUES, by="Lin")
    assert expected in said(error)


def test_the_form_is_asked_where_it_is_given(hub):
    wrong = (
        replace(ZINC, line_id="E01", line_name="", line_unit=""),
        replace(ZINC, line_id="M99", line_name=""),
        replace(ZINC, line_id="M05", line_name="brass rod"),
        replace(ZINC, line_id="M06", view="cfp", kind="custom-factor", target="nobody", line_name=""),
    )
    links = Links(wrong, "links.csv")
    with pytest.raises(LinkError) as error:
        confirm(links, CATALOGUES, by="Lin", inventory=hub)
    for expected in (
        "line E01 is in kWh, its target “zinc” in kg", "the form has no line “M99”", "line M05 was “brass rod”",
        "no factor “nobody” was entered by hand",
    ):  # fmt: skip
        assert expected in said(error)
    rows, _ = confirm(Links((replace(wrong[0], line_unit=""),)), CATALOGUES, by="Lin")  # without the form it cannot be known
    assert rows[0].confirmed
    good = replace(ZINC, line_id="m05", line_name="", line_unit="")
    assert confirm(Links((good,)), CATALOGUES, by="Lin", inventory=hub)[0][0].confirmed


def test_nothing_left_to_confirm_is_no_error():
    done = replace(ZINC, state="confirmed", confirmed_by="Wu")
    assert confirm(Links((done,)), CATALOGUES, by="Lin") == ((done,), ())
    with pytest.raises(LinkError, match="the file has no line “M9”"):
        confirm(Links((done,)), CATALOGUES, by="Lin", lines=("M9",))


# ---- what was picked counts, or is said not to


def picked(hub: Inventory, one, choice: Choice, *targets: Target, existing=()):
    form = replace(hub, lines=(one,), targets=targets)
    found = propose(form, knowledge(chosen={"x1": choice}, chosen_in="copy.xlsx"), existing=existing, lang="en")
    (row,) = by_line(found.rows)["X1", "cfp"]
    return row, found


def test_a_multiplier_behind_a_pick_counts_or_is_asked_about(hub):
    acid = Choice("factor", "moenv-e067f1c0", 0.69)
    row, _ = picked(hub, line("鹽酸", "auxiliary"), acid)
    assert (row.target, row.multiplier, row.multiplier_unit, row.asks) == ("moenv-e067f1c0", 0.69, "", "")
    assert row.reason == "picked in copy.xlsx, with “× 0.69” written behind it"
    row, _ = picked(hub, line("鹽酸", "auxiliary", "L", density=1.16), acid)
    assert (row.target, row.multiplier) == ("moenv-e067f1c0", None)
    assert "“× 0.69” was written behind the pick: is it the multiplier in kg/L?" in row.asks
    row, _ = picked(hub, line("鋅錠"), Choice("factor", "moenv-2a951d38"))
    assert (row.multiplier, row.reason) == (1.0, "picked in copy.xlsx")


def test_a_pick_that_is_overruled_is_named(hub):
    steel, zinc = "moenv-503f13f5", "moenv-2a951d38"
    sure = Target("X1", "cfp", "factor", steel, confirmed_by="Wu")
    row, found = picked(hub, line("鋼"), Choice("factor", zinc), sure)
    note = f"picked {zinc}; the link {steel}, confirmed by Wu, stands"
    assert (row.target, row.note) == (steel, note)
    assert [(lost.line_id, str(overruling(lost))) for lost in found.overruled] == [("X1", note)]
    same, agreed = picked(hub, line("鋼"), Choice("factor", steel), sure)
    assert (same.note, agreed.overruled) == ("", ())
    edited = replace(ZINC, line_id="X1", view="cfp", kind="factor", target=steel, line_name="", note="mine")
    row, found = picked(hub, line("鋼"), Choice("factor", zinc), existing=(edited,))
    assert (row.target, row.note) == (steel, f"mine; picked {zinc}; the link {steel}, which somebody edited, stands")
    again, _ = picked(hub, line("鋼"), Choice("factor", zinc), existing=(row,))
    assert again.note == row.note
    assert len(found.overruled) == 1
