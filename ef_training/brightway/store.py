"""Keeping a company's databases in step with its form: written when they differ, left alone when they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..messages import Message, message, msg
from .database import DatabaseContent, replace_databases
from .project import open_project
from .state import ProjectFolder, is_current


def store_company(folder: ProjectFolder, contents: Sequence[DatabaseContent], progress: Callable[[str | Message], None]) -> bool:
    """Write a company's databases, all views in one transaction; return whether anything had to be written.

    The caller holds the project lock. What stands with the same content is left alone, which spares importing bw2data.
    """
    if all(is_current(folder, content.name, content.content) for content in contents):
        return False
    progress(msg("Writing the inventory to Brightway …"))
    for held in _held_by_others(folder, contents):
        progress(held)
    open_project(folder.name, create=True)  # Brightway may have forgotten the project while its folder stood
    replace_databases(folder, contents)
    return True


def _held_by_others(folder: ProjectFolder, contents: Sequence[DatabaseContent]) -> list[Message]:
    """Say which databases hold an inventory of another name and are about to be replaced: two companies with the same codes."""
    records = folder.databases()
    return [
        message(
            "the database “{database}” held the inventory of {old}; it is replaced by that of {new}",
            database=content.name,
            old=records[content.name].get("holder"),
            new=content.metadata["holder"],
        )
        for content in contents
        if records.get(content.name, {}).get("holder", content.metadata["holder"]) != content.metadata["holder"]
    ]
