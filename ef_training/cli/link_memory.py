"""``ef-training link memory``: the reviewed, generic terms that are kept for the next company."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from .options import F, json_option, lang_option, note
from .show import columns, pad


def file_option(function: F) -> F:
    """Add ``--memory``."""
    return click.option(
        "--memory",
        "path",
        type=click.Path(path_type=Path),
        metavar="FILE",
        show_default="your own",
        help="Memory of reviewed terms.",
    )(function)


@click.group("memory", short_help="Keep reviewed, generic terms for the next company.")
def memory() -> None:
    """Keep reviewed, generic terms and what they lead to for the next company."""


@memory.command("add")
@click.argument("proposals", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="NAME", help="Who reviewed the terms.")
@file_option
@lang_option
def add(proposals: Path, by: str, path: Path | None, lang: str) -> None:
    """Add the rows of a proposals file that are marked as reviewed; terms that look like names or numbers of parts are refused.

    Example: ef-training link memory add terms.csv --by "Lin"
    """
    from ..link_job import public_words
    from ..linking.memory import change_memory, memory_path
    from ..linking.remember import reviewed_entries

    entries = reviewed_entries(proposals, by=by, words=public_words())
    if not entries:
        note("No row is marked as reviewed; nothing was added.", lang)
        return
    _, known = change_memory(lambda memory: memory.with_entries(entries), path)
    place = memory_path(path)
    note("{count} rows were added; the memory in {path} now holds {all}.", lang, count=len(entries), path=place, all=len(known))


@memory.command("list")
@file_option
@json_option
@lang_option
def list_(path: Path | None, as_json: bool, lang: str) -> None:
    """List the terms, what they lead to, and who reviewed them.

    Example: ef-training link memory list
    """
    from ..linking.memory import load_memory

    entries = load_memory(path).entries
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return
    width = max((columns(entry.term) for entry in entries), default=0)
    for entry in entries:
        reviewed = f"({entry.reviewed_by}, {entry.reviewed})"
        click.echo(f"{pad(entry.term, width)}  {entry.group:10}  {entry.view:3}  {entry.kind} {entry.target}  {reviewed}")
    if not entries:
        note("The memory is empty.", lang)


@memory.command("remove")
@click.argument("terms", nargs=-1, required=True, metavar="TERM...")
@file_option
@lang_option
def remove(terms: tuple[str, ...], path: Path | None, lang: str) -> None:
    """Remove terms.

    Example: ef-training link memory remove 白鐵板
    """
    from ..linking.memory import change_memory, memory_path

    before, after = change_memory(lambda memory: memory.without(terms), path)
    note("{count} rows were removed from {path}.", lang, count=len(before) - len(after), path=memory_path(path))
