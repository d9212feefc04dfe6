"""``ef-training hotspots``: hotspots of a finished run."""

from __future__ import annotations

from pathlib import Path

import click

from .options import json_option, lang_option


@click.command("hotspots")
@click.argument("results", type=click.Path(path_type=Path))
@json_option
@lang_option
def command(results: Path, as_json: bool, lang: str) -> None:
    """Show indicators, most relevant ones and hotspots from the folder of a run.

    Example: ef-training hotspots results
    """
    from ..assessment.run_folder import RunFolder
    from .show import show_results

    show_results(RunFolder.read(results), lang, as_json=as_json)
