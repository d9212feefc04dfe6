"""All that is made of the folder of a run: page, workbook and charts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..assessment.run_folder import RunFolder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..hotspots.outcome import Outcome


FORMATS = ("html", "xlsx", "png", "svg")


def write_report(folder: Path, *, lang: str, out: Path | None = None, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write ``report.html``, ``report.xlsx`` and ``charts/`` of a run.

    Parameters
    ----------
    folder : Path
        The folder of the run; nothing else is read.
    lang : str
        ``zh-TW`` or ``en``.
    out : Path, optional
        Where to write; the folder of the run itself if not given.
    formats : sequence of str
        Any of `FORMATS`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        ``folder`` is not that of a run, or ``out`` cannot be written to.

    Examples
    --------
    >>> write_report(Path("results"), lang="en", formats=("html",))  # doctest: +SKIP
    [PosixPath('results/report.html')]
    """
    from ..files import write_files
    from ..hotspots.outcome import outcome
    from .beside import beside
    from .page import page
    from .workbook import workbook

    run = RunFolder.read(folder)
    result, out = outcome(run), out or folder
    write_files(out, {})  # a place that cannot be written to is found before anything is drawn
    drawn = cache(lambda: _figures(result, lang))
    pngs = beside(lambda: _rendered(drawn(), "png")) if "png" in formats else dict
    svgs = beside(lambda: _rendered(drawn(), "svg")) if {"svg", "html"} & set(formats) else dict
    files: dict[str, bytes] = {}
    if "xlsx" in formats:
        files["report.xlsx"] = workbook(result, lang=lang)
    vector = svgs()
    if "html" in formats:
        charts = {Path(name).stem: content for name, content in vector.items()}
        files["report.html"] = page(result, lang=lang, charts=charts).encode()
    pictures = pngs() | (vector if "svg" in formats else {})
    return write_files(out, files) + (write_files(out / "charts", pictures) if pictures else [])


def _figures(result: Outcome, lang: str) -> dict[str, Figure]:
    """Draw the charts; each process beside this one draws its own, which spares the caller loading matplotlib."""
    from .charts import figures

    return figures(result.run, lang=lang, result=result)


def _rendered(drawn: dict[str, Figure], kind: str) -> dict[str, bytes]:
    """Render every chart in one format, file name → content."""
    from .style import render

    return {f"{name}.{kind}": render(figure, kind) for name, figure in drawn.items()}
