"""The workbook for the company, and the way of its answers from one review to the next."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from output_samples import EVIL, findings, review

from ef_training.errors import FormError, OutputError
from ef_training.messages import message
from ef_training.review.model import Finding, Origin, Review
from ef_training.review.output.answers import Answer, Answers, read_answers, settle
from ef_training.review.output.workbook import ANSWER_GROUND, HEAD_ROW, workbook
from ef_training.review.output.write import PAGE, WORKBOOK, folders, write_review

FIRST = HEAD_ROW + 2
"""Row of the first finding, counted from 1."""


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[HEAD_ROW + 1] if cell.value}


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    places = heads(sheet)
    return [
        {head: sheet.cell(row, column).value for head, column in places.items()}
        for row in range(FIRST, sheet.max_row + 1)
        if sheet.cell(row, 1).value
    ]


def answer(path: Path, **answers: str) -> None:
    """Write answers as a company does, by a word of the finding."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = next(place for head, place in heads(sheet).items() if head in ("Answer of the company", "公司回覆"))
    what = next(place for head, place in heads(sheet).items() if head in ("What", "內容"))
    for row in range(FIRST, sheet.max_row + 1):
        for word, text in answers.items():
            if word in str(sheet.cell(row, what).value):
                sheet.cell(row, column).value = text
                sheet.cell(row, column).data_type = "s"
    book.save(path)


def opened(found: Review, lang: str = "en") -> Workbook:
    return load_workbook(BytesIO(workbook(found, settle(found), lang=lang)))


def test_every_finding_has_its_row() -> None:
    sheet = opened(review()).worksheets[0]
    found = rows(sheet)
    assert [row["Severity"] for row in found] == ["Error", "Question", "Info"]
    assert found[0]["Where"] == "原物料!D7, 廢棄物!D4"
    assert found[0]["What"] == "4.2% of what goes in is missing"
    assert found[0]["Why it matters"] == "what is missing is waste that nobody counts"
    assert found[0]["What to do"] == "name every waste"
    assert found[1]["Line"] == "M01"
    assert [row["Finding key"] for row in found] == [finding.key for finding in findings()]
    assert all(row["Answer of the company"] is None for row in found)


def test_the_sheet_is_one_to_work_with() -> None:
    for lang in ("en", "zh-TW"):
        book = opened(review(), lang)
        sheet = book.worksheets[0]
        assert sheet.freeze_panes == f"C{FIRST}"
        assert sheet.auto_filter.ref.startswith(f"A{HEAD_ROW + 1}:")
        assert sheet.protection.sheet
        assert not sheet.protection.autoFilter
        assert not sheet.protection.formatColumns
        place = next(column for head, column in heads(sheet).items() if head in ("Answer of the company", "公司回覆"))
        cells = [sheet.cell(row, place) for row in range(FIRST, FIRST + 3)]
        assert all(not cell.protection.locked for cell in cells)
        assert all(cell.fill.start_color.rgb == "FF" + ANSWER_GROUND[1:] for cell in cells)
        assert all(sheet.cell(FIRST, column).protection.locked for column in range(1, place))
        (rule,) = sheet.data_validations.dataValidation
        assert str(rule.sqref) == f"{cells[0].coordinate}:{cells[-1].coordinate}"
        assert all(sheet.cell(FIRST, column).alignment.wrap_text for column in range(1, place + 1))
        assert all(sheet.row_dimensions[row].height > 14 for row in range(FIRST, FIRST + 3))
        assert sheet.page_setup.orientation == "landscape"
        fills = {sheet.cell(row, 2).fill.start_color.rgb for row in range(FIRST, FIRST + 3)}
        assert len(fills) == 3


def test_nothing_can_run_as_a_formula() -> None:
    found = review(
        replace(findings()[1], what=message("{name}", name=EVIL), line_id="@SUM(1)", where=(Origin("", "=1+1", "A1"),))
    )
    given = settle(found, Answers((Answer(found.findings[0].key, "=cmd|' /C calc'!A0", what=EVIL), Answer("0" * 10, "+1+1"))))
    book = load_workbook(BytesIO(workbook(found, given, lang="en")))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type != "f" for cell in texts)
    risky = [cell for cell in texts if cell.value[0] in "=+-@"]
    assert len(risky) == 5
    assert all(cell.quotePrefix for cell in risky)


def test_control_characters_and_long_texts_do_no_harm() -> None:
    found = review(replace(findings()[0], what=message("{name}", name="a\x00\x0b\ud800b" + "長" * 40_000)))
    (row,) = rows(opened(found).worksheets[0])
    assert str(row["What"]).startswith("a b長")
    assert len(str(row["What"])) == 32_000


def test_what_was_checked_stands_on_its_own_sheet() -> None:
    whole, cut = review(), replace(review(), skipped=("energy",))
    text = {str(a): str(b) for a, b, *_ in opened(whole).worksheets[1].iter_rows(values_only=True)}
    assert text["Mass balance"] == "1 error"
    assert text["Energy"] == "checked, nothing to note"
    assert text["Company and product code"] == "demo-steel plate"
    text = {str(a): str(b) for a, b, *_ in opened(cut).worksheets[1].iter_rows(values_only=True)}
    assert text["Energy"].startswith("not run")


def test_the_bytes_depend_on_the_review_alone() -> None:
    assert workbook(review(), settle(review()), lang="en") == workbook(review(), settle(review()), lang="en")


# ---- answers


def test_answers_come_back(tmp_path: Path) -> None:
    """Answered in Chinese, read in an English review: they stand with their findings, which move to the end."""
    write_review(review(), tmp_path, lang="zh-TW")
    answer(tmp_path / WORKBOOK, **{"4.2%": "下腳料賣給回收商，\n補上 50 公斤", "pallets": "=none"})
    written = write_review(review(), tmp_path, lang="en")
    assert [entry.finding.kind for entry in written.settled.open] == ["far"]
    assert [entry.answer for entry in written.settled.answered] == ["下腳料賣給回收商，\n補上 50 公斤", "=none"]
    assert written.review.answers == {findings()[0].key: "下腳料賣給回收商，\n補上 50 公斤", findings()[2].key: "=none"}
    found = rows(load_workbook(tmp_path / WORKBOOK).worksheets[0])
    assert [row["Severity"] for row in found] == ["Question", "Error", "Info"]
    assert found[1]["Answer of the company"] == "下腳料賣給回收商，\n補上 50 公斤"
    again = write_review(review(), tmp_path, lang="zh-TW")
    assert again.settled == written.settled


def test_a_workbook_without_answers_is_replaced(tmp_path: Path) -> None:
    write_review(review(), tmp_path, lang="en")
    assert read_answers(tmp_path / WORKBOOK).rows == ()
    assert len(write_review(review(), tmp_path, lang="zh-TW").settled.open) == 3


def test_a_finding_that_says_something_else_is_asked_again(tmp_path: Path) -> None:
    write_review(review(), tmp_path, lang="en")
    answer(tmp_path / WORKBOOK, **{"4.2%": "known"})
    changed = review(*findings(gap="38%"))
    for _ in range(2):
        written = write_review(changed, tmp_path, lang="en")
        assert [entry.earlier for entry in written.settled.open] == ["known", "", ""]
        assert written.settled.answered == ()
    assert rows(load_workbook(tmp_path / WORKBOOK).worksheets[0])[0]["Earlier answer"] == "known"
    answer(tmp_path / WORKBOOK, **{"38%": "a second line was forgotten"})
    (entry,) = write_review(changed, tmp_path, lang="en").settled.answered
    assert (entry.answer, entry.earlier) == ("a second line was forgotten", "known")


def test_answers_whose_finding_is_gone_are_kept(tmp_path: Path) -> None:
    write_review(review(), tmp_path, lang="en")
    answer(tmp_path / WORKBOOK, **{"4.2%": "mended", "travels": EVIL})
    mended = review(findings()[2])
    for _ in range(2):
        closed = write_review(mended, tmp_path, lang="en").settled.closed
        assert {(row.answer, row.severity) for row in closed} == {("mended", "Error"), (EVIL, "Question")}
    sheet = load_workbook(tmp_path / WORKBOOK)["closed findings"]
    assert next(row["What"] for row in rows(sheet)) == "4.2% of what goes in is missing"
    returned = write_review(review(), tmp_path, lang="en")
    assert {entry.answer for entry in returned.settled.answered} == {"mended", EVIL}
    assert returned.settled.closed == ()


def test_columns_may_be_moved_and_other_sheets_added(tmp_path: Path) -> None:
    key, source = findings()[0].key, Workbook()
    source.active.append(["some", "notes"])
    sheet = source.create_sheet("ours")
    sheet.append(["a heading above"])
    sheet.append(["識別碼", "備註", "公司回覆", "內容"])
    sheet.append([key.upper(), "x", "改好了", "4.2% of what goes in is missing"])
    sheet.append([None, "a row of theirs", "no key", None])
    sheet.append(["0123456789", None, 5.0, "number"])
    source.save(tmp_path / "answers.xlsx")
    found = read_answers(tmp_path / "answers.xlsx")
    assert [(row.key, row.answer) for row in found.rows] == [(key, "改好了"), ("0123456789", "5")]
    assert found.owner == ""
    written = write_review(review(), tmp_path / "out", lang="en", answers=tmp_path / "answers.xlsx")
    assert [entry.answer for entry in written.settled.answered] == ["改好了"]


def test_findings_of_one_key_are_told_apart_by_what_they_say() -> None:
    def twin(name: str) -> Finding:
        return Finding("outliers", "large", "question", message("{name} is large", name=name), message("x"), message("y"))

    found = review(twin("a"), twin("b"))
    assert found.findings[0].key == found.findings[1].key
    settled = settle(found, Answers((Answer(found.findings[0].key, "of a", what="a is large"),)))
    assert [(entry.finding.what.values["name"], entry.answer) for entry in settled.answered] == [("a", "of a")]
    assert [entry.finding.what.values["name"] for entry in settled.open] == ["b"]


def test_answers_of_another_company_are_refused(tmp_path: Path) -> None:
    """Line ids repeat from form to form: the answer of one company must never stand under the finding of another."""
    write_review(review(), tmp_path, lang="en")
    answer(tmp_path / WORKBOOK, **{"4.2%": "ours"})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(FormError, match="demo-steel plate"):
        write_review(review(code="other", product_code="thing"), tmp_path, lang="en")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert write_review(review(code="renamed"), tmp_path, lang="en").settled.answered


def test_a_form_that_cannot_be_read_loses_no_answer(tmp_path: Path) -> None:
    write_review(review(), tmp_path, lang="en")
    answer(tmp_path / WORKBOOK, **{"4.2%": "ours"})
    unread = Review(None, (findings()[2],), "form.xlsx")
    assert len(write_review(unread, tmp_path, lang="en").settled.closed) == 1
    assert read_answers(tmp_path / WORKBOOK).owner == "demo-steel plate"
    assert write_review(review(), tmp_path, lang="en").settled.answered[0].answer == "ours"


@pytest.mark.parametrize("content", [b"not a workbook", b""])
def test_a_damaged_workbook_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / WORKBOOK).write_bytes(content)
    with pytest.raises(FormError, match=WORKBOOK):
        write_review(review(), tmp_path, lang="en")
    assert (tmp_path / WORKBOOK).read_bytes() == content
    assert not (tmp_path / PAGE).exists()


def test_a_workbook_of_something_else_is_no_list_of_answers(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(FormError, match="no table of findings"):
        write_review(review(), None, lang="en", answers=tmp_path / "other.xlsx")


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        write_review(review(), tmp_path / "file", lang="en")
    with pytest.raises(OutputError):
        write_review(review(), tmp_path / "file" / "below", lang="en")


def test_every_form_has_a_folder_of_its_own() -> None:
    out = Path("out")
    assert folders((Path("a.xlsx"),), out) == (out,)
    places = folders((Path("x/form.xlsx"), Path("y/Form.csv"), Path("other.ods"), Path("x/form.xls")), out)
    assert [place.name for place in places] == ["x-form", "y-Form", "other", "x-form-2"]
    assert (
        folders((Path("x/form.xlsx"), Path("y/form.xlsx")), out)[0] == folders((Path("y/form.xlsx"), Path("x/form.xlsx")), out)[1]
    )
