"""Strategies for what the plant makes: roles, the rest of the plant, the product's share of plant totals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..messages import message
from ..text import fold, number
from ..units import find_unit
from .files.workbook import Cell
from .strategy_cells import Row, assume, cell, figure, of_table, said, unit_text

SHARE_TOLERANCE = 0.01
"""A share stated in the form may differ from the computed one by this part of it; the project's own choice (rounding to whole per
cent stays within it for shares above one half, to a tenth of a per cent for shares above 5 %)."""
SHARE_KEY = "產品占比"
"""Name of the allocation key that stands for the product's share of the plant."""

_PLANT_TOTAL = re.compile(r"^(?:全廠|工廠|廠區|plant)")


def roles(rows: list[Row]) -> list[Row]:
    """Mark the target product where the outputs have no such column: the one named as the product, or the only one."""
    outputs = of_table(rows, "outputs")
    if not outputs or any(cell(row, "role") for row in outputs):
        return rows
    product = next((fold(said(row, "product_name")) for row in of_table(rows, "basics")), "")
    parts = [row for row in outputs if not _PLANT_TOTAL.match(fold(said(row, "name")))]
    targets = [row for row in parts if product and fold(said(row, "name")) == product] or (parts if len(parts) == 1 else [])
    for row in outputs:
        is_target = len(targets) == 1 and row is targets[0]
        place = cell(row, "name")
        origin = place.origin if place else row["@origin"]
        if targets:
            row["role"] = Cell("target" if is_target else "other", origin)
        if is_target:
            assume(row, message("“{name}” was taken as the target product", name=said(row, "name")), origin)
    return rows


def rest_of_plant(rows: list[Row]) -> list[Row]:
    """Turn a row that gives the output of the whole plant (全廠總產量) into the other products: the total less the other rows."""
    outputs = of_table(rows, "outputs")
    totals = [row for row in outputs if _PLANT_TOTAL.match(fold(said(row, "name")))]
    if len(totals) != 1 or len(outputs) < 2:
        return rows
    total, parts = totals[0], [row for row in outputs if row is not totals[0]]
    changed = False
    for field_id in ("quantity", "mass", "hours", "value"):
        place = cell(total, field_id)
        if place is None or place.fault is not None:
            continue
        own, values = figure(total, field_id), [_in_unit_of(total, row, field_id) for row in parts]
        known = [value for value in values if value is not None]
        if own is None or len(known) < len(values):
            untold = total if own is None else parts[values.index(None)]
            _untold(total, untold, field_id)
            return rows
        rest = own - sum(known)
        if rest < 0:
            what = message(
                "the whole plant ({total}) makes less than its products together ({parts})", total=own, parts=own - rest
            )
            mend = message("give the total of the whole plant, or leave the row out")
            total[field_id] = replace(place, value=None, fault=what, mend=mend)
            return rows
        factor = total.get("@factors", {}).get(field_id, 1.0)
        total[field_id] = replace(place, value=rest / factor)
        if field_id == "quantity" and not said(total, "unit") and "unit" in total:
            total["unit"] = replace(total["unit"], value=unit_text(total) or None)
        changed = True
    if changed:
        name = cell(total, "name")
        origin = name.origin if name else total["@origin"]
        assume(
            total,
            message("“{name}” is the whole plant; the other products are what is left of it", name=said(total, "name")),
            origin,
        )
        total["name"] = Cell("其他產品", origin)
        total["role"] = Cell("other", origin)
        total.pop("stated_share", None)
    return rows


def _untold(total: Row, untold: Row, field_id: str) -> None:
    """Mark a figure of the whole plant from which the other products cannot be told."""
    place = cell(total, field_id)
    what = message(
        "the other products cannot be told from the whole plant: this figure of “{name}” is missing, cannot be read, or has"
        " another unit",
        name=said(untold, "name"),
    )
    mend = message(
        "give the figure for every product in the unit of the whole plant, or for none; or leave the row of the plant out"
    )
    if place is not None:
        total[field_id] = replace(place, value=None, fault=what, mend=mend)


def _in_unit_of(total: Row, row: Row, field_id: str) -> float | None:
    value = figure(row, field_id)
    if field_id != "quantity" or value is None:
        return value
    own, other = find_unit(unit_text(row)), find_unit(unit_text(total))
    if own is None or other is None or own.kind != other.kind:
        return None
    return value * own.factor / other.factor


def share_key(rows: list[Row]) -> list[Row]:
    """Add the allocation key `SHARE_KEY`, by which plant totals are multiplied with the product's share of the plant.

    Its basis is the one that the form names (field ``share_basis``), else mass where every output tells it, else the quantity
    where all are counted in one kind of unit, else hours. Value is taken only where the form names it, and needs the
    form's reason (field ``share_reason``). Where the form brings the key itself, nothing is added.
    """
    outputs = of_table(rows, "outputs")
    if not outputs or any(fold(said(row, "name")) == fold(SHARE_KEY) for row in of_table(rows, "allocation-keys")):
        return rows
    named = next((found for row in of_table(rows, "basics") if (found := cell(row, "share_basis"))), None)
    basis = next((basis for basis in ("mass", "quantity", "hours") if _amounts(outputs, basis)), None)
    if named is None and basis is None:
        return rows
    origin = named.origin if named else outputs[0]["@origin"]
    reason = next((found for row in of_table(rows, "basics") if (found := cell(row, "share_reason"))), None)
    row: Row = {
        "@table": "allocation-keys",
        "@origin": origin,
        "@factors": {},
        "name": Cell(SHARE_KEY, origin),
        "basis": named or Cell(basis, origin),
        "reason": reason or Cell(None, origin),
    }
    if named is None and basis is not None:
        words = {
            "mass": message("mass"),
            "quantity": message("quantity"),
            "hours": message("machine hours"),
        }
        assume(
            row,
            message(
                "the form does not say by what the plant is shared; the product's share was taken by {basis}", basis=words[basis]
            ),
            origin,
        )
    return [*rows, row]


def _amounts(outputs: Sequence[Row], basis: str) -> list[float]:
    """Return what each output has of a basis, in one unit; empty where one of them does not tell it."""
    values: list[float] = []
    kinds = set()
    for row in outputs:
        unit = find_unit(unit_text(row))
        value = figure(row, basis)
        if basis == "quantity" and unit is not None and value is not None:
            kinds.add(unit.kind)
            value *= unit.factor
        if basis == "mass" and value is None and unit is not None and unit.kind == "mass":
            quantity = figure(row, "quantity")
            value = None if quantity is None else quantity * unit.factor
        if value is None:
            return []
        values.append(value)
    return values if len(kinds) < 2 and sum(values) > 0 else []


def check_shares(rows: list[Row]) -> list[Row]:
    """Compare the shares that the form states (``stated_share`` of an output or of the basics) with those of the outputs.

    One that departs by more than `SHARE_TOLERANCE` of the computed share is a problem at its cell.
    """
    outputs = of_table(rows, "outputs")
    named = next(
        (said(row, "basis") for row in of_table(rows, "allocation-keys") if fold(said(row, "name")) == fold(SHARE_KEY)), ""
    )
    values = _amounts(outputs, _basis_id(named)) if named else []
    if not values:
        return rows
    shares = [value / sum(values) for value in values]
    for row, share in zip(outputs, shares, strict=True):
        _check_share(row, share)
    target = next((share for row, share in zip(outputs, shares, strict=True) if _is_target(row)), None)
    for row in of_table(rows, "basics") if target is not None else []:
        _check_share(row, target)
    return rows


def _basis_id(word: str) -> str:
    words = {
        "mass": ("質量", "重量"),
        "quantity": ("數量", "產量", "件數"),
        "hours": ("工時", "時數"),
        "value": ("產值", "金額", "經濟"),
    }
    folded = fold(word)
    return next((basis for basis, spellings in words.items() if basis == folded or any(s in folded for s in spellings)), "custom")


def _is_target(row: Row) -> bool:
    return fold(said(row, "role")) in ("target", "標的產品", "標的", "targetproduct")


def _check_share(row: Row, share: float | None) -> None:
    place = cell(row, "stated_share")
    stated = _share_of(place) if place else None
    if place is None or stated is None or share is None or abs(stated - share) <= SHARE_TOLERANCE * share:
        return
    row["stated_share"] = replace(
        place,
        fault=message(
            "the stated share is {stated} %, by the outputs it is {computed} %",
            stated=f"{100 * stated:.4g}",
            computed=f"{100 * share:.4g}",
        ),
        mend=message("correct the share, or the outputs from which it follows"),
    )


def _share_of(place: Cell) -> float | None:
    """Return a share as a fraction: "40%", 40, 0.4."""
    text = unicodedata.normalize("NFKC", str(place.value)).strip()
    value = number(text.removesuffix("%").strip())
    if value is None:
        return None
    return value / 100 if text.endswith("%") or (value > 1 and not place.percent) else value


PRODUCT_WORDS: Mapping[str, str] = {
    "產品": "target",
    "標的產品": "target",
    "product": "target",
    "聯產品": "co-product",
    "共產品": "co-product",
    "副產品": "co-product",
    "co-product": "co-product",
}


def route_outputs(rows: list[Row]) -> list[Row]:
    """Turn the rows of the groups 產品 and 聯產品 of a list into outputs of the plant (table ``outputs``)."""
    for row in rows:
        role = PRODUCT_WORDS.get(fold(said(row, "group")))
        if role is None or row["@table"] == "outputs":
            continue
        place = cell(row, "group")
        row["@table"] = "outputs"
        row["role"] = Cell(role, place.origin if place else row["@origin"])
        for source in ("amount", "amount_product", "amount_plant"):
            if cell(row, source):
                row["quantity"] = row[source]
                break
    return rows
