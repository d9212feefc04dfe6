"""Charts, page and workbook of a run, made from its folder alone."""

from .write import write_report

__all__ = ["write_report"]
