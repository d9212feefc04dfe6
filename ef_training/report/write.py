"""All that is made of the folder of a run: page, workbook and charts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..assessment.run_folder import RunFolder

if TYPE_CHECKING:
    from .outcome import Outcome


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
    from .files import write_files
    from .outcome import outcome
    from .page import page
    from .workbook import workbook

    run = RunFolder.read(folder)
    result, out = outcome(run), out or folder
    charts = _charts(result, lang, formats)
    files: dict[str, bytes] = {}
    if "html" in formats:
        svgs = {name.removesuffix(".svg"): content for name, content in charts.items() if name.endswith(".svg")}
        files["report.html"] = page(result, lang=lang, charts=svgs).encode()
    if "xlsx" in formats:
        files["report.xlsx"] = workbook(result, lang=lang)
    written = write_files(out, files)
    wanted = {name: content for name, content in charts.items() if name.rsplit(".", 1)[1] in formats}
    return written + (write_files(out / "charts", wanted) if wanted else [])


def _charts(result: Outcome, lang: str, formats: Sequence[str]) -> dict[str, bytes]:
    """Draw the charts once; the page needs them as SVG whether or not they are written."""
    kinds = [kind for kind in ("png", "svg") if kind in formats or (kind == "svg" and "html" in formats)]
    if not kinds:
        return {}
    from .charts import figures
    from .style import render

    drawn = figures(result.run, lang=lang, result=result)
    return {f"{name}.{kind}": render(figure, kind) for name, figure in drawn.items() for kind in kinds}
