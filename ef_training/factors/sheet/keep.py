"""Opening a form with openpyxl and saving it again so that as much as can be stays as it is.

openpyxl keeps cells, formulas, formats, merged cells, widths, validations and print setup. What it would drop and a form needs is
put back: the stored results of formulas (without them nobody can read a copy before a spreadsheet program has calculated it), and
drop-down lists that Excel stores as an extension since they refer to another sheet. What is lost all the same is named.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

from ...errors import FormError, Problem
from ...messages import Message, message, msg

Stored = Mapping[str, tuple[str, str]]
"""Results of formulas by cell: type ("str", "n", …) and value, as the file stores them."""

LOST = {
    "xl/vbaproject.bin": msg("macros"),
    "xl/ctrlprops/": msg("form controls (buttons, check boxes)"),
    "xl/activex/": msg("form controls (buttons, check boxes)"),
    "xl/embeddings/": msg("embedded documents"),
    "xl/slicers/": msg("slicers"),
    "xl/threadedcomments/": msg("the threads of comments"),
    "xl/diagrams/": msg("diagrams (SmartArt)"),
    "xl/richdata/": msg("linked data types and pictures in cells"),
}
"""What openpyxl leaves out, by the folder in which it is stored."""
SHAPES = msg("shapes and text boxes")
PICTURES = msg("pictures of a kind that cannot be kept")
CHARTS = msg("details of charts")
CONDITIONS = msg("conditional formats and sparklines of newer versions of Excel")
_KEPT_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff"))
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: [a-z]+="[^"]*")*)>(<f(?:/>| [^>]*/>|[^>]*>.*?</f>))<v ?(?:/>|></v>)</c>', re.S)
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|grpSp|cxnSp)[ >]")


@dataclass(frozen=True)
class Kept:
    """A workbook as openpyxl read it, with what has to be put back when it is saved: results of formulas by sheet."""

    workbook: Any
    stored: Mapping[str, Stored]
    lost: tuple[Message, ...]


def open_kept(name: str, content: bytes) -> Kept:
    """Open a workbook (.xlsx, .xlsm) to be saved again.

    Raises
    ------
    FormError
        openpyxl cannot read it.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), rich_text=True)
        stored: dict[str, Stored] = {}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for title, part in _parts(archive):
                if title in workbook.sheetnames:
                    stored[title], lists = _look_into(archive.read(part))
                    _put_back(workbook[title], lists)
            lost = tuple(message(text) for text in _lost(archive))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise FormError(Problem(message("the workbook cannot be copied as it stands: {reason}", reason=reason), name)) from error
    return Kept(workbook, stored, lost)


def save_kept(kept: Kept) -> bytes:
    """Return the workbook as a file, with the stored results of its formulas put back."""
    stream = io.BytesIO()
    for cell in (cell for sheet in kept.workbook.worksheets for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, float) and float(f"{cell.value:.16g}") != cell.value:
            cell._value = repr(cell.value)  # openpyxl writes 16 digits; a number of 17 would come back as another one
    kept.workbook.save(stream)
    if not any(kept.stored.values()):
        return stream.getvalue()
    result = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {part: kept.stored.get(title, {}) for title, part in _parts(source)}
        for entry in source.infolist():
            part = source.read(entry)
            if parts.get(entry.filename):
                part = _with_results(part.decode("utf-8"), parts[entry.filename]).encode("utf-8")
            target.writestr(entry.filename, part)
    return result.getvalue()


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield title and part of each sheet."""
    relations = {
        relation.get("Id"): str(relation.get("Target", ""))
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    names = set(archive.namelist())
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(sheet) != "sheet":
            continue
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = relations.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield sheet.get("name", ""), part


def _look_into(content: bytes) -> tuple[Stored, list[dict[str, str]]]:
    """Return the stored results of the formulas of a sheet, and the validations that are stored as an extension."""
    stored: dict[str, tuple[str, str]] = {}
    lists: list[dict[str, str]] = []
    for _, element in ElementTree.iterparse(io.BytesIO(content)):
        tag = _tag(element)
        if tag == "c":
            parts = {_tag(child): child for child in element}
            if "f" in parts and "v" in parts and parts["v"].text is not None and element.get("t") != "s":
                stored[element.get("r", "")] = element.get("t", "n"), parts["v"].text
            element.clear()
        elif tag == "dataValidation" and any(_tag(child) == "sqref" for child in element):
            found = dict(element.attrib)
            for child in element:
                found[_tag(child)] = "".join(child.itertext()).strip()
            lists.append(found)
    return stored, lists


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _put_back(sheet: Any, lists: list[dict[str, str]]) -> None:
    """Add validations that Excel stored as an extension as ordinary ones."""
    from openpyxl.worksheet.datavalidation import DataValidation

    flags = ("allowBlank", "showErrorMessage", "showInputMessage")
    texts = ("errorTitle", "error", "promptTitle", "prompt", "errorStyle", "operator", "imeMode")
    for found in lists:
        rule = DataValidation(
            type=found.get("type"),
            formula1=found.get("formula1"),
            formula2=found.get("formula2"),
            **{name: found.get(name) in ("1", "true") for name in flags},
            **{name: found[name] for name in texts if name in found},
        )
        rule.hide_drop_down = found.get("showDropDown") in ("1", "true")
        for cells in found["sqref"].split():
            rule.add(cells)
        sheet.add_data_validation(rule)


def _lost(archive: zipfile.ZipFile) -> list[str]:
    """Return what the workbook holds and openpyxl does not keep."""
    found: list[str] = []
    for part in archive.namelist():
        folded = part.casefold()
        found += [text for start, text in LOST.items() if folded.startswith(start)]
        if folded.startswith("xl/media/") and PurePosixPath(folded).suffix not in _KEPT_PICTURES:
            found.append(PICTURES)
        elif folded.startswith("xl/charts/chart"):
            found.append(CHARTS)
        elif folded.startswith("xl/drawings/drawing") and _SHAPE.search(archive.read(part)):
            found.append(SHAPES)
        elif folded.startswith("xl/worksheets/sheet") and b"extLst" in (content := archive.read(part)):
            extension = content[content.rfind(b"<extLst") :]
            if b":conditionalFormatting" in extension or b":sparklineGroup" in extension:
                found.append(CONDITIONS)
    return list(dict.fromkeys(found))


def _with_results(part: str, stored: Stored) -> str:
    """Return a sheet with the stored results of its formulas."""

    def put(match: re.Match[str]) -> str:
        cell, attributes, formula = match.groups()
        if cell not in stored:
            return match.group()
        kind, value = stored[cell]
        attributes = re.sub(r' t="[^"]*"', "", attributes) + ("" if kind == "n" else f' t="{kind}"')
        text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f'<c r="{cell}"{attributes}>{formula}<v>{text}</v></c>'

    return _FORMULA.sub(put, part)
