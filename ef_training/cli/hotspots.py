"""``ef-training hotspots``: hotspots of a finished run, and what is behind them."""

from __future__ import annotations

from pathlib import Path

import click

from ..inventory.model import STAGES
from .options import json_option, lang_option


@click.command("hotspots")
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--indicator",
    metavar="ID",
    help="Drill down in one indicator, or in the weighted score (“weighted”): its lines, processes and elementary flows.",
)
@click.option("--stage", type=click.Choice(STAGES), help="Only lines of this life-cycle stage; shares stay those of all lines.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N", help="At most so many rows of each table."
)
@click.option("--tree", "as_tree", is_flag=True, help="Print the contribution tree of the indicator, by default climate change.")
@click.option(
    "--depth",
    type=click.IntRange(0, 5),
    default=2,
    show_default=True,
    metavar="N",
    help="Tiers of suppliers in the tree; 0 ends at what is bought.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="RESULTS",
    help="Folder of another run to compare with, each per its own declared unit.",
)
@json_option
@lang_option
def command(
    results: Path,
    indicator: str | None,
    stage: str | None,
    limit: int,
    as_tree: bool,
    depth: int,
    against: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Show indicators, most relevant ones and hotspots from the folder of a run; drill down in one indicator.

    Nothing is computed anew: the folder alone is read.

    Example: ef-training hotspots results --indicator climate-change --tree
    """
    from ..assessment.run_folder import RunFolder
    from .hotspots_show import show_behind
    from .show import show_results

    if as_tree and indicator == "weighted":
        raise click.BadParameter("a tree is of one indicator; the weighted score has none", param_hint="--indicator")
    run = RunFolder.read(results)
    if indicator is None and stage is None and not as_tree and against is None:
        show_results(run, lang, as_json=as_json)
        return
    other = None if against is None else RunFolder.read(against)
    show_behind(
        run,
        lang,
        indicator=indicator,
        stage=stage or "",
        limit=limit,
        depth=depth if as_tree else None,
        against=other,
        as_json=as_json,
    )
