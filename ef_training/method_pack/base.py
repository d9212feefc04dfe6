"""The base of a pack: characterisation factors in an archive that a dependency ships.

The archive is found without importing the dependency (bw2io takes seconds to import). Its ``data.json`` is a list of
methods, each with ``name`` (family, category, indicator), ``unit`` and ``exchanges`` of ``input`` (database, code),
``amount``, ``name``, ``categories``; lists stand where Brightway wants tuples.
"""

from __future__ import annotations

import hashlib
import json
import math
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import PackError, Problem
from ..messages import message
from ..tables import read_bytes
from .model import BaseSpec, PackLimits

DEPENDENCIES = ("bw2io",)
DATA = "data.json"
LIMITS = PackLimits()


@dataclass(frozen=True, slots=True)
class BaseFactor:
    """One factor of the archive; ``compartment`` is written "air/urban air close to ground"."""

    category_id: str
    database: str
    flow_code: str
    flow_name: str
    compartment: str
    value: float


def archive_path(dependency: str, path: str) -> Path:
    """Return the archive's path in the installed dependency, without importing it.

    Raises
    ------
    PackError
        The dependency is not one a pack may build on, is not installed, or has no such file; the path leaves its
        folder.
    """
    from importlib.util import find_spec

    parts = PurePosixPath(path)
    if dependency not in DEPENDENCIES or parts.is_absolute() or ".." in parts.parts or set(path) & set("\\:"):
        raise PackError(
            Problem(
                message("“{path}” of “{dependency}” cannot be the base of a pack", path=path, dependency=dependency),
                "datapackage.json",
            )
        )
    spec = find_spec(dependency)
    roots = list(spec.submodule_search_locations or ()) if spec else []
    found = next((Path(root, *parts.parts) for root in roots if Path(root, *parts.parts).is_file()), None)
    if found is None:
        raise PackError(
            Problem(
                message("the installed “{dependency}” has no file “{path}”", dependency=dependency, path=path), "datapackage.json"
            )
        )
    return found


def archive_sha256(path: Path) -> str:
    """Hash of the archive."""
    return hashlib.sha256(read_bytes(path, PackError, LIMITS.archive_bytes)).hexdigest()


def read_base(base: BaseSpec, problems: list[Problem]) -> list[BaseFactor]:
    """Read the factors of a pack's categories from the archive.

    A category that is missing or stands twice, another unit and a factor that is no number are noted in ``problems``.

    Raises
    ------
    PackError
        The archive cannot be read.
    """
    path = archive_path(base.dependency, base.path)
    methods = _methods(_unpack(path), base.method_family, known=base.as_made_for)
    by_name: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for method in methods:
        by_name.setdefault((method["name"][1], method["name"][2]), []).append(method)
    factors: list[BaseFactor] = []
    for category, (name, indicator, unit) in base.names.items():
        found = by_name.get((name, indicator), [])
        if len(found) != 1:
            problems.append(
                Problem(
                    message(
                        "the archive has {number} methods “{name}”, expected one",
                        number=len(found),
                        name=f"{base.method_family}, {name}, {indicator}",
                    ),
                    path.name,
                )
            )
        elif found[0]["unit"] != unit:
            problems.append(
                Problem(
                    message("the unit is {found}, the category's is {expected}", found=found[0]["unit"], expected=unit),
                    f"{path.name}, {name}",
                )
            )
        else:
            factors += _factors(category, found[0]["exchanges"], path.name, problems)
    return factors


def fingerprint(factors: Iterable[BaseFactor]) -> dict[str, tuple[int, str]]:
    """Return number and hash of the factors of each category: what tells whether another archive differs."""
    lines: dict[str, list[str]] = {}
    for factor in factors:
        lines.setdefault(factor.category_id, []).append(f"{factor.database} {factor.flow_code} {factor.value!r}")
    return {
        category: (len(found), hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()) for category, found in lines.items()
    }


def _unpack(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo(DATA).file_size
            if size > LIMITS.unpacked_bytes:
                raise PackError(
                    Problem(
                        message("the file has {size} bytes, at most {limit} are read", size=size, limit=LIMITS.unpacked_bytes),
                        f"{path.name}/{DATA}",
                    )
                )
            return archive.read(DATA).decode("utf-8")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as reason:
        raise PackError(Problem(message("the file cannot be read: {reason}", reason=reason), path.name)) from reason


def _methods(text: str, family: str, *, known: bool) -> list[dict[str, Any]]:
    """Return the methods of one family. In the archive whose layout is known only those are parsed, a twentieth of the work."""
    try:
        if not known:
            return [method for method in json.loads(text) if method["name"][0] == family]
        decoder = json.JSONDecoder()
        methods, position = [], text.find(f'"name": ["{family}", ')
        while position >= 0:
            method, end = decoder.raw_decode(text, text.rindex('{"filename"', 0, position))
            methods.append(method)
            position = text.find(f'"name": ["{family}", ', end)
        return methods
    except (ValueError, KeyError, IndexError, TypeError) as reason:
        raise PackError(Problem(message("the file cannot be read: {reason}", reason=reason), DATA)) from reason


def _factors(category: str, exchanges: list[dict[str, Any]], archive: str, problems: list[Problem]) -> list[BaseFactor]:
    factors = []
    for exchange in exchanges:
        amount = exchange.get("amount")
        database, code = exchange["input"]
        if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not math.isfinite(amount):
            problems.append(Problem(message("“{text}” is not a finite number", text=amount), f"{archive}, {category}, {code}"))
            continue
        factors.append(BaseFactor(category, database, code, exchange["name"], "/".join(exchange["categories"]), float(amount)))
    return factors
