"""Which layout a file has, by its content."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import PackError, Problem
from ...messages import message
from .archive import SourceArchive

if TYPE_CHECKING:
    from ...forms.files.workbook import Book

_WORKBOOK = ("[content_types].xml", "mimetype")


@dataclass(frozen=True)
class Detected:
    """The layout of a file, one of `model.FORMATS`; ``book`` is the workbook or table where one was opened to know it."""

    format: str
    book: Book | None = None


def detect_format(path: Path) -> Detected:
    """Return the layout of a file.

    Raises
    ------
    PackError
        There is no such file, it is a folder that no export wrote, or an archive of another kind.
    """
    if path.is_dir():
        if (path / "description.csv").is_file():
            return Detected("export")
        what = message("the folder holds no export of a pack; an unpacked archive is packed as .zip first")
        raise PackError(Problem(what, str(path)))
    if zipfile.is_zipfile(path):
        return _of_archive(path)
    return _of_sheets(path)


def _of_archive(path: Path) -> Detected:
    archive = SourceArchive(path)
    names = [name.casefold() for name in archive.paths]
    archive.close()
    if any(name in _WORKBOOK for name in names):
        return _of_sheets(path)
    folders = {name.split("/")[-2] for name in names if "/" in name}
    if "lciamethods" in folders:
        return Detected("ilcd")
    if (
        any(name.rpartition("/")[2] in ("olca-schema.json", "openlca.json") for name in names)
        or {"lcia_methods", "lcia_categories"} & folders
    ):
        return Detected("openlca")
    if any(name.rpartition("/")[2] == "description.csv" for name in names):
        return Detected("export")
    what = message("the archive is no ILCD package (lciamethods), no package of openLCA (lcia_methods) and no export of a pack")
    raise PackError(Problem(what, path.name))


def _of_sheets(path: Path) -> Detected:
    from .excel_lcia import is_excel_lcia
    from .sheets import open_sheets

    book = open_sheets(path)
    titles = {grid.title for grid in book.grids}
    if {"description", "categories", "factors"} <= titles:
        return Detected("export", book)
    return Detected("excel-lcia" if any(is_excel_lcia(grid) for grid in book.grids) else "table", book)
