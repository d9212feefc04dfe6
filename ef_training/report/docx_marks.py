"""The marks of Word that python-docx has no words for: fields, bookmarks, fonts, repeated rows, shading, alt texts."""

from __future__ import annotations

from typing import Any

LATIN, CHINESE = "Arial", "Microsoft JhengHei"
"""Fonts that Word has on Windows and macOS; another program takes its own, such as Noto Sans TC."""


def element(tag: str, /, **values: str) -> Any:
    """Return an element of WordprocessingML with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = OxmlElement(tag)
    for key, value in values.items():
        found.set(qn(f"w:{key}"), value)
    return found


def field(paragraph: Any, code: str, shown: str = "", *, dirty: bool = False) -> None:
    """Put a field into a paragraph: Word works it out anew, ``shown`` stands there until then."""
    marks = (("begin", None), (None, code), ("separate", None), (None, None), ("end", None))
    for kind, text in marks:
        run = paragraph.add_run()
        if kind:
            mark = element("w:fldChar", fldCharType=kind)
            if dirty and kind == "begin":
                mark.set(_name("w:dirty"), "true")
            run._r.append(mark)
        elif text:
            instruction = element("w:instrText")
            instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)
        else:
            run.text = shown


def bookmark(paragraph: Any, number: int, name: str) -> None:
    """Mark a paragraph so that the table of contents can point to it."""
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def link(paragraph: Any, anchor: str, text: str) -> None:
    """Put a link to a bookmark into a paragraph, with the page it stands on behind a tab."""
    found = element("w:hyperlink", anchor=anchor, history="1")
    before = len(paragraph._p)
    paragraph.add_run(text)
    paragraph.add_run("\t")
    field(paragraph, f"PAGEREF {anchor} \\h", " ", dirty=True)
    for run in list(paragraph._p)[before:]:
        found.append(run)
    paragraph._p.append(found)


def fonts(style: Any, *, size: float | None = None, colour: str | None = None, bold: bool | None = None) -> None:
    """Set the Latin and the Chinese font of a style; those of the theme would win over them."""
    from docx.shared import Pt, RGBColor

    style.font.name = LATIN
    properties = style.element.get_or_add_rPr()
    found = properties.get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        found.attrib.pop(_name(f"w:{key}"), None)
    for key, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", CHINESE)):
        found.set(_name(f"w:{key}"), name)
    if size:
        style.font.size = Pt(size)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    if bold is not None:
        style.font.bold = bold
        style.font.italic = False


def shade(properties: Any, colour: str) -> None:
    """Give a cell or a paragraph a ground."""
    properties.append(element("w:shd", val="clear", color="auto", fill=colour))


def heading_row(row: Any) -> None:
    """Repeat a row at the top of each page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def whole_row(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))


def described(picture: Any, text: str, name: str) -> None:
    """Give a picture its alt text."""
    properties = picture._inline.docPr
    properties.set("descr", text)
    properties.set("name", name)
    properties.set("title", "")


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))
