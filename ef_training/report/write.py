"""All that is made of the folder of a run: page, workbook, Word file and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..assessment.run_folder import RunFolder
from ..messages import LANGUAGES
from .beside import beside

if TYPE_CHECKING:
    from ..hotspots.outcome import Outcome
    from .document import Document


FORMATS = ("html", "xlsx", "docx", "png", "svg")
UNEDITED = ("html", "xlsx", "png", "svg")
"""What an assessment writes by itself: not the Word file, which people edit and which the next assessment would overwrite."""
KINDS: Mapping[str, frozenset[str]] = MappingProxyType({"png": frozenset(("png", "docx")), "svg": frozenset(("svg",))})
"""Kinds of pictures, and the formats that need them."""
CUSTOMER_FOLDER = "for-customer"
"""Where the edition for customers goes unless another place is named: a folder of its own, so that it is never mistaken."""


def write_report(
    folder: Path,
    *,
    lang: str,
    out: Path | None = None,
    formats: Sequence[str] = FORMATS,
    for_customer: bool = False,
    against: Path | None = None,
) -> list[Path]:
    """Write ``report.html``, ``report.xlsx``, ``report.docx`` and ``charts/`` of a run.

    Parameters
    ----------
    folder : Path
        The folder of the run; nothing else is read.
    lang : str
        ``zh-TW`` or ``en``; the page holds both and shows this one first.
    out : Path, optional
        Where to write; if not given, the folder of the run itself, or its folder ``for-customer``.
    formats : sequence of str
        Any of `FORMATS`.
    for_customer : bool
        Hold back recipe and suppliers, see `customer`.
    against : Path, optional
        The folder of another run to compare with, whose declared unit is of the same kind.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        ``folder`` or ``against`` is not that of a run, the two cannot be compared, ``out`` cannot be written to, or there are
        too few lines for an edition for customers.

    Examples
    --------
    >>> write_report(Path("results"), lang="en", formats=("html",))  # doctest: +SKIP
    [PosixPath('results/report.html')]
    """
    from ..files import write_files

    out = out or (folder / CUSTOMER_FOLDER if for_customer else folder)
    result, other = _results(folder, against, for_customer=for_customer)
    write_files(out, {})  # a place that cannot be written to is found before anything is drawn
    kinds = [kind for kind, users in KINDS.items() if users & set(formats)]
    drawn = beside(lambda: _charts(result, other, lang, kinds)) if kinds else iter(())
    document = cache(lambda one: _document(result, other, one))
    files = _texts(result, other, lang, formats, document)
    pictures = next(drawn, {})
    if "docx" in formats:
        from .docx import word

        png = {Path(name).stem: content for name, content in pictures.items() if name.endswith(".png")}
        files["report.docx"] = word(document(lang), pictures=png, made=_made(result))
    for more in drawn:
        pictures |= more
    shown = {name: content for name, content in pictures.items() if Path(name).suffix[1:] in formats}
    return write_files(out, files) + (write_files(out / "charts", shown) if shown else [])


def _results(folder: Path, against: Path | None, *, for_customer: bool) -> tuple[Outcome, Outcome | None]:
    """Read the runs, as customers may see them where it is for customers; refuse two that cannot be compared."""
    from ..hotspots.outcome import outcome
    from . import customer

    runs = [RunFolder.read(place) for place in (folder, against) if place is not None]
    if for_customer:
        runs = [customer.for_customer(run) for run in runs]
    result, *others = [outcome(run) for run in runs]
    if others:
        from .chart_data_comparison import comparison

        comparison(result, others[0])
    return result, next(iter(others), None)


def _texts(
    result: Outcome, other: Outcome | None, lang: str, formats: Sequence[str], document: Callable[[str], Document]
) -> dict[str, bytes]:
    """Return page and workbook."""
    files: dict[str, bytes] = {}
    if "html" in formats:
        from .page import page

        documents = {one: document(one) for one in LANGUAGES}
        files["report.html"] = page(result, lang=lang, documents=documents, against=other).encode()
    if "xlsx" in formats:
        from .workbook import workbook

        files["report.xlsx"] = workbook(result, document(lang), lang=lang)
    return files


def _document(result: Outcome, other: Outcome | None, lang: str) -> Document:
    from .outline import outline

    return outline(result, lang=lang, against=other)


def _made(result: Outcome) -> datetime:
    return datetime.fromisoformat(result.run.run["created"]).replace(tzinfo=None)


def _charts(result: Outcome, other: Outcome | None, lang: str, kinds: Sequence[str]) -> Iterator[dict[str, bytes]]:
    """Draw every chart once and render it in each kind, file name → content, kind by kind, the kinds beside each other.

    It is done beside the caller, who need not load matplotlib and may go on with the first kind.
    """
    from .charts import figures
    from .style import render

    drawn = figures(result.run, lang=lang, result=result, against=other)

    def rendered(kind: str) -> dict[str, bytes]:
        return {f"{name}.{kind}": render(figure, kind) for name, figure in drawn.items()}

    first, *others = kinds
    later = [beside(partial(_one, partial(rendered, kind))) for kind in others]
    yield rendered(first)
    for kind in later:
        yield from kind


def _one(work: Callable[[], dict[str, bytes]]) -> Iterator[dict[str, bytes]]:
    yield work()
