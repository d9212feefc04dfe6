"""The final inventory (定稿盤查清冊) as a workbook to be signed, and in MOENV's summary layout; from the folder of a run."""

from .seal import Seal, check_inventory
from .signed import final_inventory
from .summary_form import moenv_summary
from .write import FILES, write_inventory

__all__ = ["FILES", "Seal", "check_inventory", "final_inventory", "moenv_summary", "write_inventory"]
