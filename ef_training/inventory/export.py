"""A normalised inventory for other programs: as plain data (`as_dict`), and as rows of the standard form (`to_rows`).

Words are ids, units codes, dates ISO dates, shares 0–1, places texts ("Materials!D7"); amounts are as written, at the level at
which the company counted them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from ..messages import Message
from .export_rows import to_rows
from .model import LEVELS, AllocationKey, Inventory, Line, Origin

__all__ = ["SCHEMA", "as_dict", "to_rows", "without_origins"]

SCHEMA = "1"
PLACES = frozenset(("origin", "origins", "form", "assumptions", "ignored"))
"""Keys that tell where something stands or how it was read, not what the company says."""


def as_dict(inventory: Inventory, *, lang: str = "en") -> dict[str, Any]:
    """Return an inventory as plain data that JSON can hold.

    Parameters
    ----------
    lang : str
        Language of the sentences on assumptions and rows passed over.

    Returns
    -------
    dict
        ``schema``, ``form`` (file, sha256, importer, importer_sha256, language), ``company``, ``product``, ``period`` (start,
        end) and the lists ``outputs``, ``allocation_keys``, ``stocks``, ``process_steps``, ``balance_entries``, ``lines``,
        ``targets``, ``custom_factors``, ``assumptions`` and ``ignored`` in the order of the form. Records have the fields of
        `ef_training.inventory.model`; keys have their ``shares`` beside ``values``. A value that was not given is null.
    """
    return {
        "schema": SCHEMA,
        "form": {
            "file": inventory.source,
            "sha256": inventory.source_sha256,
            "importer": inventory.importer,
            "importer_sha256": inventory.importer_sha256,
            "language": inventory.language,
        },
        "company": _plain(inventory.company, lang),
        "product": _plain(inventory.product, lang),
        "period": {"start": inventory.period_start.isoformat(), "end": inventory.period_end.isoformat()},
        "outputs": _plain(inventory.outputs, lang),
        "allocation_keys": [_key(key, lang) for key in inventory.allocation_keys],
        "stocks": _plain(inventory.stocks, lang),
        "process_steps": _plain(inventory.process_steps, lang),
        "balance_entries": _plain(inventory.balance_entries, lang),
        "lines": [_line(line, lang) for line in inventory.lines],
        "targets": _plain(inventory.targets, lang),
        "custom_factors": _plain(inventory.custom_factors, lang),
        "assumptions": _plain(inventory.assumptions, lang),
        "ignored": _plain(inventory.ignored, lang),
    }


def without_origins(content: Any) -> Any:
    """Return the data of `as_dict` without places, file and notes on reading: what the company says, and nothing else."""
    if isinstance(content, Mapping):
        return {key: without_origins(value) for key, value in content.items() if key not in PLACES}
    if isinstance(content, list):
        return [without_origins(item) for item in content]
    return content


def _key(key: AllocationKey, lang: str) -> dict[str, Any]:
    content: dict[str, Any] = _plain(key, lang)
    return {**content, "shares": {name: key.share(name) for name in key.values}}


def _line(line: Line, lang: str) -> dict[str, Any]:
    """Return a line; what is told at other levels stands in the order of the levels."""
    content: dict[str, Any] = _plain(line, lang)
    content["also"].sort(key=lambda stated: LEVELS.index(stated["level"]))
    return content


def _plain(value: Any, lang: str) -> Any:
    """Return a record, or whatever it holds, as data that JSON can hold."""
    if isinstance(value, (Origin, Message)):
        return value.render(lang) if isinstance(value, Message) else str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), lang) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item, lang) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item, lang) for item in value]
    return value.isoformat() if isinstance(value, date) else value
