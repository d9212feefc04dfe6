"""The description of a pack, ``datapackage.json``: reading it, and what must be in it."""

from __future__ import annotations

import json
import re
from typing import Any

from ..errors import PackError, Problem
from ..messages import message
from .model import FOOTPRINT, SCOPES, PackLimits
from .rows import CONTROL

FILE = "datapackage.json"
LIMITS = PackLimits()
TABLES = ("categories", "factors", "normalisation", "weighting", "overrides", "tests", "located", "unmatched")
LISTS = {"licenses": ("title",), "sources": ("title",), "resources": ("name", "path")}
BASE = ("dependency", "path", "sha256", "method_family")
TEXT = 2000
"""Most characters of a text in the description (own choice)."""
FAMILY = 80
NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")
RESERVED_NAMES = frozenset(("cfp", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))))
"""Names this program uses itself, and those that Windows keeps for devices."""
RESERVED_FAMILIES = frozenset(("moenv",))
"""The method of the ``cfp`` view stands there."""


def parse_description(content: bytes) -> dict[str, Any]:
    """Return the description; `PackError` with every problem where it is no JSON, or a key is missing or of another type."""
    try:
        found = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as reason:
        raise PackError(Problem(message("the file is not JSON: {reason}", reason=reason), FILE)) from reason
    problems = _problems(found)
    if problems:
        raise PackError(problems)
    description: dict[str, Any] = found
    return description


def suitable_name(name: str) -> bool:
    """Say whether a pack may be called so: lower-case ASCII letters, digits, ``-`` and ``.``, a letter or digit at both ends.

    >>> suitable_name("my-pack"), suitable_name("My pack"), suitable_name("../x"), suitable_name("nul")
    (True, False, False, False)
    """
    return bool(NAME.fullmatch(name)) and ".." not in name and name.split(".")[0] not in RESERVED_NAMES


def plain_folder_name(name: str) -> bool:
    """Say whether a text is the name of a folder and nothing more: no path, no drive, no control character.

    >>> plain_folder_name("my-pack"), plain_folder_name("../x"), plain_folder_name("a/b"), plain_folder_name("..")
    (True, False, False, False)
    """
    return bool(name.strip()) and not set(name) & set("/\\:") and name.strip(". ") == name and not CONTROL.search(name)


def required_tables(description: dict[str, Any]) -> tuple[str, ...]:
    """Return the tables a pack must declare: none where it extends another, which has them."""
    if "extends" in description:
        return ()
    footprint = description.get("scope", FOOTPRINT) == FOOTPRINT
    sets = ("normalisation", "weighting") if footprint else ()
    return ("categories", "factors", *sets, *(("overrides",) if "base" in description else ()), "tests")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"“{twice}” stands twice")
    return dict(pairs)


def _problems(description: Any) -> list[Problem]:
    """Every key the loader reads, of the type it needs."""
    if not isinstance(description, dict):
        return [Problem(message("the description is not an object"), FILE)]
    wrong = [key for key in ("name", "version", "family", "title", "attribution") if not _text(description.get(key))]
    extends = "extends" in description
    wrong += [
        key for key, inner in LISTS.items() if not _entries(description.get(key), inner, empty=extends and key == "resources")
    ]
    if "base" in description and not _base(description["base"]):
        wrong.append("base")
    wrong += [key for key in ("sets", "scope", "title_zh") if key in description and not _text(description[key])]
    if extends and not _text(description["extends"]):
        wrong.append("extends")
    problems = [Problem(message("“{key}” is missing or not as it should be", key=key), FILE) for key in wrong]
    return problems or _meanings(description)


def _meanings(description: dict[str, Any]) -> list[Problem]:
    found = []
    if not suitable_name(description["name"]):
        found.append(
            message("“{name}” cannot be a pack's name: lower-case letters, digits, “-” and “.” only", name=description["name"])
        )
    family = description["family"].strip()
    if len(family) > FAMILY or family.casefold() in RESERVED_FAMILIES:
        found.append(message("“{family}” cannot be a pack's family", family=family[:FAMILY]))
    if "base" in description and "extends" in description:
        found.append(message("a pack has either “base” or “extends”, not both"))
    if description.get("scope", FOOTPRINT) not in SCOPES:
        found.append(
            message("the scope “{scope}” is none of: {known}", scope=description["scope"], known=", ".join(SCOPES)),
        )
    if "extends" in description and not plain_folder_name(description["extends"]):
        found.append(
            message("“{name}” is neither a pack's name nor that of a folder beside this one", name=description["extends"])
        )
    return [Problem(what, FILE) for what in found] + _tables(description)


def _tables(description: dict[str, Any]) -> list[Problem]:
    resources = description["resources"]
    if len(resources) > LIMITS.entries:
        return [Problem(message("{number} tables are declared", number=len(resources)), FILE)]
    names = [resource["name"] for resource in resources]
    problems = [
        Problem(message("the table “{table}” is not declared, or twice", table=f"{name}.csv"), FILE)
        for name in dict.fromkeys((*required_tables(description), *names))
        if names.count(name) != 1
    ]
    problems += [
        Problem(message("“{table}” is none of a pack's tables: {known}", table=name, known=", ".join(TABLES)), FILE)
        for name in dict.fromkeys(names)
        if name not in TABLES
    ]
    return problems


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= TEXT and not CONTROL.search(value)


def _entries(value: object, keys: tuple[str, ...], *, empty: bool) -> bool:
    return (
        isinstance(value, list)
        and (bool(value) or empty)
        and all(isinstance(entry, dict) and all(_text(entry.get(key)) for key in keys) for entry in value)
        and all("path" not in entry or _text(entry["path"]) for entry in value)
    )


def _base(base: object) -> bool:
    return isinstance(base, dict) and all(_text(base.get(key)) for key in BASE) and _fingerprints(base)


def _fingerprints(base: dict[str, Any]) -> bool:
    prints = base.get("categories")
    return isinstance(prints, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("factors"), int) and _text(entry.get("sha256"))
        for entry in prints.values()
    )
