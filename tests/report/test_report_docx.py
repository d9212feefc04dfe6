"""The Word file, read back with python-docx and opened by LibreOffice."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as read
from docx.oxml.ns import qn
from docx.shared import Cm

from ef_training.hotspots.outcome import Outcome
from ef_training.report.document import Chart, Document, Items, Ledger, Paragraph, Section
from ef_training.report.docx import word
from ef_training.report.docx_layout import LANDSCAPE, PORTRAIT, layout
from ef_training.report.outline import outline
from ef_training.report.tables import table


def png(width: int, height: int) -> bytes:
    """Return a white picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURES = {"pareto": png(80, 60), "tree-climate-change": png(20, 90)}


@pytest.fixture(scope="module")
def document(full: Outcome) -> Document:
    return outline(full, lang="zh-TW")


@pytest.fixture(scope="module")
def content(document: Document) -> bytes:
    return word(document, pictures=PICTURES)


@pytest.fixture(scope="module")
def book(content: bytes):
    return read(BytesIO(content))


def every(sections: tuple[Section, ...], level: int = 1) -> list[tuple[int, Section]]:
    return [found for section in sections for found in ((level, section), *every(section.sections, level + 1))]


def paper(document: Document) -> list[Ledger]:
    """Return the tables that stand on paper."""
    return [block for _, section in every(document.sections) for block in section.blocks if isinstance(block, Ledger)]


def test_the_headings_are_those_of_the_document(document: Document, book) -> None:
    found = [(p.style.name, p.text) for p in book.paragraphs if p.style.name.startswith("Heading")]
    expected = [(f"Heading {level}", section.title) for level, section in every(document.sections)]
    assert [heading for heading in found if heading[1] != "目錄"] == expected
    assert book.paragraphs[0].style.name == "Title"
    assert book.paragraphs[0].text == document.title


def test_the_table_of_contents_is_a_field_that_names_every_heading_of_two_levels(
    document: Document, content: bytes, book
) -> None:
    body = book.element.body.xml
    assert len(re.findall(r"TOC \\o", body)) == 1
    links = list(book.element.body.iter(qn("w:hyperlink")))
    texts = ["".join(text.text or "" for text in link.iter(qn("w:t"))).strip() for link in links]
    assert texts == [section.title for level, section in every(document.sections) if level <= 2]
    marks = {element.get(qn("w:name")) for element in book.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} <= marks
    begins = list(book.element.body.iter(qn("w:fldChar")))
    kinds = [element.get(qn("w:fldCharType")) for element in begins]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_every_table_repeats_its_header_has_a_caption_and_fits_its_page(document: Document, book) -> None:
    ledgers = paper(document)
    assert len(book.tables) == len(ledgers)
    captions = [p.text for p in book.paragraphs if p.style.name == "Caption" and p.text.startswith("表")]
    assert len(captions) == len(ledgers)
    for number, (grid, ledger, caption) in enumerate(zip(book.tables, ledgers, captions, strict=True), start=1):
        assert caption == f"表 {number}　{ledger.table.caption}"
        first = grid._tbl.tr_lst[0]
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in grid._tbl.tr_lst[1:])
        assert len(grid._tbl.tr_lst) == len(ledger.table.rows) + 1
        found = layout(ledger.table, wide=ledger.wide)
        widths = [int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) / 1440 * 2.54 for cell in first.tc_lst]
        assert sum(widths) <= (LANDSCAPE if found.landscape else PORTRAIT) + 0.05


def test_numbers_stand_right_and_shares_as_percentages(document: Document, book) -> None:
    place = [ledger.name for ledger in paper(document)].index("indicators")
    ledger, grid = paper(document)[place], book.tables[place]
    kinds = [column.kind for column in ledger.table.columns]
    for row, cells in zip(grid._tbl.tr_lst[1:], ledger.table.rows, strict=True):
        for kind, cell in zip(kinds, row.tc_lst, strict=True):
            right = cell.p_lst[0].pPr.jc.val.name == "RIGHT" if hasattr(cell.p_lst[0].pPr.jc.val, "name") else False
            assert right is (kind in ("value", "share"))
        share = "".join(t.text for t in row.tc_lst[3].iter(qn("w:t")))
        assert share == f"{cells[3] * 100:.1f}%" or (share == "<0.1%" and cells[3] < 0.0005)


def test_pages_are_a4_turned_where_a_table_needs_it_with_page_numbers(document: Document, book) -> None:
    sizes = {(round(s.page_width / Cm(1), 1), round(s.page_height / Cm(1), 1)) for s in book.sections}
    assert sizes == {(21.0, 29.7), (29.7, 21.0)}
    assert any(layout(ledger.table, wide=ledger.wide).landscape for ledger in paper(document))
    footer = book.sections[0].footer._element.xml
    assert "NUMPAGES" in footer
    assert re.search(r"> PAGE <", footer)
    assert document.warning in book.sections[0].footer.paragraphs[0].text


def test_pictures_have_words_and_are_no_larger_than_the_page(document: Document, book) -> None:
    shapes = book.inline_shapes
    alts = {b.name: b.alt for _, s in every(document.sections) for b in s.blocks if isinstance(b, Chart) and b.name in PICTURES}
    assert {shape._inline.docPr.get("name"): shape._inline.docPr.get("descr") for shape in shapes} == alts
    for shape in shapes:
        assert shape.width <= Cm(LANDSCAPE)
        assert shape.height <= Cm(20)
        wide, high = (80, 60) if shape._inline.docPr.get("name") == "pareto" else (20, 90)
        assert shape.width / shape.height == pytest.approx(wide / high, rel=0.01)


def test_both_scripts_have_their_font(book) -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption"):
        fonts = book.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft JhengHei"
        assert fonts.get(qn("w:ascii")) == "Arial"
        assert not [key for key in fonts.attrib if key.endswith("Theme")]


def test_every_sentence_of_the_document_stands_in_it(document: Document, book) -> None:
    texts = {paragraph.text for paragraph in book.paragraphs}
    for _, section in every(document.sections):
        for block in section.blocks:
            assert (block.text in texts) if isinstance(block, Paragraph) else True
            assert set(block.texts) <= texts if isinstance(block, Items) else True


def test_the_same_document_gives_the_same_bytes(document: Document, content: bytes) -> None:
    assert word(document, pictures=PICTURES) == content


def test_what_looks_like_markup_is_text_and_control_characters_vanish() -> None:
    found = table("T", [("<w:p>", "name"), ("n", "amount")], [("a & b </w:t>\x0b", 1.5), ("=1+1", None)])
    document = Document("en", "T", "about", (), "", (Section("s", "S", (Ledger("t", found, "t"), Paragraph("<b>&"))),))
    book = read(BytesIO(word(document, pictures={})))
    assert [[cell.text for cell in row.cells] for row in book.tables[0].rows] == [
        ["<w:p>", "n"],
        ["a & b </w:t>", "1.5"],
        ["=1+1", "—"],
    ]
    assert "<b>&" in [paragraph.text for paragraph in book.paragraphs]


def test_a_table_as_wide_as_it_may_be_still_fits() -> None:
    columns = [(f"Column number {place}", "value") for place in range(22)]
    found = layout(table("T", columns, [tuple(1.23e-7 for _ in columns)]), wide=True)
    assert found.landscape
    assert sum(found.widths) <= LANDSCAPE + 0.01


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_prints_its_chinese(document: Document, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"], capture_output=True, check=True, text=True
    ).stdout
    for _, section in every(document.sections):
        assert section.title.replace(" ", "") in re.sub(r"\s", "", text)
    first = text.split("\f")[0]
    assert re.sub(r"\s", "", document.warning) in re.sub(r"\s", "", first)
