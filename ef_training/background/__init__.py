"""Background LCI data as plain tables."""

from __future__ import annotations

from .flows import OwnFlow, load_own_flows
from .load import available_backgrounds, load_background, load_background_summary, load_processes
from .model import Background, BackgroundSummary, Exchange, Process, Source
from .water import evaporation_on_own_flow

__all__ = [
    "Background",
    "BackgroundSummary",
    "Exchange",
    "OwnFlow",
    "Process",
    "Source",
    "available_backgrounds",
    "evaporation_on_own_flow",
    "load_background",
    "load_background_summary",
    "load_own_flows",
    "load_processes",
]
