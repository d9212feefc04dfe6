"""Emissions by their structure: leaks in both views, blends and their parts, methane, carbon dioxide of burning, evaporation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...inventory.model import VIEWS, Line
from ...inventory.waste_ways import BURNED, ways_of_service
from ...messages import Message, message, msg
from ...numbers import significant
from ...units import convert, find_unit
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..water_balance import water_balance
from ..words import has
from .chosen import Choice, Chosen, choice_words, chosen, find, link_cells, places, view_name
from .refrigerants import blend, gas_of, linked_gas

NAME = "gases"
GASES = ("carbon_dioxide", "methane", "nitrous_oxide", "sf6", "nf3")
_EMITTED = ("elementary-flow", "gwp")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what emissions lack or count twice."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    gwp = reviewed.choices.catalogues.gwp
    for line in found.lines():
        for view in VIEWS:
            own = found.own(line.line_id, view)
            if not own or (line.line_id, view) in found.broken:
                continue
            if line.group == "refrigerant":
                yield from _leak(line, view, own)
                yield from _shares(line, own, blend(gas_of(line.name), gwp), settings)
            elif line.group == "waste":
                yield from _burned(line, own)
    for choice in found.judged:
        if choice.line.group in ("emission-air", "emission-water"):
            yield from _another(choice)
            yield from _methane(choice)
            yield from _characterised(choice, settings)
    yield from _evaporation(reviewed, found)


def greenhouse_gas(text: str) -> str:
    """Return which greenhouse gas a text names, empty where it names none.

    >>> greenhouse_gas("化糞池甲烷"), greenhouse_gas("Sulfuric acid mist"), greenhouse_gas("refrigerant R-410A")
    ('methane', '', '410a')
    """
    return next((gas for gas in GASES if has(text, choice_words()["gas"][gas])), "") or gas_of(text)


def _leak(line: Line, view: str, own: Sequence[Choice]) -> Iterator[Finding]:
    """A refrigerant whose making counts, but not its way into the air."""
    if any(choice.target.kind in _EMITTED or choice.custom is not None or choice.item.screening for choice in own):
        return
    yield find(
        NAME,
        f"no-leak-{view}",
        "warning",
        own[0],
        message(
            "line {line} ({name}), {view} view: the making of the refrigerant counts ({target}), its leak to air does not",
            line=line.line_id,
            name=line.name,
            view=view_name(view),
            target=listed(choice.label for choice in own),
        ),
        message("what is topped up has leaked; the leak is mostly more than nine tenths of a refrigerant's climate score"),
        message("add the elementary flow of the gas, or its GWP; a blend by its components"),
    )


def _shares(line: Line, own: Sequence[Choice], parts: dict[str, float], settings: ReviewSettings) -> Iterator[Finding]:
    """A leak that is not the whole of the refrigerant, or a component that counts with another share than the blend has of it."""
    known = [
        (choice, linked_gas(choice), part)
        for choice in own
        if choice.target.kind in _EMITTED and (part := _part(choice)) is not None
    ]
    if not known:
        return
    within = settings.multiplier_differs
    wrong = [(choice, part) for choice, gas, part in known if abs(part - parts.get(gas, 1.0)) > within]
    total = sum(part for _, _, part in known)
    if not wrong and abs(total - 1) <= within:
        return
    yield find(
        NAME,
        "leak-share",
        "warning",
        (wrong[0] if wrong else known[0])[0],
        message(
            "line {line} ({name}), {view} view: the leak counts {total} kg per kg of the refrigerant ({parts})",
            line=line.line_id,
            name=line.name,
            view=view_name(own[0].target.view),
            total=significant(total),
            parts=listed(choice.label for choice, _, _ in known),
        ),
        message("a kilogram that leaks is one kilogram; a component of a blend counts with its share alone"),
        message("give a multiplier of 1 for the refrigerant itself, or each component with its share of the blend"),
        where=(
            *(place for choice, _, _ in known for place in link_cells(choice.target, "multiplier", "target")),
            *cells(line, "name"),
        ),
    )


def _part(choice: Choice) -> float | None:
    """Return kg of the target per kg of the line; None where one of them is no mass."""
    item, unit = choice.item, find_unit(choice.item.unit)
    if not item.line.mass or unit is None or unit.kind != "mass":
        return None
    return abs(convert(item.amount, unit.code, "kg")) / item.line.mass


def _gas(choice: Choice) -> str:
    text = choice.target.target.partition("@")[0] if choice.target.kind == "gwp" else choice.item.name
    return greenhouse_gas(f"{text.replace('-', ' ')} {choice.item.name}")


def _another(choice: Choice) -> Iterator[Finding]:
    line = choice.line
    if choice.target.kind not in _EMITTED:
        return
    own, linked = greenhouse_gas(line.name), _gas(choice)
    if not own or not linked or own == linked:
        return
    yield find(
        NAME,
        "another-gas",
        "error",
        choice,
        message(
            "line {line} ({name}) is linked to another gas: {target}", line=line.line_id, name=line.name, target=choice.label
        ),
        message("a kilogram of methane counts about 28 of carbon dioxide, one of nitrous oxide about 270"),
        message("choose the gas that is given off"),
    )


def _methane(choice: Choice) -> Iterator[Finding]:
    """Biogenic methane linked to fossil methane, and the other way round."""
    line, listed_ = choice.line, choice_words()["gas"]
    linked = f"{choice.target.target} {choice.item.name}".replace("-biogenic", " biogenic").replace("-fossil@", " fossil ")
    if choice.target.kind not in _EMITTED or not has(linked, listed_["methane"]):
        return
    living, fossil = has(linked, listed_["not_fossil"]), has(linked, ("fossil",))
    wrong: Message | None = None
    if has(line.name, listed_["biogenic"]) and fossil and not living:
        wrong = message("line {line} ({name}) is methane of living matter, {target} is fossil", **_names(choice))
    elif has(line.name, listed_["fossil"]) and living:
        wrong = message("line {line} ({name}) is fossil methane, {target} is of living matter", **_names(choice))
    if wrong is not None:
        yield find(
            NAME,
            "methane",
            "question",
            choice,
            wrong,
            message("the carbon of septic tanks, sewage and biogas was in plants before: its carbon dioxide does not count"),
            message("choose the methane of the source in both views"),
        )


def _names(choice: Choice) -> dict[str, str | Message]:
    return {"line": choice.line.line_id, "name": choice.line.name, "target": choice.label}


def _characterised(choice: Choice, settings: ReviewSettings) -> Iterator[Finding]:
    """More of a substance than the line has: a GWP put into the multiplier."""
    part = _part(choice) if choice.target.kind in _EMITTED else None
    if part is None or part <= 1 + settings.multiplier_differs:
        return
    yield find(
        NAME,
        "more-than-there-is",
        "warning",
        choice,
        message("line {line} ({name}): {target} counts {part} kg per kg of the line", part=significant(part), **_names(choice)),
        message("the method weighs a substance; a GWP in the multiplier weighs it twice"),
        message("give 1, or the share of the substance in the line"),
        where=places(choice, "multiplier", line=("amount", "name")),
    )


def _burned(line: Line, own: Sequence[Choice]) -> Iterator[Finding]:
    """Fossil carbon dioxide beside the dataset of an incineration, which holds some of it already."""
    plants = [c for c in own if c.process is not None and ways_of_service(c.words) & BURNED]
    for choice in own:
        if choice.target.kind != "elementary-flow" or choice.item.name != "Carbon dioxide, fossil" or not plants:
            continue
        if has(choice.target.reason, choice_words()["reason"]["held"]):
            continue
        yield find(
            NAME,
            "carbon-twice",
            "warning",
            choice,
            message(
                "line {line} ({name}): fossil CO2 is booked beside {target}, which gives some off itself",
                line=line.line_id,
                name=line.name,
                target=plants[0].label,
            ),
            message("an average waste of incineration holds 0.33 kg of fossil CO2 per kg in the training background"),
            message("take off what the dataset holds and say so in the reason; or leave the CO2 out"),
            where=places(choice, "multiplier", "reason"),
        )


def _evaporation(reviewed: Reviewed, found: Chosen) -> Iterator[Finding]:
    """Water that evaporates by the balance of the form, and that no link counts."""
    balance = water_balance(reviewed)
    lost = balance.total("evaporated", "to-air")
    drawn = [line for line in balance.lines("withdrawn") if found.of(line.line_id, "ef")]
    if not lost or balance.linked is not None or not drawn:
        return
    links = [choice for line in drawn for choice in found.of(line.line_id, "ef")]
    yield find(
        NAME,
        "no-evaporation",
        "warning",
        links[0],
        message(
            "{lost} of {drawn} m3 of water evaporate by the balance of the form; no link of {lines} counts it",
            lost=significant(lost),
            drawn=significant(balance.withdrawn),
            lines=listed(f"{line.line_id} {line.name}" for line in drawn),
        ),
        message("water use counts what is not returned: without it the category is almost empty"),
        message("add the target water-evaporated-tw with evaporated ÷ withdrawn as the multiplier"),
        where=(
            *(place for choice in links for place in link_cells(choice.target)),
            *(p for line in drawn for p in cells(line, "name")),
        ),
    )


CHECK = Check(name=NAME, title=msg("Gases and evaporation"), run=check, visit=2)
