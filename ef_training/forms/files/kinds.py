"""Which kind of file arrived, by its content; other kinds than tables are refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from pathlib import PurePath

from ...messages import Message, message, msg
from .archive import UNREADABLE, Archive
from .workbook import Grid, Limits, refuse

Reader = Callable[[str, bytes, Limits], tuple[list[Grid], list[Message]]]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED_OTHERWISE = msg("the file is named {name} but is {kind}; it was read as that")
SAVE = msg("open it in Excel or LibreOffice and save it as .xlsx")
_OTHER = {
    (b"%PDF",): msg("this is a PDF document, not a workbook"),
    (b"{\\rtf",): msg("this is a text document (RTF), not a workbook"),
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): msg("this is a picture, not a workbook"),
    (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"): msg("this is a compressed archive, not a workbook"),
    (b"MIME-Version:",): msg("this is a web page saved under the name of a workbook"),
}
"""What other files are, by their first bytes."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|tr|td|style|script)\b", re.IGNORECASE)
_OLD_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08]\x00")


class Kind(Enum):
    """The kinds of file that are read, each as sentences name it."""

    XLSX = msg("an Excel workbook (.xlsx)")
    XLS = msg("an Excel workbook of the old format (.xls)")
    ODS = msg("an OpenDocument spreadsheet (.ods)")
    TEXT = msg("a table of text (.csv)")


_ENDINGS = {
    Kind.XLSX: (".xlsx", ".xlsm", ".xltx", ".xltm"),
    Kind.XLS: (".xls", ".xlt"),
    Kind.ODS: (".ods", ".ots"),
    Kind.TEXT: (".csv", ".txt", ".tsv", ".tab"),
}


def read(name: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Message]]:
    """Return the sheets of a file, and what was decided on the way.

    Raises
    ------
    FormError
        With one problem, where it is none of the kinds that are read, is damaged or too large.
    """
    kind = kind_of(name, content, limits)
    try:
        grids, remarks = _reader_of(kind)(name, content, limits)
    except UNREADABLE as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise refuse(
            name,
            message("the workbook cannot be read: {reason}", reason=reason),
            message("open it in Excel or LibreOffice and save it again as .xlsx"),
        ) from error
    if PurePath(name).suffix.lower() not in ("", *_ENDINGS[kind]):
        remarks = [message(_NAMED_OTHERWISE, name=name, kind=message(kind.value)), *remarks]
    return grids, remarks


def _reader_of(kind: Kind) -> Reader:
    """Return the function that reads a kind of file; its module is imported only now."""
    if kind is Kind.XLSX:
        from .xlsx import read_xlsx

        return read_xlsx
    if kind is Kind.XLS:
        from .xls import read_xls

        return read_xls
    if kind is Kind.ODS:
        from .ods import read_ods

        return read_ods
    from .csv_file import read_csv

    return read_csv


def kind_of(name: str, content: bytes, limits: Limits) -> Kind:
    """Return the kind of a file.

    Raises
    ------
    FormError
        With one problem, where it is none that is read: encrypted, a web page, a document, a picture, binary data …
    """
    if content.startswith(b"PK"):
        return _kind_of_archive(name, content, limits)
    if len(content) > limits.flat:
        raise refuse(name, message("the file is larger than {limit} MB", limit=limits.flat // 10**6))
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise protected(name)
        return Kind.XLS
    for marks, what in _OTHER.items():
        if content.startswith(marks):
            raise refuse(name, message(what), message(SAVE))
    if _OLD_BIFF.match(content):
        raise refuse(name, message("this is a workbook of Excel 95 or older"), message(SAVE))
    _refuse_markup(name, content)
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(
            name,
            message("this is neither a workbook nor a table of text, or it is damaged"),
            message("send the workbook as Excel or LibreOffice saved it"),
        )
    return Kind.TEXT


def protected(name: str) -> Exception:
    """Build the error for a workbook that a password protects."""
    return refuse(
        name,
        message("the workbook is protected by a password"),
        message("remove the password in Excel and save it again"),
    )


def _refuse_markup(name: str, content: bytes) -> None:
    """Refuse web pages and XML, which some systems save under the name of a workbook."""
    head = content[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head.startswith(b"<"):
        return
    if _HTML.search(head):
        raise refuse(name, message("this is a web page saved under the name of a workbook"), message(SAVE))
    if head.startswith((b"<?xml", b"<Workbook", b"<office:")):
        raise refuse(name, message("this is a workbook written as plain XML"), message(SAVE))


def _kind_of_archive(name: str, content: bytes, limits: Limits) -> Kind:
    archive = Archive(name, content, limits)
    if archive.encrypted:
        raise protected(name)
    try:
        if "content.xml" in archive:
            return _open_document(name, archive)
        from .xlsx import workbook_part

        part = workbook_part(archive)
    except UNREADABLE as error:
        raise refuse(name, message("this is not an Excel workbook (.xlsx), or it is damaged")) from error
    if part.casefold().endswith(".bin"):
        raise refuse(name, message("this is a binary workbook (.xlsb)"), message(SAVE))
    if part.casefold().startswith(("xl/", "workbook")):
        return Kind.XLSX
    if part:
        raise refuse(name, message("this is a file of another Office program, not a workbook"), message(SAVE))
    if any(PurePath(inside).suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods", ".csv") for inside in archive.parts):
        raise refuse(
            name,
            message("this is a compressed folder, not a workbook"),
            message("unpack it and give the workbook that is in it"),
        )
    raise refuse(name, message("this is not an Excel workbook (.xlsx), or it is damaged"))


def _open_document(name: str, archive: Archive) -> Kind:
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise protected(name)
    kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in archive else ""
    if kind and "spreadsheet" not in kind:
        raise refuse(name, message("this is an OpenDocument file, but no spreadsheet"), message(SAVE))
    return Kind.ODS
