"""Method packs: EF characterisation factors, normalisation and weights as plain tables, loaded and checked."""

from __future__ import annotations

from .folder import load_pack_summary
from .installed import available_packs, pack_path
from .load import load_pack
from .model import Category, FactorTest, LoadReport, MethodPack, PackSummary, TestResult
from .new import new_pack
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
    "new_pack",
    "pack_path",
    "seal_pack",
]
