"""The report as a Word file, which its readers go on editing: real headings, captions, a table of contents, tables of the page's
width.

A wide table stands on a page of its own on its side where it does not fit upright. The same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..messages import translate
from ..text import own_half
from . import docx_marks as marks
from .document import Chart, Items, Ledger, Paragraph
from .docx_layout import LANDSCAPE, PORTRAIT, RIGHT, Layout, layout, written

if TYPE_CHECKING:
    from .document import Block, Document, Section

INK, QUIET, ALERT, HEAD, LINE = "1F2933", "4D4D4D", "8A1F11", "E4EBF2", "9AA5B1"
LEVELS = 2
"""Headings of so many levels stand in the table of contents."""
HEIGHT, LOW = 19.5, 13.5
"""A picture is no higher than that on a page upright and on its side, cm."""
MADE = datetime(2000, 1, 1)


def word(document: Document, *, pictures: Mapping[str, bytes], made: datetime | None = None) -> bytes:
    """Return the Word file.

    Parameters
    ----------
    document : Document
        What `outline.outline` made.
    pictures : mapping of str to bytes
        Charts by name, as PNG; a chart that is not there is left out.
    made : datetime, optional
        The time that stands in the file's properties: that of the run, so that the bytes depend on it alone.
    """
    return _Writer(document, pictures, made or MADE).write()


class _Writer:
    """Writes one document; ``page`` is the width of the page at this place."""

    def __init__(self, document: Document, pictures: Mapping[str, bytes], made: datetime):
        from docx import Document as New

        self.document, self.pictures, self.lang, self.made = document, pictures, document.lang, made
        self.book = New()
        self.tables = self.figures = self.anchors = 0
        self.landscape = False
        self.style_ids: dict[str, str] = {}
        self.layouts: dict[str, Layout] = {}
        self.label = "Table" if not self.lang.startswith("zh") else "表"
        self.figure = "Figure" if not self.lang.startswith("zh") else "圖"

    def write(self) -> bytes:
        """Write all and return the bytes."""
        document = self.document
        self._styles()
        self._page(self.book.sections[0], landscape=False)
        self._frame()
        self._head()
        first, *others = document.sections
        self._section(first, 1)
        self._contents(first, others)
        for section in others:
            self._section(section, 1)
        self._turn(landscape=False)
        return self._bytes()

    def _new(self, style: str = "Normal", text: str = "") -> Any:
        """Add a paragraph; the style is looked up once, which python-docx does for each anew."""
        paragraph = self.book.add_paragraph()
        if style != "Normal":
            if style not in self.style_ids:
                self.style_ids[style] = self.book.styles[style].style_id
            paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = self.style_ids[style]
        if text:
            paragraph.add_run(text)
        return paragraph

    def _layout(self, ledger: Ledger) -> Layout:
        if ledger.name not in self.layouts:
            self.layouts[ledger.name] = layout(ledger.table, wide=ledger.wide)
        return self.layouts[ledger.name]

    def _styles(self) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Cm, Pt

        styles = self.book.styles
        for name, size, colour, bold in (
            *(("Normal", 9, INK, None), ("Title", 16, INK, True), ("Heading 1", 15, "1B4F72", True)),
            *(("Heading 2", 12, "1B4F72", True), ("Heading 3", 10.5, INK, True), ("Caption", 9, INK, True)),
            *(("List Bullet", 9, INK, None), ("Header", 7, QUIET, None), ("Footer", 7, QUIET, None)),
        ):
            marks.fonts(styles[name], size=size, colour=colour, bold=bold)
        for name, before, after in (("Heading 1", 14, 5), ("Heading 2", 10, 4), ("Caption", 7, 2), ("Normal", 0, 4)):
            styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(after)
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["List Bullet"].paragraph_format.space_after = Pt(2)
        for level in range(1, LEVELS + 1):
            style = styles.add_style(f"toc {level}", 1)
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
            style.paragraph_format.tab_stops.add_tab_stop(Cm(PORTRAIT), WD_TAB_ALIGNMENT.RIGHT)
            style.paragraph_format.space_after = Pt(2)
        for name, size, colour in (("Note", 7.5, QUIET), ("Lead", 11, INK), ("Alert", 9, ALERT)):
            style = styles.add_style(name, 1)
            style.base_style = styles["Normal"]
            marks.fonts(style, size=size, colour=colour, bold=True if name != "Note" else None)
        marks.shade(styles["Alert"].element.get_or_add_pPr(), "FBEAE7")

    def _page(self, section: Any, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm

        long, short = Cm(29.7), Cm(21.0)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin = section.bottom_margin = Cm(1.7)
        section.header_distance = section.footer_distance = Cm(0.9)

    def _turn(self, *, landscape: bool) -> None:
        """Begin a page that lies or stands, where the present one does not."""
        from docx.enum.section import WD_SECTION

        if landscape != self.landscape:
            self._page(self.book.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)
            self.landscape = landscape

    def _frame(self) -> None:
        """Write header and footer: what this is about, the disclaimer, the number of the page."""
        section = self.book.sections[0]
        section.header.paragraphs[0].text = self.document.about
        footer = section.footer.paragraphs[0]
        if self.document.warning:
            footer.add_run(f"{self.document.warning}    ")
        marks.field(footer, "PAGE", "1")
        footer.add_run(" / ")
        marks.field(footer, "NUMPAGES", "1")

    def _head(self) -> None:
        from docx.shared import Cm, Pt

        self._new("Title", self.document.title).paragraph_format.space_after = Pt(6)
        for term, text in self.document.facts:
            line = self.book.add_paragraph()
            line.paragraph_format.space_after = Pt(1)
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(3.6), Cm(-3.6)
            line.paragraph_format.tab_stops.add_tab_stop(Cm(3.6))
            line.add_run(term).bold = True
            line.add_run(f"\t{text}")
        if self.document.warning:
            self._new("Alert", self.document.warning)

    def _contents(self, first: Section, others: list[Section]) -> None:
        """Write the table of contents: a field that Word fills anew, holding all headings with links."""
        heading = self._new("Heading 1", translate("Contents", self.lang))
        heading.paragraph_format.page_break_before = True
        listed = [(0, first), *((0, section) for section in others)]
        flat = [entry for level, section in listed for entry in [(level, section), *((1, part) for part in section.sections)]]
        for position, (level, section) in enumerate(flat):
            paragraph = self._new(f"toc {level + 1}")
            if position == 0:
                self._open_field(paragraph, f'TOC \\o "1-{LEVELS}" \\h \\z \\u')
            marks.link(paragraph, _anchor(section.id), section.title)
            if position == len(flat) - 1:
                paragraph.add_run()._r.append(marks.element("w:fldChar", fldCharType="end"))

    def _open_field(self, paragraph: Any, code: str) -> None:
        paragraph.add_run()._r.append(marks.element("w:fldChar", fldCharType="begin", dirty="true"))
        instruction = marks.element("w:instrText")
        instruction.text = code
        paragraph.add_run()._r.append(instruction)
        paragraph.add_run()._r.append(marks.element("w:fldChar", fldCharType="separate"))

    def _section(self, section: Section, level: int) -> None:
        """Write a section; its heading goes with what comes first in it, onto a turned page too."""
        self._turn(landscape=self._first_turned(section))
        heading = self._new(f"Heading {min(level, 3)}", section.title)
        self.anchors += 1
        marks.bookmark(heading, self.anchors, _anchor(section.id))
        for block in section.blocks:
            self._block(block)
        for part in section.sections:
            self._section(part, level + 1)

    def _first_turned(self, section: Section) -> bool:
        """Say whether the first table or text below a heading wants a turned page."""
        for block in section.all_blocks():
            if isinstance(block, Ledger):
                return self._layout(block).landscape
            if isinstance(block, (Paragraph, Items)) and not self._short(section, block):
                return False
            if isinstance(block, Chart) and block.name in self.pictures:
                return False
        return False

    def _short(self, section: Section, block: Paragraph | Items) -> bool:
        """Say whether a text is no more than an introduction to the table that follows it."""
        return isinstance(block, Paragraph) and block is next(iter(section.all_blocks()), None)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Items):
            for text in block.texts:
                self._new("List Bullet", text)
        elif isinstance(block, Chart):
            if block.name in self.pictures:
                self._picture(block)
        elif block.table.rows:
            self._table(block)

    def _paragraph(self, block: Paragraph) -> None:
        style = {"note": "Note", "lead": "Lead", "alert": "Alert"}.get(block.kind, "Normal")
        found = self._new(style)
        run = found.add_run(block.text)
        if block.kind == "label":
            run.bold, found.paragraph_format.keep_with_next = True, True

    def _caption(self, kind: str, number: int, text: str) -> Any:
        caption = self._new("Caption")
        caption.add_run(f"{kind} ")
        marks.field(caption, f"SEQ {kind} \\* ARABIC", str(number))
        caption.add_run(f"　{text}" if self.lang.startswith("zh") else f"  {text}")
        return caption

    def _picture(self, chart: Chart) -> None:
        from docx.shared import Cm

        content = self.pictures[chart.name]
        wide, high = _pixels(content)
        width = min(LANDSCAPE if self.landscape else PORTRAIT, (LOW if self.landscape else HEIGHT) * wide / high)
        self.figures += 1
        paragraph = self.book.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        marks.described(paragraph.add_run().add_picture(BytesIO(content), width=Cm(width)), chart.alt, chart.name)
        caption = self._caption(self.figure, self.figures, chart.alt)
        caption.paragraph_format.keep_with_next = False

    def _table(self, ledger: Ledger) -> None:
        from docx.shared import Cm, Pt

        table, found = ledger.table, self._layout(ledger)
        self._turn(landscape=found.landscape)
        self.tables += 1
        self._caption(self.label, self.tables, table.caption)
        grid = self.book.add_table(rows=0, cols=len(table.columns))
        grid.autofit = False
        grid.style = "Table Grid"
        _borders(grid)
        for column, width in zip(grid.columns, found.widths, strict=True):
            column.width = Cm(width)
        yes = translate("yes", self.lang)
        rows = [[column.title for column in table.columns]]
        rows += [[written(column, value, yes) for column, value in zip(table.columns, row, strict=True)] for row in table.rows]
        _fill(grid, table, rows, found, self.lang)
        last = self._new("Note")
        last.add_run(table.note)
        if not table.note:
            last.paragraph_format.space_after = Pt(2)

    def _bytes(self) -> bytes:
        properties = self.book.core_properties
        properties.title, properties.author, properties.comments = self.document.title, "ef-training", self.document.warning
        properties.subject, properties.language = self.document.about, self.lang
        properties.created = properties.modified = self.made.replace(tzinfo=None)
        properties.last_modified_by, properties.revision = "ef-training", 1
        stream = BytesIO()
        self.book.save(stream)
        return _without_times(stream.getvalue())


def _fill(grid: Any, table: Any, rows: list[list[str]], found: Layout, lang: str) -> None:
    """Write the rows of a table as XML, much faster than cell by cell through python-docx."""
    from docx.oxml import parse_xml

    aligned = ["right" if column.kind in RIGHT else "center" if column.kind == "mark" else "left" for column in table.columns]
    widths = [round(width / 2.54 * 1440) for width in found.widths]
    for number, cells in enumerate(rows):
        head = number == 0
        parts = [
            _cell(own_half(text, lang), width, place, found.size, head=head)
            for text, width, place in zip(cells, widths, aligned, strict=True)
        ]
        mark = '<w:cantSplit w:val="true"/>' + ('<w:tblHeader w:val="true"/>' if head else "")
        grid._tbl.append(parse_xml(f"<w:tr {_SPACE}><w:trPr>{mark}</w:trPr>{''.join(parts)}</w:tr>"))


_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _cell(text: str, width: int, place: str, size: float, *, head: bool) -> str:
    from xml.sax.saxutils import escape

    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{HEAD}"/>' if head else ""
    strong = "<w:b/>" if head else ""
    clean = escape("".join(character for character in text if character >= " " or character == "\t"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}</w:tcPr><w:p><w:pPr><w:spacing w:before="10" w:after="10"/>'
        f'<w:jc w:val="{place}"/></w:pPr><w:r><w:rPr>{strong}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        f'</w:rPr><w:t xml:space="preserve">{clean}</w:t></w:r></w:p></w:tc>'
    )


def _borders(grid: Any) -> None:
    """Give a table thin lines between its rows and narrow margins in its cells."""
    properties = grid._tbl.tblPr
    lines = marks.element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(marks.element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    for side in ("left", "right", "insideV"):
        lines.append(marks.element(f"w:{side}", val="nil"))
    margins = marks.element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(marks.element(f"w:{side}", w="55", type="dxa"))
    properties.append(lines)
    properties.append(margins)


def _anchor(name: str) -> str:
    """Return the name of a bookmark: letters, digits and underlines, at most forty."""
    return f"_{''.join(letter if letter.isalnum() else '_' for letter in name)}"[:40]


def _pixels(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG from its header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _without_times(content: bytes) -> bytes:
    """Return an archive whose entries all bear the same time."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    stream = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stream.getvalue()
