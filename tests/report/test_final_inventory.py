"""The final inventory to be signed: what it says, and that its hash tells a changed copy from a signed one."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from priced_run import MADE, priced

from ef_training.assessment.run_folder import RunFolder
from ef_training.errors import FormError
from ef_training.report.final_inventory import check_inventory, final_inventory, write_inventory
from ef_training.report.final_inventory.seal import content_hash

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl keeps no bars in cells


@pytest.fixture(scope="module")
def firm(run: RunFolder) -> RunFolder:
    return priced(run)


@pytest.fixture(scope="module")
def content(firm: RunFolder) -> bytes:
    return final_inventory(firm, lang="en")


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


@pytest.fixture
def copy(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "final-inventory.xlsx"
    path.write_bytes(content)
    return path


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """Return the rows of the live table of a sheet by its heads."""
    (found,) = sheet.tables.values()
    left, top, right, bottom = range_boundaries(found.ref)
    heads, *rows = sheet.iter_rows(top, bottom, left, right, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def words(sheet: Any) -> set[str]:
    return {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_the_sheets_hold_all_that_is_signed_for(book: Workbook) -> None:
    assert book.sheetnames == [
        *("cover", "lines", "factors", "datasets and flows", "transport", "outputs", "allocation", "process flow", "cut-off"),
        *("limits of cut-off", "assumptions and findings", "sources"),
    ]
    for sheet in book.worksheets:
        head = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 6))
        for part in ("自行車鋁合金花鼓 36H", "per 1 piece", "not for disclosure, labels or tenders"):
            assert part in head, sheet.title
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_cover_tells_what_and_which_version(book: Workbook, firm: RunFolder) -> None:
    said = " ".join(words(book["cover"]))
    record = firm.run
    for part in (
        "示範輪組股份有限公司",
        "台中市示範工業區",
        "cradle to grave",
        "2023-01-01 to 2023-12-31",
        record["run"],
        record["created"],
    ):
        assert part in said
    assert record["form"]["sha256"] in said
    assert "120,000 declared units" in said
    assert {"Company: filled in by", "ITRI: reviewed by", "Signature or seal", "Date"} <= words(book["cover"])


def test_lines_stand_as_written_of_the_product_and_per_unit(book: Workbook, firm: RunFolder) -> None:
    rows = rows_of(book["lines"])
    assert len(rows) == len(firm.inventory)
    for row, line in zip(rows, firm.inventory.to_dict("records"), strict=True):
        assert row["Line no."] == line["line_id"]
        assert row["Amount as written"] == pytest.approx(line["amount"], rel=1e-15)
        assert row["Of the product in the period"] == pytest.approx(row["Per declared unit"] * MADE, rel=1e-14)
        assert row["Origin"] == line["origin"]
        assert (row["Allocated share"] == "—") == (line["level"] != "plant")


def test_factors_multiply_to_the_footprint(book: Workbook, firm: RunFolder) -> None:
    rows = rows_of(book["factors"])
    counted = [row for row in rows if row["Kind"] != "left out"]
    for row in counted:
        score = row["Amount per declared unit"] * row["Factor, kg CO₂e per unit"]
        assert row["kg CO₂e per declared unit"] == pytest.approx(score, rel=1e-12)
    results = firm.results[(firm.results["view"] == "cfp") & (firm.results["target_kind"] != "scaling")]
    assert sum(row["kg CO₂e per declared unit"] for row in counted) == pytest.approx(results["value"].sum(), rel=1e-9)
    refrigerant = next(row for row in rows if row["Line no."] == "R01")
    assert (refrigerant["Kind"], refrigerant["Factor id"], refrigerant["GWP set"]) == ("GWP table", "R-410A@AR6", "AR6")
    assert refrigerant["Year of the data"] == "not stated"


def test_what_is_left_out_has_no_value_and_says_why(book: Workbook) -> None:
    out = [row for row in rows_of(book["factors"]) if row["Kind"] == "left out"]
    assert out
    for row in out:
        assert {row[head] for head in ("Factor, kg CO₂e per unit", "Amount per declared unit", "Multiplier", "Factor")} == {"—"}
        assert row["Reason"] not in ("—", None)
    assert any("標籤貼紙" in str(row) for row in rows_of(book["cut-off"]))


def test_a_folder_of_an_older_version_has_no_values_of_factors(run: RunFolder) -> None:
    """Score divided by amount would give a number, but no source for it."""
    old = replace(run, targets=run.targets.assign(factor_value=float("nan"), factor_source=""))
    rows = rows_of(load_workbook(BytesIO(final_inventory(old, lang="en")))["factors"])
    assert {row["Factor, kg CO₂e per unit"] for row in rows} == {"—"} == {row["kg CO₂e per declared unit"] for row in rows}


def test_an_unchanged_copy_is_whole(copy: Path) -> None:
    seal = check_inventory(copy)
    assert seal.whole
    assert len(seal.printed) == 64


def test_the_foot_of_every_page_repeats_the_hash(book: Workbook, copy: Path) -> None:
    start = check_inventory(copy).printed[:16]
    assert all(start in str(sheet.oddFooter.left.text) for sheet in book.worksheets)


def signature_cell(sheet: Any) -> Any:
    row = next(cell.row for cell in sheet["A"] if cell.value == "Company: approved by")
    return sheet.cell(row, 2)


def test_signing_does_not_break_the_seal(copy: Path) -> None:
    book = load_workbook(copy)
    cell = signature_cell(book["cover"])
    cell.value = "王小明"
    cell.offset(0, 2).value = "2024-05-06"
    book.save(copy)
    assert check_inventory(copy).whole


def change_number(book: Workbook) -> None:
    cell = next(cell for row in book["factors"].iter_rows() for cell in row if isinstance(cell.value, float))
    cell.value *= 1.0001


def change_fact(book: Workbook) -> None:
    cell = next(
        cell
        for row in book["cover"].iter_rows(max_col=2)
        for cell in row
        if cell.value == "示範輪組股份有限公司 · made-up example"
    )
    cell.value = "示範輪組股份有限公司"


def change_head(book: Workbook) -> None:
    book["lines"]["A1"] = "another product"


def change_formula(book: Workbook) -> None:
    cell = next(cell for row in book["lines"].iter_rows() for cell in row if isinstance(cell.value, float))
    cell.value = "=1+1"


def swap_sheets(book: Workbook) -> None:
    book.move_sheet("factors", 1)


def drop_sheet(book: Workbook) -> None:
    del book["sources"]


def rename_sheet(book: Workbook) -> None:
    book["transport"].title = "moves"


def add_row(book: Workbook) -> None:
    book["lines"].append(["M99", "forgotten"])


def change_signer(book: Workbook) -> None:
    signature_cell(book["cover"]).offset(0, -1).value = "nobody"


CHANGES = (change_number, change_fact, change_head, change_formula, swap_sheets, drop_sheet, rename_sheet, add_row, change_signer)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_is_told(change: Any, copy: Path) -> None:
    book = load_workbook(copy)
    change(book)
    book.save(copy)
    assert not check_inventory(copy).whole


def test_a_workbook_without_a_hash_is_refused() -> None:
    path = Path(str(resources.files("ef_training.importers") / "moenv-platform" / "sample.xlsx"))
    with pytest.raises(FormError, match="no hash"):
        check_inventory(path)


CELL = st.tuples(st.integers(0, 9), st.integers(1, 9), st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9))


@given(st.lists(CELL, max_size=9, unique_by=lambda cell: cell[:2]), st.randoms())
def test_the_hash_depends_on_what_stands_where_alone(cells: list[tuple[int, int, Any]], random: Any) -> None:
    mixed = list(cells)
    random.shuffle(mixed)
    stored = [(r, c, float(f"{v:.17G}") if isinstance(v, float) else f" {v} ") for r, c, v in mixed]
    assert content_hash({"a": [], "b": cells}) == content_hash({"a": [], "b": stored})
    moved = [(row + 1, column, value) for row, column, value in cells]
    if any(str(value).strip() for *_, value in cells):
        assert content_hash({"a": [], "b": cells}) != content_hash({"a": [], "b": moved})


def test_in_chinese_too_and_the_bytes_are_stable(firm: RunFolder, tmp_path: Path) -> None:
    content = final_inventory(firm, lang="zh-TW")
    assert content == final_inventory(firm, lang="zh-TW")
    path = tmp_path / "清冊.xlsx"
    path.write_bytes(content)
    assert check_inventory(path).whole


def test_both_workbooks_are_written_from_the_folder_alone(firm: RunFolder, tmp_path: Path) -> None:
    firm.write(tmp_path / "run")
    paths = write_inventory(tmp_path / "run", lang="en", out=tmp_path / "out")
    assert [path.name for path in paths] == ["final-inventory.xlsx", "moenv-summary.xlsx"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in paths}
    assert check_inventory(paths[0]).whole
