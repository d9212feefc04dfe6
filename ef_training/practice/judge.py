"""Why one factor fits a line and another does not, in plain words: with the key beside it, or by the factor alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..factors.years import undated
from ..inventory.bridge import Asked
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from ..numbers import plain, significant
from ..text import fold
from ..units import find_unit
from .transport import MODES, modes
from .values import Known, Pick, Said, Values

if TYPE_CHECKING:
    from ..factors.catalogue import Factor

KINDS = {
    "right": msg("right"),
    "year": msg("right product, other data year"),
    "multiplier": msg("right factor, multiplier missing"),
    "part": msg("part of the answer"),
    "double": msg("counted twice"),
    "unit": msg("other kind of unit"),
    "role": msg("fuel: upstream or use"),
    "electricity": msg("electricity: part of the footprint"),
    "gwp": msg("other GWP set"),
    "boundary": msg("boundary reaches too far"),
    "gate": msg("one process only"),
    "foreign": msg("foreign data"),
    "reference": msg("value for reference only"),
    "product": msg("other product"),
    "none": msg("no acceptable factor"),
    "defensible": msg("no factor: defensible"),
    "mode": msg("other means of transport"),
    "left-out": msg("left out"),
    "nothing": msg("nothing chosen"),
    "newer": msg("a nearer data year is there"),
    "asked": msg("a figure is missing on the form"),
    "concentration": msg("concentration not counted"),
}
"""Kinds of difference, with what they are called."""

MATERIALS = frozenset(("material", "auxiliary", "packaging"))
"""Groups whose products go on in the company's own: a factor to the grave would count their use and disposal a second time."""

FIELDS = {
    "density": msg("the density (kg/L)"),
    "mass_per_piece": msg("the mass per piece (kg)"),
    "heat_value": msg("the heat value (MJ per unit)"),
}

ALIKE = 0.01
"""Parts by which two amounts may differ and still be one (rounding of multipliers to two digits; the project's own choice)."""


@dataclass(frozen=True)
class Remark:
    """One thing to say about a choice; ``kind`` is one of `KINDS`."""

    kind: str
    said: Message


def same_product(one: Known, other: Known) -> bool:
    """Tell whether two factors are of one product in one kind of unit."""
    return one.kind == other.kind and undated(one.name) == undated(other.name) and ratio(one, other) is not None


def ratio(one: Known, other: Known) -> float | None:
    """Return how many times the value of another factor one is, per the same unit; None across kinds of unit and for zero."""
    own, others = find_unit(one.unit), find_unit(other.unit)
    if own is None or others is None or own.kind != others.kind or other.value == 0:
        return None
    return (one.value / own.factor) / (other.value / others.factor)


def judge_pair(line: UnitLine, pick: Pick, chosen: Known, key: Known, values: Values, period: int) -> Iterator[Remark]:
    """Yield what sets a chosen factor apart from that of the key, the most important first."""
    if not values.meets(line, pick):
        yield _unit(line, chosen)
    if same_product(chosen, key) and chosen.year != key.year:
        yield Remark(
            "year",
            message(
                "the product is right; your data are of {year}, the key's of {key_year}, the inventory is of {period}. Choose by "
                "data year, not by the year of announcement",
                year=chosen.year or "?",
                key_year=key.year or "?",
                period=period,
            ),
        )
    yield from _roles(chosen, key)
    if chosen.kind == key.kind == "gwp" and chosen.target.split("@")[0] == key.target.split("@")[0]:
        yield Remark(
            "gwp",
            message(
                "the substance is right; the key takes the GWP of {key}, you took {chosen}. One inventory keeps to one set",
                key=key.gwp_set,
                chosen=chosen.gwp_set,
            ),
        )
        return
    if chosen.boundary == "cradle-to-grave" != key.boundary and line.line.group in MATERIALS:
        yield _grave(chosen)
    if chosen.boundary == "gate-to-gate" != key.boundary:
        yield _gate(chosen)
    same = same_product(chosen, key)
    if not same:
        yield Remark("product", _other(chosen, key))
    if chosen.foreign and not key.foreign:
        yield _foreign(chosen, key if same else None)
    if chosen.reference and not key.reference:
        yield _reference(chosen)


def _other(chosen: Known, key: Known) -> Message:
    times = ratio(chosen, key)
    if times is None:
        return message("you took “{chosen}”, the key takes “{key}”", chosen=chosen.shown, key=key.shown)
    return message(
        "you took “{chosen}” ({value} kg CO2e/{unit}), the key takes “{key}” ({key_value} kg CO2e/{key_unit}): per unit, yours "
        "is {times} times as much",
        chosen=chosen.shown,
        value=significant(chosen.value),
        unit=chosen.unit,
        key=key.shown,
        key_value=significant(key.value),
        key_unit=key.unit,
        times=significant(times, 2),
    )


def _roles(chosen: Known, key: Known) -> Iterator[Remark]:
    """Yield that one factor counts another part of a fuel or of electricity than the key's does."""
    if chosen.role == key.role:
        return
    if {chosen.role, key.role} <= {"fuel-use", "fuel-upstream", ""} and "fuel-use" in (chosen.role, key.role):
        yield _upstream(chosen) if key.role == "fuel-use" and chosen.role == "fuel-upstream" else _fuel(chosen, key)
    if key.role == "electricity" and chosen.role.startswith("electricity-"):
        yield _electricity(chosen)


def _fuel(chosen: Known, key: Known) -> Remark:
    if chosen.role == "fuel-use":
        return Remark(
            "role",
            message(
                "“{name}” counts the burning of the fuel too. Here nothing is burned, so take one without it: “{key}”",
                name=chosen.shown,
                key=key.shown,
            ),
        )
    return Remark("role", message("the fuel is burned here: take the factor of its use, “{key}”", key=key.shown))


def judge_alone(
    line: UnitLine, pick: Pick, chosen: Known, values: Values, period: int, *, several: bool = False
) -> Iterator[Remark]:
    """Yield what can be said about a chosen factor without a key; ``several``: the line has other factors beside it."""
    group = line.line.group
    asked = values.asked(line, pick) if not pick.multiplier_unit else None
    if not values.meets(line, pick):
        yield _unit(line, chosen)
    elif asked is not None:
        yield missing_figure(asked)
    yield from _mode(line, chosen)
    if group == "energy" and chosen.role == "fuel-upstream":
        yield _upstream(chosen)
    if group in MATERIALS and chosen.role == "fuel-use" and not several:
        yield Remark(
            "role",
            message("“{name}” counts the burning of the fuel too; is it burned here? A material is not", name=chosen.shown),
        )
    if chosen.role in ("electricity-upstream", "electricity-direct"):
        yield _electricity(chosen)
    if chosen.boundary == "cradle-to-grave" and group in MATERIALS:
        yield _grave(chosen)
    if chosen.boundary == "gate-to-gate" and group in MATERIALS:
        yield _gate(chosen)
    if chosen.reference:
        yield _reference(chosen)
    yield from _better(chosen, values, period)
    if line.line.concentration is not None and pick.multiplier == 1 and "%" not in fold(chosen.name):
        yield Remark(
            "concentration",
            message(
                "the line is a solution of {share}; does “{name}” stand for the pure substance? Then multiply by the "
                "concentration",
                share=f"{100 * line.line.concentration:g} %",
                name=chosen.shown,
            ),
        )


def _mode(line: UnitLine, chosen: Known) -> Iterator[Remark]:
    """Yield that a leg goes by another means of transport than the factor is of."""
    if line.line.group != "transport":
        return
    texts = (line.line.treatment, line.line.name, line.line.note)
    own, other = next(filter(None, map(modes, texts)), frozenset()), modes(chosen.name)
    if own and other and not own & other:
        what = message(
            "the leg goes {own}, “{name}” is transport {other}",
            own=message(MODES[min(own)][0]),
            name=chosen.shown,
            other=message(MODES[min(other)][0]),
        )
        yield Remark("mode", what)


def _better(chosen: Known, values: Values, period: int) -> Iterator[Remark]:
    """Yield that the catalogue has the same product for Taiwan, or of a data year nearer to the period."""
    if chosen.kind != "factor":
        return
    same = [values.find("factor", factor.factor_id) for factor in _same(chosen, values)]
    others = [known for known in same if known is not None and ratio(known, chosen) is not None]
    home = next((known for known in others if not known.foreign), None)
    if chosen.foreign and home is not None:
        yield _foreign(chosen, home)
    dated = [known for known in others if known.year and not known.foreign]
    nearest = min(dated, key=lambda known: abs((known.year or 0) - period), default=None)
    if nearest is not None and chosen.year and abs((nearest.year or 0) - period) < abs(chosen.year - period):
        yield Remark(
            "newer",
            message(
                "the same product is there with data of {year} ({factor_id}); yours are of {own}, the inventory is of {period}",
                year=nearest.year,
                factor_id=nearest.target,
                own=chosen.year,
                period=period,
            ),
        )


def _same(chosen: Known, values: Values) -> Iterator[Factor]:
    name = undated(chosen.name)
    return (
        factor
        for factor in values.catalogue
        if factor.offered and factor.factor_id != chosen.target and undated(factor.name) == name and factor.role == chosen.role
    )


def places(known: Known) -> str:
    """Return the countries a factor stands for, as a sentence lists them."""
    return ", ".join(filter(None, known.region.split(";")))


def _foreign(chosen: Known, home: Known | None) -> Remark:
    if home is None:
        what = message(
            "“{name}” is data of {region}; the key's are not from abroad, so look for Taiwan's first",
            name=chosen.shown,
            region=places(chosen),
        )
        return Remark("foreign", what)
    what = message(
        "“{name}” is data of {region}; for Taiwan there is “{key}” ({factor_id})",
        name=chosen.shown,
        region=places(chosen),
        key=home.shown,
        factor_id=home.target,
    )
    return Remark("foreign", what)


def _unit(line: UnitLine, chosen: Known) -> Remark:
    what = message(
        "the line is in {unit}, “{name}” is per {other}: the two count different things, so no amount follows",
        unit=line.line.unit,
        name=chosen.shown,
        other=chosen.unit,
    )
    return Remark("unit", what)


def missing_figure(asked: Asked) -> Remark:
    """Return what the form must say before the units meet."""
    name = FIELDS.get(asked.field, asked.field)
    return Remark("asked", message("fill in {what} on the form, so that the units meet", what=message(name)))


def _upstream(chosen: Known) -> Remark:
    return Remark(
        "role",
        message(
            "“{name}” ends with the delivered fuel (未燃燒): the burning, mostly the larger part, is missing. Take the factor of "
            "its use, and never both: that of the use holds the other",
            name=chosen.shown,
        ),
    )


def _electricity(chosen: Known) -> Remark:
    return Remark(
        "electricity",
        message(
            "“{name}” is only a part: a product footprint takes 電力碳足跡, which holds the power plants and what comes before "
            "them",
            name=chosen.shown,
        ),
    )


def _grave(chosen: Known) -> Remark:
    return Remark(
        "boundary",
        message(
            "“{name}” reaches to the grave: its use and disposal are in it, and would be counted again with your product. A "
            "material takes a factor from cradle to gate",
            name=chosen.shown,
        ),
    )


def _gate(chosen: Known) -> Remark:
    return Remark(
        "gate",
        message("“{name}” counts one process only (gate to gate): the raw materials before it are missing", name=chosen.shown),
    )


def _reference(chosen: Known) -> Remark:
    return Remark("reference", message("the catalogue offers “{name}” for reference only", name=chosen.shown))


def multiplier_said(pick: float | None, key: float, unit: str, reason: str) -> Message:
    """Return that the factor is right and the amount must be multiplied."""
    shown = plain(key) + (f" {unit}" if unit and unit != "kg/kg" else "")
    if pick is None or pick == 1:
        return message(
            "the factor is right; the amount must be multiplied by {key} ({reason})",
            key=shown,
            reason=Said(reason) if reason else "?",
        )
    return message(
        "the factor is right; you multiply by {own}, the key by {key} ({reason})",
        own=plain(pick),
        key=shown,
        reason=Said(reason) if reason else "?",
    )
