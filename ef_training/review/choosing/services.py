"""Services and machines: the plant's own process bought as a service, the treatment of another waste, road fuel in a forklift."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from ...messages import message, msg
from ..energy import processes_of
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..words import has
from .boundaries import BOUGHT
from .chosen import Choice, Chosen, choice_words, chosen, find, link_cells, places
from .kinds import kind_of

NAME = "services"
OUTPUTS = ("waste", "wastewater")
WASTE_CLASSES = (
    ("hazardous", "general", msg("a plant for general waste")),
    ("general", "hazardous", msg("a plant for hazardous waste")),
)
WATER_CLASSES = (
    ("sewage", "industrial", msg("treatment of industrial waste water")),
    ("process", "municipal", msg("treatment of sewage")),
)
"""Class of the line, class of the target it is wrongly linked to, and what that is."""
_OPPOSITE = MappingProxyType({"hazardous": "general", "general": "hazardous", "sewage": "process", "process": "sewage"})


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield processing that the meters hold already, treatments for another kind of waste, fuel of road vehicles in machines."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    own = _own_processes(reviewed)
    for choice in found.judged:
        if choice.line.group in BOUGHT and choice.line.stage in ("raw-materials", "manufacturing"):
            yield from _own_process(choice, found, own)
        elif choice.line.group in OUTPUTS:
            yield from _waste_class(choice)
        elif choice.line.group == "energy":
            yield from _off_road(choice)


def _own_processes(reviewed: Reviewed) -> tuple[str, ...]:
    steps = [text for step in reviewed.inventory.process_steps for text in (step.name, step.equipment)]
    return tuple(item.process for item in processes_of(steps))


def _processes(choice: Choice) -> set[str]:
    """Return the processes of a service; nothing for what is none."""
    if choice.process is None or choice.process.group != "processing":
        return set()
    return {item.process for item in processes_of([choice.process.name_en, choice.process.name_zh])}


def _own_process(choice: Choice, found: Chosen, own: tuple[str, ...]) -> Iterator[Finding]:
    """A service that is a step of the plant, on its meters; a part that others make has other services as well."""
    same = _processes(choice) & set(own)
    target = choice.target
    others = [_processes(other) for other in found.own(choice.line.line_id, target.view) if other is not choice]
    bought_part = any(services and not services & set(own) for services in others)
    if not same or bought_part or has(f"{target.reason} {target.source}", choice_words()["reason"]["supplier"]):
        return
    yield find(
        NAME,
        "own-process",
        "question",
        choice,
        message(
            "line {line} ({name}) is linked to {target}, a process that is a step of this plant",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
        ),
        message("the meters of the plant hold the energy of its own steps; the dataset of the service counts it again"),
        message("delete the link; where the supplier does it, say so in the reason"),
    )


def _waste_class(choice: Choice) -> Iterator[Finding]:
    """Hazardous waste linked to the treatment of household waste, sewage to that of industrial waste water, and the other way."""
    line, words = choice.line, choice_words()["waste_class"]
    if kind_of(choice) not in OUTPUTS:
        return
    pairs = WATER_CLASSES if line.group == "wastewater" else WASTE_CLASSES
    for own, other, what in pairs:
        mixed = has(line.name, words[_OPPOSITE[own]]) or has(choice.words, words[own])
        if not has(f"{line.name} {line.treatment}", words[own]) or not has(choice.words, words[other]) or mixed:
            continue
        yield find(
            NAME,
            "another-class",
            "question",
            choice,
            message(
                "line {line} ({name}) is linked to {target}: {what}",
                line=line.line_id,
                name=line.name,
                target=choice.label,
                what=message(what),
            ),
            message("hazardous and general waste, sewage and the water of a process are treated in plants of different kinds"),
            message("choose the treatment the manifest or the permit names; where none fits, say in the reason what stands in"),
            where=(*link_cells(choice.target), *cells(line, "treatment", "name")),
        )


def _off_road(choice: Choice) -> Iterator[Finding]:
    """The fuel of a forklift or generator with the factor of road vehicles."""
    words, line = choice_words()["machine"], choice.line
    if choice.row is None or not has(f"{line.name} {line.note}", words["off_road"]):
        return
    if has(choice.row.name, words["road"]) and not has(choice.row.name, words["not_road"]):
        yield find(
            NAME,
            "road-fuel",
            "question",
            choice,
            message(
                "line {line} ({name}) burns in a machine off the road, {target} is that of road vehicles",
                line=line.line_id,
                name=line.name,
                target=choice.label,
            ),
            message("engines of machines give off more methane and nitrous oxide than those of lorries"),
            message("take the factor of non-road machines, or of stationary sources for a generator"),
            where=places(choice),
        )


CHECK = Check(name=NAME, title=msg("Services, waste and machines"), run=check, visit=2)
