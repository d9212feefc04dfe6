"""Method packs: EF characterisation factors, normalisation and weights as plain tables, loaded and checked."""

from __future__ import annotations

from .folder import available_packs, load_pack_summary, pack_path
from .load import load_pack
from .model import Category, FactorTest, LoadReport, MethodPack, PackSummary, TestResult
from .seal import seal_pack
from .verify import check_tests

__all__ = [
    "Category",
    "FactorTest",
    "LoadReport",
    "MethodPack",
    "PackSummary",
    "TestResult",
    "available_packs",
    "check_tests",
    "load_pack",
    "load_pack_summary",
    "pack_path",
    "seal_pack",
]
