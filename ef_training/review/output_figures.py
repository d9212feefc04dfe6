"""Figures of the table of outputs that do not fit each other: grams for kilograms, thousands of dollars, minutes for hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..inventory.model import AllocationKey, Inventory, Output
from ..messages import Message, message, msg
from ..numbers import percent, significant
from ..text import fold
from ..units import unit
from .basics import mass_in_doubt
from .material_balance import output_mass
from .model import Finding
from .origins import cells, key_cell
from .settings import ReviewSettings

NAME = "allocation"
FIGURES = ("mass", "value", "hours", "custom")
FIGURE_NAMES = MappingProxyType(
    {
        "mass": msg("the mass per piece, kg"),
        "value": msg("the value per piece"),
        "hours": msg("the hours per piece"),
        "custom": msg("the basis of its own per piece"),
    }
)
FIELDS = MappingProxyType({"mass": "mass", "value": "value", "hours": "hours", "custom": "custom", "quantity": "quantity"})
WHY = msg("the table of outputs shares every plant total; one figure in another unit shifts them all")


def odd_figures(inventory: Inventory, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield outputs with a figure per piece far from that of every other output.

    An output that is apart in everything is merely smaller or larger than the others. The target's mass is not looked at where
    it contradicts the mass of one piece: that is said already.
    """
    for output, odd in _odd(inventory, settings):
        what = Message(
            "; ".join(f"{{figure_{number}}}" for number in range(len(odd))),
            {f"figure_{number}": _told(output, *figure) for number, figure in enumerate(odd.items())},
        )
        yield Finding(
            NAME,
            "output-figure-apart",
            "question",
            what,
            message(WHY),
            message("give all masses in kg, all values in TWD, all hours in h, and all figures of one basis in one unit"),
            cells(output, *(FIELDS[name] for name in odd), "quantity"),
            subject=fold(output.name),
        )


def bases_in_doubt(inventory: Inventory, settings: ReviewSettings) -> frozenset[str]:
    """Return the bases of keys in which a figure of some output is apart: what is shared by them has no ground."""
    return frozenset(name for _, odd in _odd(inventory, settings) for name in odd)


def key_apart(inventory: Inventory, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield keys (those by value and mass aside) by which a kg of the product bears far more or less than one of the others."""
    if mass_in_doubt(inventory, settings):
        return
    named = bases_in_doubt(inventory, settings)
    if "mass" in named:
        return
    name = inventory.target_output.name
    for key in inventory.allocation_keys:
        by_mass, share = _mass_share(inventory, key), key.share(name) / key.parent_share if key.parent_share else 0.0
        if key.basis in ("mass", "value") or by_mass is None or not (0 < share < 1 and 0 < by_mass < 1):
            continue
        ratio = share / (1 - share) / (by_mass / (1 - by_mass))
        if 1 / settings.key_apart <= ratio <= settings.key_apart or key.basis in named:
            continue
        yield Finding(
            NAME,
            "key-apart-from-mass",
            "question",
            message(
                "the key “{name}” gives the product {share}, by mass it would be {mass}: per kg it bears {ratio} times as much as"
                " the other outputs",
                name=key.name,
                share=percent(share),
                mass=percent(by_mass),
                ratio=significant(ratio, 2),
            ),
            message(WHY),
            message(
                "check the figure of the product against those of the others (hours or minutes, m2 or cm2); explain it if so"
            ),
            (*cells(inventory.target_output, FIELDS.get(key.basis, "custom")), *key_cell(key)),
            subject=fold(key.name),
        )


def _told(output: Output, figure: str, others: tuple[float, Sequence[float]]) -> Message:
    own, rest = others
    return message(
        "output “{name}”: {figure} is {own}, of the others {low} to {high}",
        name=output.name,
        figure=message(FIGURE_NAMES[figure]),
        own=significant(own),
        low=significant(min(rest)),
        high=significant(max(rest)),
    )


def _odd(inventory: Inventory, settings: ReviewSettings) -> Iterator[tuple[Output, Mapping[str, tuple[float, Sequence[float]]]]]:
    """Yield every output with the figures by which it is apart, each with its own and the others' value per piece."""
    for kind in dict.fromkeys(unit(output.unit).kind for output in inventory.outputs):
        group = [output for output in inventory.outputs if unit(output.unit).kind == kind and output.quantity > 0]
        taken: set[str] = set()  # of two outputs, either is apart from the other: the first is named
        for output in group:
            found = {
                name: (own, rest)
                for name in FIGURES
                if (own := _per_piece(output, name)) and (rest := _rest(group, output, name))
            }
            odd = {name: pair for name, pair in found.items() if _apart(*pair, settings.outputs_apart) and name not in taken}
            if output.role == "target" and mass_in_doubt(inventory, settings):
                odd.pop("mass", None)
            if odd and (len(odd) < len(found) or len(found) == 1):
                taken |= odd.keys() if len(group) == 2 else set()
                yield output, odd


def _rest(group: Sequence[Output], output: Output, name: str) -> list[float]:
    return [figure for other in group if other is not output and (figure := _per_piece(other, name))]


def _per_piece(output: Output, name: str) -> float | None:
    figure = output_mass(output.mass, output.quantity, output.unit) if name == "mass" else getattr(output, name)
    return None if figure is None else figure / (output.quantity * unit(output.unit).factor)


def _apart(own: float, rest: Sequence[float], factor: float) -> bool:
    return own > factor * max(rest) or own * factor < min(rest)


def _mass_share(inventory: Inventory, key: AllocationKey) -> float | None:
    """Return the target's share by mass among the outputs that a key serves; None where a mass is not known."""
    masses = {output.name: output_mass(output.mass, output.quantity, output.unit) for output in inventory.outputs}
    served = [masses.get(name) for name, value in key.values.items() if value]
    own = masses.get(inventory.target_output.name)
    if own is None or None in served or inventory.target_output.name not in key.values:
        return None
    whole = sum(mass for mass in served if mass is not None)
    return own / whole if whole else None
