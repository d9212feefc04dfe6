"""From a workbook to an inventory, led by a folder of importers."""

from .reader import read_form

__all__ = ["read_form"]
