"""Fuel and electricity: supply and burning counted twice, or one of the two forgotten.

MOENV's factors of fuels come as 未燃燒 (supply alone) and 使用 (supply and burning); the greenhouse-gas table holds the burning
alone. 電力碳足跡 = direct factor + 電力間接碳足跡. Datasets of heat burn their fuel; datasets of fuels do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ...inventory.fuels import fuel_of
from ...inventory.model import VIEWS, Line
from ...messages import Message, message, msg
from ...units import find_unit
from ..energy import is_electricity
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has, words
from .chosen import Chosen, choice_words, chosen, find, link_cells, places
from .gases import greenhouse_gas
from .parts import BURNING, ELECTRICITY, SUPPLY, WHOLE, Part, part_of

NAME = "roles"
WHY_TWICE = msg(
    "factors of fuels in use and datasets of heat hold supply and burning; 電力碳足跡 is the direct factor and 電力間接碳足跡"
)
MEND_TWICE = msg("keep the one that holds both; delete the other")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what is counted twice on one line, on two lines or beside an emission, and what lacks its other half."""
    found = chosen(reviewed)
    lines = [line for line in found.lines() if line.group == "energy"]
    for view in VIEWS:
        parts = {line.line_id: _parts(line, view, found) for line in lines}
        emissions = list(_emissions(found, view))
        twice: set[str] = set()
        for line in lines:
            own = parts[line.line_id]
            told = list(_on_one_line(line, own))
            twice |= {line.line_id} if told else set()
            yield from told
            yield from _carrier(line, own)
            yield from _electricity(line, view, own, found)
        yield from _on_two_lines(lines, parts, reviewed, settings)
        yield from _beside_an_emission(lines, parts, emissions)
        for line in lines:
            if line.line_id not in twice:
                yield from _half(line, parts[line.line_id], parts, emissions)


def _parts(line: Line, view: str, found: Chosen) -> list[Part]:
    return [part for choice in found.own(line.line_id, view) if (part := part_of(choice)) is not None]


def _emissions(found: Chosen, view: str) -> Iterator[Part]:
    """Yield the burning that is booked on lines of emissions to air, those of other gases aside."""
    for choice in found.judged:
        other = greenhouse_gas(choice.line.name) not in ("", "carbon_dioxide")
        if choice.line.group == "emission-air" and choice.target.view == view and not other:
            part = part_of(choice)
            if part is not None and part.part == BURNING:
                yield part


def _on_one_line(line: Line, own: Sequence[Part]) -> Iterator[Finding]:
    for one, other in combinations(own, 2):
        same = not one.carrier or not other.carrier or one.carrier == other.carrier
        overlap = (one.does_supply and other.does_supply) or (one.does_burning and other.does_burning)
        if not same or not overlap or _shared(line, own):
            continue
        yield find(
            NAME,
            f"twice-{one.part}-{other.part}",
            "error",
            other.choice,
            message(
                "line {line} ({name}) is linked to {one} and to {other}: a part of it is counted twice",
                line=line.line_id,
                name=line.name,
                one=one.choice.label,
                other=other.choice.label,
            ),
            message(WHY_TWICE),
            message(MEND_TWICE),
            where=(*link_cells(other.choice.target), *link_cells(one.choice.target), *cells(line, "name")),
        )


def _shared(line: Line, own: Sequence[Part]) -> bool:
    """Whether the targets share the line among them: multipliers of one kind of unit that add up to one."""
    unit = find_unit(line.unit)
    if len({part.part for part in own}) > 1:
        return False
    same = [part for part in own if (find_unit(part.choice.item.unit) or unit) == unit and not part.choice.target.multiplier_unit]
    return len(same) == len(own) and sum(part.choice.target.multiplier for part in same) <= 1.05


def _on_two_lines(
    lines: Sequence[Line], parts: dict[str, list[Part]], reviewed: Reviewed, settings: ReviewSettings
) -> Iterator[Finding]:
    """One fuel with one amount on two lines, of which one holds what the other counts as well."""
    amounts = {item.line.line_id: item.amount for item in reviewed.lines}
    for one, other in combinations(lines, 2):
        a, b = amounts.get(one.line_id), amounts.get(other.line_id)
        if not a or not b or one.unit != other.unit or one.stage != other.stage or abs(a / b - 1) > settings.same_amount:
            continue
        pairs = [
            (p, q)
            for p in parts[one.line_id]
            for q in parts[other.line_id]
            if p.carrier and p.carrier == q.carrier and {p.part, q.part} in ({WHOLE, SUPPLY}, {WHOLE, BURNING})
        ]
        for p, q in pairs[:1]:
            yield find(
                NAME,
                "twice-on-two-lines",
                "error",
                q.choice,
                message(
                    "lines {one} and {other} have one amount of one fuel: {target} holds what {half} counts again",
                    one=one.line_id,
                    other=other.line_id,
                    target=(p if p.part == WHOLE else q).choice.label,
                    half=(q if p.part == WHOLE else p).choice.label,
                ),
                message(WHY_TWICE),
                message("keep one line with the factor “in use”; or supply on one and burning on the other"),
                where=(*places(q.choice), *places(p.choice)),
            )


def _beside_an_emission(lines: Sequence[Line], parts: dict[str, list[Part]], emissions: Sequence[Part]) -> Iterator[Finding]:
    """The burning of a fuel as an emission of its own, beside a factor or dataset that holds it."""
    for emission in emissions:
        line = emission.choice.line
        own = fuel_of(line.name)
        named = own is not None or has(line.name, words()["emission"]["burning"])
        for fuel in lines:
            held = [
                part
                for part in parts[fuel.line_id]
                if part.part == WHOLE and part.carrier not in ("", ELECTRICITY) and fuel.stage == line.stage
            ]
            meant = [part for part in held if own is None or part.carrier == own.name]
            if not meant:
                continue
            yield find(
                NAME,
                "burned-twice",
                "warning" if named else "question",
                emission.choice,
                message(
                    "line {line} ({name}) books CO2; the burning of the fuel in line {fuel} ({other}) is in {target} already",
                    line=line.line_id,
                    name=line.name,
                    fuel=fuel.line_id,
                    other=fuel.name,
                    target=meant[0].choice.label,
                ),
                message(WHY_TWICE),
                message("leave the emission out; or link the fuel to its supply alone (未燃燒, a dataset of the fuel)"),
                where=(*places(emission.choice), *places(meant[0].choice)),
            )
            break


def _half(line: Line, own: Sequence[Part], parts: dict[str, list[Part]], emissions: Sequence[Part]) -> Iterator[Finding]:
    """Supply without burning, or burning without supply."""
    for carrier in dict.fromkeys(part.carrier for part in own):
        mine = [part for part in own if part.carrier in (carrier, "")]
        if not carrier or any(part.part == WHOLE for part in mine):
            continue
        halves = {part.part for part in mine}
        elsewhere = {part.part for line_id, others in parts.items() if line_id != line.line_id for part in others
                     if part.carrier == carrier and part.part != WHOLE}  # fmt: skip
        elsewhere |= {BURNING for part in emissions if part.carrier in ("", carrier) and carrier != ELECTRICITY}
        if halves | elsewhere >= {SUPPLY, BURNING}:
            continue
        yield _lacking(line, mine, carrier, next(iter(halves)))


def _lacking(line: Line, mine: Sequence[Part], carrier: str, half: str) -> Finding:
    told = {"line": line.line_id, "name": line.name, "target": listed(part.choice.label for part in mine)}
    if carrier == ELECTRICITY:
        what = (
            message("line {line} ({name}) is linked to {target}, the direct part of electricity alone", **told)
            if half == BURNING
            else message("line {line} ({name}) is linked to {target}, the indirect part of electricity alone", **told)
        )
        mend: Message = message(
            "a product footprint takes 電力碳足跡 (direct and indirect together), of the year nearest the period"
        )
    elif half == SUPPLY:
        what = message("line {line} ({name}) is burned, but {target} counts its supply alone", **told)
        mend = message(
            "take the factor of the fuel in use, or a dataset of heat (of burning in machines); or book the burning too"
        )
    else:
        what = message("line {line} ({name}) is linked to {target}, the burning alone", **told)
        mend = message("take the factor of the fuel in use, or add its supply (未燃燒)")
    why = message("supply and burning both belong to the product; burning is mostly four fifths of a fuel's climate score")
    where = (*(place for part in mine for place in link_cells(part.choice.target)), *cells(line, "name"))
    return find(NAME, f"{half}-alone", "warning", mine[0].choice, what, why, mend, where=where)


def _carrier(line: Line, own: Sequence[Part]) -> Iterator[Finding]:
    """A fuel linked to another one, electricity to a fuel."""
    fuel = fuel_of(line.name)
    carrier = ELECTRICITY if is_electricity(line) else fuel.name if fuel else ""
    for part in own:
        if carrier and part.carrier and part.carrier != carrier:
            yield find(
                NAME,
                "another-fuel",
                "error",
                part.choice,
                message(
                    "line {line} ({name}) is linked to another source of energy: {target}",
                    line=line.line_id,
                    name=line.name,
                    target=part.choice.label,
                ),
                message("fuels differ in heat value, in their chain and in what their burning gives off"),
                message("choose the factor and dataset of the fuel that is burned"),
            )


def _electricity(line: Line, view: str, own: Sequence[Part], found: Chosen) -> Iterator[Finding]:
    """Grid electricity linked to renewable plants, or to electricity at the power plant instead of at the meter."""
    if not is_electricity(line):
        return
    green = has(f"{line.name} {line.note} {line.supplier}", choice_words()["electricity"]["renewable"])
    for choice in found.own(line.line_id, view):
        part = next((part for part in own if part.choice is choice), None)
        renewable = has(choice.words, choice_words()["electricity"]["renewable"])
        if renewable and not green:
            yield find(
                NAME,
                "renewable",
                "warning",
                choice,
                message(
                    "line {line} ({name}) is linked to {target}; nothing on the line says that it is renewable electricity",
                    line=line.line_id,
                    name=line.name,
                    target=choice.label,
                ),
                message("what a meter shows is the mix of the grid, unless a contract or an own plant says otherwise"),
                message("take the grid; or name contract, certificates or own plant in the line, and link that part alone"),
            )
        elif (
            part is not None
            and not green
            and choice.process is not None
            and has(choice.words, choice_words()["electricity"]["busbar"])
        ):
            yield find(
                NAME,
                "at-the-plant",
                "question",
                choice,
                message(
                    "line {line} ({name}) is metered at the company, {target} counts electricity at the power plant",
                    line=line.line_id,
                    name=line.name,
                    target=choice.label,
                ),
                message("losses of transmission and distribution are missing"),
                message("take the electricity at the consumer (medium voltage)"),
            )


CHECK = Check(name=NAME, title=msg("Fuel and electricity: supply and burning"), run=check, visit=2)
