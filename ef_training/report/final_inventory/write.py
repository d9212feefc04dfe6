"""Both workbooks of the final inventory, written beside the run."""

from __future__ import annotations

from pathlib import Path

from ...assessment.run_folder import RunFolder
from .signed import final_inventory
from .summary_form import moenv_summary

FILES = ("final-inventory.xlsx", "moenv-summary.xlsx")


def write_inventory(folder: Path, *, lang: str, out: Path | None = None) -> list[Path]:
    """Write ``final-inventory.xlsx`` and ``moenv-summary.xlsx`` of a run.

    Parameters
    ----------
    folder : Path
        The folder of the run; nothing else is read.
    lang : str
        ``zh-TW`` or ``en``.
    out : Path, optional
        Where to write; the folder of the run itself if not given.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        ``folder`` is not that of a run, or ``out`` cannot be written to.
    """
    from ...files import write_files

    run = RunFolder.read(folder)
    made = (final_inventory(run, lang=lang), moenv_summary(run, lang=lang))
    return write_files(out or folder, dict(zip(FILES, made, strict=True)))
