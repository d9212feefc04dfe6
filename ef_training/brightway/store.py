"""Keeping a company's databases in step with its form: written when they differ, left alone when they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..messages import msg
from .database import DatabaseContent, replace_databases
from .project import open_project
from .state import ProjectFolder, is_current


def store_company(folder: ProjectFolder, contents: Sequence[DatabaseContent], progress: Callable[[str], None]) -> bool:
    """Write a company's databases, all views in one transaction; return whether anything had to be written.

    The caller holds the project lock. What stands with the same content is left alone, which spares importing bw2data.
    """
    if all(is_current(folder, content.name, content.content) for content in contents):
        return False
    progress(msg("Writing the inventory to Brightway …"))
    open_project(folder.name)
    replace_databases(folder, contents)
    return True
