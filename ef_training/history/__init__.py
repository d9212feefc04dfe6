"""How a company's inventory came to be what it is: its versions, what changed, and what that did to the result."""

from .model import HistoryStep, LineEffect, Total, Version
from .render import render_step
from .store import history_folder, read_versions, record_version

__all__ = [
    "HistoryStep",
    "LineEffect",
    "Total",
    "Version",
    "history_folder",
    "read_versions",
    "record_version",
    "render_step",
]
