"""Modules, functions and files that the documentation and the docstrings name are where they say."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ef_training"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md"])
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = {path.stem if path.suffix else path.name for path in PACKAGE.iterdir()} - {
    "__init__",
    "__main__",
    "locale",
    "__pycache__",
}
DOTTED = re.compile(r"\bef_training(?:\.[A-Za-z_]\w*)+")
QUOTED = re.compile(r"`([\w/.-]+)`")
PATHS = re.compile(r"\bef_training/[\w/.-]+\.\w+")
SINGLE = re.compile(r"(?<!`)`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)`(?!`)")
PLACEHOLDERS = {"NAME.toml", "importer.toml"}
FILES = {"ef_training.po", "ef_training.mo"}
"""Files whose names look like modules."""


def docstrings(path: Path) -> str:
    """Return all texts that stand by themselves: docstrings of modules, classes, functions and constants."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    values = (node.value for node in nodes if isinstance(node, ast.Expr))
    return "\n".join(str(value.value) for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str))


def stands(dotted: str) -> bool:
    """Tell whether a dotted name is a module of the package or something in one (fields of records included)."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            if not hasattr(found, part) and part not in getattr(found, "__dataclass_fields__", {}):
                return False
            found = getattr(found, part, None)
        return True
    return False


def there(name: str, beside: Path) -> bool:
    """Tell whether a file that is named by its path, or by its name alone, is part of the checkout."""
    if "/" not in name:
        return (
            (ROOT / name).exists()
            or (beside.parent / name).exists()
            or any(any((ROOT / top).rglob(name)) for top in ("ef_training", "tests", "importers"))
        )
    return any((place / name).exists() for place in (ROOT, PACKAGE, beside.parent))


def unknown(text: str, place: Path) -> list[str]:
    """Return what a text names and the checkout does not have."""
    dotted = {name for name in DOTTED.findall(text) if name not in FILES}
    files = {name for name in PATHS.findall(text) if Path(name).name not in PLACEHOLDERS}
    for name in QUOTED.findall(text):
        if name.endswith(".py"):
            files.add(name)
        elif re.fullmatch(r"\w+(\.\w+){2,}", name) and name.split(".")[0] in ROOMS:
            dotted.add(f"ef_training.{name}")
    return sorted({name for name in dotted if not stands(name)} | {name for name in files if not there(name, place)})


def of_python(name: str) -> bool:
    """Tell whether a dotted name is of Python's own library."""
    return "." in name and name.split(".")[0] in sys.stdlib_module_names


def names_of(paths: list[Path]) -> set[str]:
    """Return every name that the package defines: modules, functions, classes, fields, parameters."""
    found = {path.stem for path in paths} | {path.parent.name for path in paths}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for attribute in ("name", "id", "arg", "attr", "asname"):
                name = getattr(node, attribute, None)
                found |= {name} if isinstance(name, str) else set()
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_name_modules_and_files_that_are_there(page: Path) -> None:
    assert unknown(page.read_text(encoding="utf-8"), page) == []


def test_docstrings_name_modules_and_files_that_are_there() -> None:
    found = {str(path.relative_to(ROOT)): unknown(docstrings(path), path) for path in MODULES}
    assert {path: names for path, names in found.items() if names} == {}


def test_names_in_the_quotes_of_docstrings_are_defined_somewhere() -> None:
    known = names_of(MODULES)
    wrong = {
        str(path.relative_to(ROOT)): sorted(names)
        for path in MODULES
        if (
            names := {part for name in SINGLE.findall(docstrings(path)) if not of_python(name) for part in name.split(".")}
            - known
        )
    }
    assert wrong == {}


def test_what_is_not_there_is_found() -> None:
    text = "`ef_training.assessment.quality_rules`, `assessment/improvement.py`, `factors.preference.Settings`, `settings.py`"
    assert unknown(text, PACKAGE / "job.py") == [
        "assessment/improvement.py", "ef_training.assessment.quality_rules", "ef_training.factors.preference.Settings",
    ]  # fmt: skip
