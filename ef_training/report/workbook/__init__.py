"""The report as a workbook: one sheet a table, numbers as numbers in full precision, charts that can be changed."""

from .build import workbook

__all__ = ["workbook"]
