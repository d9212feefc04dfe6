"""From a company's inventory form (盤查表) to 16 EF indicators, hotspots and a report, on Brightway.

The names below are the interface for notebooks and scripts. They are loaded when they are first used.

>>> import ef_training as ef
>>> run = ef.assess_form("form.xlsx")  # doctest: +SKIP
>>> ef.score_table(run)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assessment.reach import reach
    from .assessment.run_folder import RunFolder
    from .brightway.importer import InventoryImporter
    from .errors import EFTrainingError
    from .factors import load_factors
    from .forms import read_form
    from .hotspots import by_line, by_stage, most_relevant, score_table, weighted_lines
    from .inventory.template import write_form
    from .job import assess_form, import_form
    from .method_pack import load_pack
    from .report import write_report
    from .report.notebook import Result
    from .review.run import review_form

_HOME = {
    "EFTrainingError": ".errors",
    "InventoryImporter": ".brightway.importer",
    "Result": ".report.notebook",
    "RunFolder": ".assessment.run_folder",
    "assess_form": ".job",
    "by_line": ".hotspots",
    "by_stage": ".hotspots",
    "import_form": ".job",
    "load_factors": ".factors",
    "load_pack": ".method_pack",
    "most_relevant": ".hotspots",
    "reach": ".assessment.reach",
    "read_form": ".forms",
    "review_form": ".review.run",
    "score_table": ".hotspots",
    "weighted_lines": ".hotspots",
    "write_form": ".inventory.template",
    "write_report": ".report",
}
__all__ = [
    "EFTrainingError",
    "InventoryImporter",
    "Result",
    "RunFolder",
    "assess_form",
    "by_line",
    "by_stage",
    "import_form",
    "load_factors",
    "load_pack",
    "most_relevant",
    "reach",
    "read_form",
    "review_form",
    "score_table",
    "weighted_lines",
    "write_form",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name], __name__), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
