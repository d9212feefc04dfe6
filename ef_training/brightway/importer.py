"""The familiar rhythm of a Brightway importer for an inventory form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bw2io.importers.base_lci import LCIImporter

from ..errors import EFTrainingError
from ..messages import message
from ..names import PROJECT
from .company import company_contents
from .database import DatabaseContent, replace_databases
from .project import open_project
from .state import project_lock


class InventoryImporter(LCIImporter):  # type: ignore[misc]
    """Import an inventory form as Brightway databases, one per view.

    ``data`` holds the datasets of both views; ``statistics()`` and ``write_excel()`` are bw2io's. ``write_database()`` is this
    program's: both views in one transaction, ids kept, all or nothing.

    Parameters
    ----------
    filepath : str or Path
        The workbook.
    importer : str
        Form layout.
    project : str
        Brightway project; set up with flow lists, background and factors where it is not.

    Raises
    ------
    FormError
        With every problem of the form and its links.

    Examples
    --------
    >>> imp = InventoryImporter("form.xlsx", importer="itri")  # doctest: +SKIP
    >>> imp.apply_strategies(); imp.statistics(); imp.write_database()  # doctest: +SKIP
    """

    format = "ef-training inventory form"

    def __init__(self, filepath: str | Path, importer: str = "itri", *, project: str = PROJECT, background: str = "training"):
        from ..job import linked_form

        linked = linked_form(Path(filepath), importer=importer, project=project, background=background)
        open_project(project)  # bw2io writes its workbooks into the output folder of the current project
        self._project = project
        self._contents = company_contents(linked.inventory, linked.targets)
        super().__init__(self._contents[0].name)
        self.data = [_dataset(content, node) for content in self._contents for node in content.nodes]
        self.strategies: Sequence[Callable[..., Any]] = ()  # the form's own strategies ran while it was read

    def write_database(self, *arguments: Any, **options: Any) -> list[str]:
        """Write both views, all or nothing; return the names of the databases."""
        if arguments or options:
            raise EFTrainingError(message("write_database takes no arguments here: both views are always written together"))
        if not self.all_linked:
            raise EFTrainingError(message("exchanges are not linked; see statistics()"))
        with project_lock(self._project):
            folder = open_project(self._project)
            replace_databases(folder, self._contents)
        return [content.name for content in self._contents]


def _dataset(content: DatabaseContent, node: Any) -> dict[str, Any]:
    exchanges = [{**exchange, "input": tuple(exchange["input"])} for exchange in node["exchanges"]]
    return {**node, "database": content.name, "exchanges": exchanges}
