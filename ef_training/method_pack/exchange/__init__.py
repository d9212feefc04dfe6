"""Method packs from and to other layouts: tables of researchers, Brightway's, ILCD, openLCA; export to CSV and Excel."""

from __future__ import annotations

from .export import EXPORT_FORMATS, export_pack
from .importing import import_methods, report_sentences
from .model import FORMATS, Flow, ImportOptions, ImportReport

__all__ = [
    "EXPORT_FORMATS",
    "FORMATS",
    "Flow",
    "ImportOptions",
    "ImportReport",
    "export_pack",
    "import_methods",
    "report_sentences",
]
