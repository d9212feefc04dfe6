"""``ef-training factors update``, ``snapshots`` and ``use``: MOENV's catalogue brought up to date, every state of it kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..messages import message, msg, translate
from ..numbers import MISSING
from .options import json_option, lang_option, note, reporter
from .show import columns, pad

if TYPE_CHECKING:
    from ..factors.catalogue import Factor
    from ..factors.snapshots import Snapshot
    from ..factors.updating.merge import Change, Update
    from ..factors.updating.publication import Publication

KEY_VARIABLE = "MOENV_API_KEY"
SHOWN = 40
SECTIONS = (
    ("added", msg("Added: {count}")),
    ("changed", msg("Changed: {count}")),
    ("withdrawn", msg("Withdrawn: {count}")),
    ("returned", msg("Published again: {count}")),
    ("restated", msg("Publisher changed: {count}")),
)
SNAPSHOT_HEAD = (msg("Snapshot"), msg("Rows"), msg("Added"), msg("Changed"), msg("Withdrawn"), msg("Made from"))


@click.command("update")
@click.option("--api", "key", metavar="KEY", envvar=KEY_VARIABLE, help=f"Key of MOENV's open-data API; or in {KEY_VARIABLE}.")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON or CSV of the API, or CSV of the ministry's site; several are the parts of one publication.",
)
@click.option("--url", metavar="URL", help="Address of the data set, where it has moved.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--accept-withdrawn", is_flag=True, help="Go on where more than a tenth of the rows is no longer published.")
@json_option
@lang_option
@click.pass_context
def update(
    ctx: click.Context,
    key: str | None,
    files: tuple[Path, ...],
    url: str | None,
    dry_run: bool,
    accept_withdrawn: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Bring MOENV's catalogue up to date, and show what is new, changed and withdrawn.

    The result is kept as a new snapshot and becomes the one in use. Earlier ones stay: “factors use” goes back to them.

    Example: ef-training factors update --file cfp_p_02.json --dry-run
    """
    from ..factors.updating.update import keep_update, plan_update

    if files and key and ctx.get_parameter_source("key") is not ParameterSource.ENVIRONMENT:
        raise click.UsageError("--api and --file cannot be given together")
    publication = _read(key, files, url, lang)
    planned = plan_update(publication, accept_withdrawn=accept_withdrawn)
    snapshot = None if dry_run or planned.nothing_new else keep_update(planned, publication.source)
    if as_json:
        click.echo(json.dumps(_as_json(planned, publication, snapshot, lang), ensure_ascii=False, indent=1))
    else:
        _show(planned, lang)
    for told in planned.notes:
        click.echo(told.render(lang), err=True)
    for told in planned.warnings:
        click.echo(translate("Warning: {text}", lang).format(text=told.render(lang)), err=True)
    _say_what_is_in_use(planned, snapshot, lang)


@click.command("snapshots")
@json_option
@lang_option
def snapshots(as_json: bool, lang: str) -> None:
    """List the snapshots of MOENV's catalogue; the one in use is marked.

    Example: ef-training factors snapshots --lang en
    """
    from ..factors.snapshots import in_use
    from ..factors.snapshots import snapshots as kept

    used, listed = in_use(), kept()
    if as_json:
        records = [{**asdict(snapshot), "path": str(snapshot.path), "in_use": snapshot.name == used} for snapshot in listed]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
        return
    rows = [tuple(translate(title, lang) for title in SNAPSHOT_HEAD)]
    rows += [_snapshot_cells(snapshot) for snapshot in listed]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(SNAPSHOT_HEAD))]
    for row in rows:
        counts = [pad(cell, width, right=True) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        click.echo(f"{'*' if row[0] == used else ' '} {'  '.join((pad(row[0], widths[0]), *counts, row[-1]))}".rstrip())


@click.command("use")
@click.argument("name")
@lang_option
def use(name: str, lang: str) -> None:
    """Make a snapshot of MOENV's catalogue the one in use; “shipped” is the one that comes with the program.

    Example: ef-training factors use shipped
    """
    from ..factors.snapshots import use_snapshot

    catalogue = use_snapshot(name)
    note("The snapshot “{name}” is in use; factors: {rows}.", lang, name=catalogue.snapshot, rows=len(catalogue))


def _read(key: str | None, files: tuple[Path, ...], url: str | None, lang: str) -> Publication:
    from ..factors.updating.update import URL, fetch, read_download

    if files:
        return read_download(*files)
    if not key:
        raise click.UsageError(f"give --file FILE, or --api KEY (or the key in {KEY_VARIABLE})")
    return fetch(key, url=url or URL, progress=reporter(lang))


def _show(planned: Update, lang: str) -> None:
    """Print added, changed and withdrawn rows, each with what it is per unit."""
    for part, title in SECTIONS:
        rows = getattr(planned, part)
        if not rows:
            continue
        click.echo(translate(title, lang).format(count=len(rows)))
        lines = [_line(row) for row in rows[:SHOWN]]
        width = max(columns(name) for _, name, _ in lines)
        for id_, name, rest in lines:
            click.echo(f"  {id_}  {pad(name, width)}  {rest}")
        if len(rows) > SHOWN:
            click.echo(translate("  … and {count} more; --json lists all", lang).format(count=len(rows) - SHOWN))


def _line(row: Factor | Change) -> tuple[str, str, str]:
    from ..factors.updating.merge import Change

    if not isinstance(row, Change):
        return row.factor_id, row.name, f"{row.published_value:g} kg CO2e/{row.published_unit}  {row.announced or MISSING}"
    new, old = row.new, row.old
    if old.published_value == new.published_value:
        return new.factor_id, new.name, f"{old.publisher or MISSING} → {new.publisher}"
    values = f"{old.published_value:g} → {new.published_value:g}"
    return new.factor_id, new.name, f"{values} kg CO2e/{new.published_unit}  {new.announced or MISSING}"


def _as_json(planned: Update, publication: Publication, snapshot: Snapshot | None, lang: str) -> dict[str, Any]:
    return {
        "source": publication.source,
        "rows": len(publication.rows),
        "before": planned.before.snapshot,
        "snapshot": snapshot.name if snapshot else None,
        **{part: [asdict(row) for row in getattr(planned, part)] for part, _ in SECTIONS},
        "corrected": [factor.factor_id for factor in planned.corrected],
        "unknown_units": [factor.factor_id for factor in planned.unknown_units],
        "notes": [told.render(lang) for told in planned.notes],
        "warnings": [told.render(lang) for told in planned.warnings],
    }


def _say_what_is_in_use(planned: Update, snapshot: Snapshot | None, lang: str) -> None:
    """Say on stderr which snapshot is in use now, and how to go back."""
    before = planned.before.snapshot
    if planned.corrected:
        text = message("New rows that repeat a known slip and were put right: {count}.", count=len(planned.corrected))
        click.echo(text.render(lang), err=True)
    if planned.nothing_new:
        note("Nothing is new: the catalogue in use ({name}) says the same. Nothing was written.", lang, name=before)
    elif snapshot is None:
        note("Nothing was written; “{name}” stays in use.", lang, name=before)
    else:
        text = message(
            "The new snapshot “{name}” is in use; factors: {rows}. Back to the one before: ef-training factors use {before}",
            name=snapshot.name,
            rows=snapshot.rows,
            before=before,
        )
        click.echo(text.render(lang), err=True)


def _snapshot_cells(snapshot: Snapshot) -> tuple[str, ...]:
    counts = (snapshot.added, snapshot.changed, snapshot.withdrawn) if snapshot.before else (MISSING,) * 3
    made_from = f"{snapshot.before} + {snapshot.source}" if snapshot.before else MISSING
    return snapshot.name, str(snapshot.rows), *map(str, counts), made_from
