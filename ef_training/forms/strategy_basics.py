"""Strategies for the basics of a form: period and declared unit in one cell, a boundary that is not told."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import Any

from ..messages import Message, message
from ..text import day, fold, number, year
from ..units import find_unit
from .files.workbook import Cell
from .strategy_cells import Row, assume, cell, of_table, said

_UNTIL = re.compile(r"\s*(?:~|至|到|迄|—|–|－|\bto\b|\s-\s)\s*", re.IGNORECASE)
_MONTH = re.compile(r"(?:民國)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?$")
_NO_YEAR = re.compile(r"(\d{1,2})\s*[-/.月]\s*(?:(\d{1,2})\s*日?)?$")
_DECLARED = re.compile(r"^(?:每|per\s+)?\s*([\d.,]+|一|壹)?\s*(.+)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_USE = ("使用", "use")
_END = ("廢棄", "棄置", "end")
_DISTRIBUTION = ("配", "銷售", "運銷", "distribution")


def split_period(rows: list[Row]) -> list[Row]:
    """Turn one cell ``period`` ("113/1/1~113/12/31", "113年1月至12月", "113年度") into ``period_start`` and ``period_end``.

    Where the form has the two apart, they stay. A period of which nothing can be read is a problem at its cell.
    """
    for row in of_table(rows, "basics"):
        found = cell(row, "period")
        if cell(row, "period_start") or cell(row, "period_end") or (found and found.fault):
            continue
        where = found.origin if found else row["@origin"]
        if found is None:
            row["period_start"] = Cell(None, where, fault=message("the period is missing"), mend=_period_mend())
            continue
        ends = read_period(found.value)
        if ends is None:
            what = message("“{text}” is no period from one day to another", text=str(found.value))
            row["period_start"] = replace(found, value=None, fault=what, mend=_period_mend())
            continue
        start, end = ends
        row["period_start"], row["period_end"] = replace(found, value=start), replace(found, value=end)
        if len(re.findall(r"\d+", str(found.value))) < 6:
            what = message(
                "“{text}” was read as {start} to {end}", text=str(found.value), start=start.isoformat(), end=end.isoformat()
            )
            assume(row, what, where)
    return rows


def _period_mend() -> Message:
    return message("write the first and the last day of one year, for example 113/1/1~113/12/31")


def _declared_mend() -> Message:
    return message("write a number and a unit, for example 1 kg")


def read_period(value: Any) -> tuple[date, date] | None:
    """Return first and last day of a period written as one text, None where it is none.

    >>> read_period("113年1月至12月")
    (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    """
    text = unicodedata.normalize("NFKC", str(value)).strip()
    parts = [part for part in _UNTIL.split(text) if part]
    if len(parts) == 1 and (middle := re.fullmatch(r"(\d+/\d+/\d+)-(\d+/\d+/\d+)", text)):
        parts = list(middle.groups())
    if len(parts) == 1:
        alone = year(text)
        return (date(alone, 1, 1), date(alone, 12, 31)) if alone else None
    if len(parts) != 2:
        return None
    start = _first_day(parts[0])
    end = _last_day(parts[1], start) if start else None
    return (start, end) if start and end else None


def _first_day(text: str) -> date | None:
    month = _MONTH.match(text)
    found = year(text)
    if month and (of := year(month.group(1))) and 1 <= int(month.group(2)) <= 12:
        return date(of, int(month.group(2)), 1)
    return day(text) or (date(found, 1, 1) if found else None)


def _last_day(text: str, start: date) -> date | None:
    """Return the last day that a text means; where it names no year, in the year of ``start``."""
    month, short = _MONTH.match(text), _NO_YEAR.match(text)
    if found := day(text):
        return found
    if month and (of := year(month.group(1))) and 1 <= int(month.group(2)) <= 12:
        return date(of, int(month.group(2)), monthrange(of, int(month.group(2)))[1])
    if short and 1 <= int(short.group(1)) <= 12:
        last = monthrange(start.year, int(short.group(1)))[1]
        of_month = int(short.group(2) or last)
        return date(start.year, int(short.group(1)), of_month) if 1 <= of_month <= last else None
    alone = year(text)
    return date(alone, 12, 31) if alone else None


def split_declared_unit(rows: list[Row]) -> list[Row]:
    """Turn one cell ``declared`` ("1 公斤", "1000 個", "每公斤") into ``declared_amount`` and ``declared_unit``.

    A unit without a number means one of it. Where the declared unit is a mass and the form tells no mass per declared unit, the
    latter follows; it is noted. Something that holds no unit is a problem at its cell.
    """
    for row in of_table(rows, "basics"):
        found = cell(row, "declared")
        if found is None and cell(row, "declared_unit") is None:
            missing = message("the declared unit is missing")
            row["declared_unit"] = Cell(None, row["@origin"], fault=missing, mend=_declared_mend())
            continue
        if found is None or found.fault or cell(row, "declared_unit"):
            _mass_of_declared(row)
            continue
        match = _DECLARED.match(_BRACKETS.sub("", unicodedata.normalize("NFKC", str(found.value)).strip()))
        unit = find_unit(match.group(2)) if match else None
        written = match.group(1) if match else None
        amount = 1.0 if written in (None, "一", "壹") else number(written)
        if unit is None or unit.kind == "share" or amount is None:
            what = message("“{text}” is no declared unit: a number and a unit", text=str(found.value))
            row["declared_unit"] = replace(found, value=None, fault=what, mend=_declared_mend())
            continue
        if cell(row, "declared_amount") is None:
            row["declared_amount"] = replace(found, value=amount)
            if written is None:
                what = message("the declared unit “{text}” was read as 1 {unit}", text=str(found.value), unit=unit.code)
                assume(row, what, found.origin)
        row["declared_unit"] = replace(found, value=match.group(2) if match else "")
        _mass_of_declared(row)
    return rows


def _mass_of_declared(row: Row) -> None:
    """Add the mass of one declared unit where that unit is a mass, and the form does not tell it again; else it is missing."""
    unit, amount, place = find_unit(said(row, "declared_unit")), number(said(row, "declared_amount")), cell(row, "declared_unit")
    if cell(row, "mass_per_unit"):
        return
    if unit is None or place is None or amount is None or unit.kind != "mass":
        missing = message("the mass of the product in one declared unit is missing")
        mend = message("give the mass of the product in kg")
        row["mass_per_unit"] = Cell(None, place.origin if place else row["@origin"], fault=missing, mend=mend)
        return
    mass = amount * unit.factor
    row["mass_per_unit"] = replace(place, value=mass)
    row["@factors"] = {key: value for key, value in row.get("@factors", {}).items() if key != "mass_per_unit"}
    assume(row, message("the mass per declared unit follows from the unit: {mass} kg", mass=f"{mass:g}"), place.origin)


def boundary_from_stages(rows: list[Row]) -> list[Row]:
    """Add the system boundary where the form does not tell it: by the last life-cycle stage of which it has rows."""
    for row in of_table(rows, "basics"):
        if cell(row, "boundary"):
            continue
        stages = [fold(said(other, "stage")) for other in rows if said(other, "stage")]
        late = any(stage.startswith((*_USE, *_END)) for stage in stages)
        out = any(stage.startswith(_DISTRIBUTION) for stage in stages)
        boundary = "cradle-to-grave" if late else "cradle-to-gate-and-distribution" if out else "cradle-to-gate"
        row["boundary"] = Cell(boundary, row["@origin"])
        named = {
            "cradle-to-grave": message("cradle to grave"),
            "cradle-to-gate-and-distribution": message("cradle to gate with distribution"),
            "cradle-to-gate": message("cradle to gate"),
        }[boundary]
        assume(row, message("the form names no system boundary; by its stages it is {boundary}", boundary=named), row["@origin"])
    return rows
