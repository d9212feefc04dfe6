"""Climate factors: the catalogue of Taiwan's Ministry of Environment, and a GWP table for what it lacks."""

from __future__ import annotations

from .catalogue import Factor, FactorCatalogue, load_factors
from .gwp import GwpEntry, GwpTable, load_gwp
from .snapshots import load_snapshot

__all__ = ["Factor", "FactorCatalogue", "GwpEntry", "GwpTable", "load_factors", "load_gwp", "load_snapshot"]
