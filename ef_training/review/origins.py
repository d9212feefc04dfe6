"""Cells that a finding points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..inventory.model import AllocationKey, Inventory, Line, Origin, Output, Product


def cells(record: Line | Output | Product, *names: str) -> tuple[Origin, ...]:
    """Return the cells of some fields of a record, in that order; its own place where it has none of them."""
    found = _known(record.origins, names)
    if found or isinstance(record, Product):
        return found
    return (record.origin,) if str(record.origin) else ()


def key_cell(key: AllocationKey) -> tuple[Origin, ...]:
    """Return the cell of an allocation key."""
    return (key.origin,) if str(key.origin) else ()


def named(inventory: Inventory, *names: str) -> tuple[Origin, ...]:
    """Return the cells of entries of the first sheet."""
    return _known(inventory.product.origins, names)


def sheet_of(lines: Iterable[Line]) -> tuple[Origin, ...]:
    """Return the sheet of the first of some lines, without a cell: where something is missing."""
    return next(((Origin(line.origin.workbook, line.origin.sheet),) for line in lines if line.origin.sheet), ())


def _known(origins: Mapping[str, Origin], names: Iterable[str]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origins[name] for name in names if name in origins))
