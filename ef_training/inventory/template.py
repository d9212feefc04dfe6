"""Writing the standard form: empty, with a worked example, or with rows of one's own.

Everything that stands in the form (sheets, headers, words, notes) comes from the importer's definition, the same from which
the form is read.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import FormError, cannot_write
from ..forms.layout import Importer, load_importer
from ..messages import LANGUAGES, message
from .template_example import example_names, in_language, load_example
from .template_guide import write_guide
from .template_lists import Lists
from .template_rows import Rows, checked_rows
from .template_sheets import SheetWriter, write_sheet
from .template_style import Styles

__all__ = ["example_names", "write_form", "write_rows"]

WRITTEN = datetime(2024, 1, 1)
"""The time written into every workbook, so that the same form is the same file."""


def write_form(path: Path, *, lang: str = "zh-TW", example: str | None = None) -> None:
    """Write the standard form, empty or filled with a worked example.

    Parameters
    ----------
    path : Path
        Where to write (.xlsx); a file that is there is replaced.
    lang : str
        ``zh-TW`` or ``en``: language of titles, headers, words, units and notes.
    example : str, optional
        One of `example_names`.

    Raises
    ------
    FormError
        Where there is no such example or language.
    OutputError
        Where the path cannot be written.
    """
    rows = in_language(load_example(example), lang) if example is not None else {}
    write_rows(path, rows, lang=lang)


def write_rows(
    path: Path, rows: Mapping[str, Any], *, lang: str = "zh-TW", importer: str = "itri", blank_rows: int | None = None
) -> None:
    """Write the form with the given rows.

    Parameters
    ----------
    path : Path
        Where to write (.xlsx).
    rows : mapping
        Table id → list of rows (field id → value); for ``basics`` one row; ``title`` may name the form. Values of vocabularies
        and units are given as ids and codes, dates as `datetime.date`.
    lang : str
        ``zh-TW`` or ``en``.
    importer : str
        Whose form to write.
    blank_rows : int, optional
        Empty rows after the rows of each table; by default as many as the definition says, 3 at least.

    Raises
    ------
    DataError
        Where a row has an unknown field or a word that its vocabulary does not know; every one is listed.
    OutputError
        Where the path cannot be written.
    """
    if lang not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise FormError(message("there is no form in the language “{lang}”; there are: {known}", lang=lang, known=known))
    layout = load_importer(importer)
    content = _workbook(layout, checked_rows(rows, layout, lang), lang, blank_rows)
    part = Path(path).with_name(f".{Path(path).name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise cannot_write(path, error.strerror) from error


def _workbook(layout: Importer, rows: Rows, lang: str, blank_rows: int | None) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    styles = Styles(workbook, lang)
    lists = Lists(layout, lang)
    writer = SheetWriter(layout, styles, lists, lang, blank_rows)
    for sheet in (sheet for sheet in layout.sheets if rows.needs(sheet)):
        target = workbook.create_sheet(sheet.title[lang])
        if sheet.tables:
            write_sheet(target, sheet, rows, writer)
        else:
            write_guide(target, layout, rows, styles, lang)
    lists.write(workbook.create_sheet(layout.texts["lists_title"][lang]), styles)
    workbook.properties.creator = "ef-training"
    workbook.properties.title = rows.title or layout.title[lang]
    workbook.properties.created = WRITTEN
    stream = io.BytesIO()
    workbook.save(stream)
    return _same_bytes(stream.getvalue())


def _same_bytes(content: bytes) -> bytes:
    """Return the archive with fixed times, so that the same form is the same file."""
    stream = io.BytesIO()
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            info = zipfile.ZipInfo(entry.filename, date_time=WRITTEN.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, part)
    return stream.getvalue()
