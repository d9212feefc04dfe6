"""Is a factor or dataset of the kind of thing the line is? Material, energy, water, transport, treatment, refrigerant."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from ...inventory.model import VIEWS, Line
from ...inventory.waste_ways import ways_of_service, ways_of_treatment
from ...messages import Message, message, msg
from ...units import find_unit
from ..freight_legs import mode_of, transport_words
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has
from .boundaries import BOUGHT, recycled
from .chosen import Choice, Chosen, choice_words, chosen, find, link_cells, places
from .refrigerants import another_gas

NAME = "kinds"
WHY = msg("a factor of another kind of thing is wrong however near its name is")
RECYCLING = "廢棄物回收處理服務"
SERVICES = ("廢棄物處理服務", "廢水處理服務")
TREATMENTS = frozenset(("incineration", "landfill", "recycling", "solidified", "physical", "composting", "wastewater"))
ALIKE = MappingProxyType({"thermal": "incineration"})
"""Ways for which there are no services of their own, and the way that stands in."""


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield choices of another kind than their line."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    for choice in found.judged:
        yield from _of_line(choice)
        yield from another_gas(choice, reviewed.choices.catalogues.gwp)
        yield from _recycled(choice)
    for line in found.lines():
        for view in VIEWS:
            yield from _alone(line, view, found)
            yield from _virgin(line, view, found)
    yield from _water(found, reviewed)


def kind_of(choice: Choice) -> str:
    """Return ``material``, ``energy``, ``water``, ``transport``, ``waste`` or ``wastewater``; empty where it is not known."""
    process, row = choice.process, choice.row
    if process is not None:
        if process.group == "waste treatment":
            return "wastewater" if has(choice.words, choice_words()["service"]["wastewater"]) else "waste"
        return {
            "transport": "transport",
            "electricity": "energy",
            "heat": "energy",
            "fuels": "energy",
            "water": "water",
        }.get(process.group, "material")
    if row is None:
        return ""
    unit = find_unit(row.unit)
    if row.category == "運輸服務" or (unit is not None and unit.kind in ("freight transport", "passenger transport")):
        return "transport"
    if row.category in SERVICES or "處理服務" in row.name or "清理服務" in row.name:
        return "wastewater" if has(row.name, choice_words()["service"]["wastewater"]) else "waste"
    if "水" in row.name and row.category == "能資源":
        return "water"
    return "energy" if row.role or row.category == "能資源" else "material" if row.category else ""


def _of_line(choice: Choice) -> Iterator[Finding]:
    """One choice that cannot be what the line is."""
    kind, group, row = kind_of(choice), choice.line.group, choice.row
    if group in BOUGHT and kind in ("waste", "wastewater"):
        what = message("a service that treats waste")
        yield _wrong(choice, "service-for-material", what, message("choose the material that is bought"))
    elif group == "waste" and kind and kind not in ("waste", "transport"):
        what = message("treatment of wastewater") if kind == "wastewater" else message("no treatment of waste")
        mend = message("choose the treatment the waste goes to; the making of a material is none, and no credit is given")
        recycling = row is not None and row.category == RECYCLING and row.name.startswith("再生料")
        if recycling:
            what = message("the making of recycled material")
            mend = message(
                "recycling belongs to whoever uses the material (cut-off): leave it out, or count the collection alone"
            )
        yield _wrong(choice, "recycled-product" if recycling else "no-treatment", what, mend)
    elif group == "wastewater" and kind and kind not in ("wastewater", "transport"):
        what = message("no treatment of wastewater")
        yield _wrong(choice, "no-wastewater", what, message("choose the treatment of wastewater"))
    elif group == "transport":
        yield from _transport(choice, kind)
    if group in ("waste", "wastewater") and kind in ("waste", "wastewater", ""):
        yield from _treatment(choice)


def _alone(line: Line, view: str, found: Chosen) -> Iterator[Finding]:
    """All choices of a line are of another kind: transport alone for a material, a panel for electricity."""
    own = found.own(line.line_id, view)
    kinds = {kind_of(choice) for choice in own}
    if not own or "" in kinds or (line.line_id, view) in found.broken:
        return
    if line.group in BOUGHT and kinds <= {"transport", "energy"} and not _is_fuel(own[0]):
        said = message("transport or energy alone, no material")
        yield _wrong(own[0], "no-material", said, message("choose the material that is bought"))
    elif line.group == "energy" and "energy" not in kinds:
        yield _wrong(own[0], "no-energy", message("no energy"), message("choose the electricity, fuel or heat of the line"))
    elif line.group == "water" and not kinds & {"water"}:
        yield _wrong(own[0], "no-water", message("no water"), message("choose the water that is drawn"))


def _is_fuel(choice: Choice) -> bool:
    """Lubricants and solvents of the fuels' list are bought as materials."""
    return (choice.process is not None and choice.process.group == "fuels") or choice.item.role == "fuel-upstream"


def _wrong(choice: Choice, kind: str, what: Message, mend: Message) -> Finding:
    return find(
        NAME,
        kind,
        "warning" if kind == "recycled-product" else "error",
        choice,
        message(
            "line {line} ({name}) is linked to {target}: {what}",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            what=what,
        ),
        message(WHY),
        mend,
    )


def _transport(choice: Choice, kind: str) -> Iterator[Finding]:
    """Another mode than the leg's, a vehicle of another class, chilled goods."""
    line = choice.line
    if kind and kind != "transport":
        yield _wrong(choice, "no-transport", message("no transport"), message("choose the vehicle of the leg, per tkm"))
        return
    stated, linked = mode_of(line), _mode(choice.words)
    told: dict[str, str | Message] = {"line": line.line_id, "name": line.name, "target": choice.label}
    where = (*link_cells(choice.target), *cells(line, "treatment", "leg1_mode", "name"))
    if stated and linked and stated != linked:
        yield find(
            NAME,
            "another-mode",
            "error",
            choice,
            message("line {line} ({name}) goes by {mode}, it is linked to {target}", mode=message(MODE_NAMES[stated]), **told),
            message("a tkm by air weighs about a hundred times one by sea, by lorry about ten times"),
            message("choose the factor and dataset of the mode, or correct the mode of the leg"),
            where=where,
        )
        return
    one, other = vehicle_class(f"{line.treatment} {line.name}"), vehicle_class(choice.words)
    classes = {one, other} - {""}
    if len(classes) == 2 and ("any" not in classes or "van" in classes):
        yield _vehicle(choice, one, other, told)
    if has(choice.words, choice_words()["service"]["chilled"]) and not has(
        f"{line.name} {line.note}", choice_words()["service"]["chilled"]
    ):
        yield find(
            NAME,
            "chilled",
            "question",
            choice,
            message("line {line} ({name}) is linked to {target}, a refrigerated lorry", **told),
            message("cooling on the way makes up a good part of such a factor"),
            message("take the lorry without cooling, or say that the goods are chilled"),
        )


MODE_NAMES = MappingProxyType(
    {
        "lorry": msg("road transport"),
        "rail": msg("rail transport"),
        "ship": msg("sea transport"),
        "air": msg("air transport"),
    }
)


def _vehicle(choice: Choice, one: str, other: str, told: dict[str, str | Message]) -> Finding:
    line = choice.line
    return find(
        NAME,
        "vehicle",
        "warning" if "van" in (one, other) else "question",
        choice,
        message("line {line} ({name}) names another class of vehicle than {target}", **told),
        message("a tkm by van weighs about four times one by a heavy lorry"),
        message("choose the class that carries the load, or correct the mode of the leg"),
        where=(*link_cells(choice.target), *cells(line, "treatment", "leg1_mode", "name")),
    )


def vehicle_class(text: str) -> str:
    """Return the class of a lorry a text names (``van``, ``light``, ``medium``, ``heavy``), ``any`` for a lorry of no class.

    >>> vehicle_class("lorry-16t"), vehicle_class("營業小貨車(柴油)"), vehicle_class("營業大貨車(柴油)"), vehicle_class("海運")
    ('medium', 'van', 'any', '')
    """
    return next((name for name, words in choice_words()["vehicle"].items() if has(text, words)), "")


def _mode(words: str) -> str:
    return next((mode for mode, listed_ in transport_words()["mode"].items() if has(words, listed_)), "")


def _treatment(choice: Choice) -> Iterator[Finding]:
    """A waste that goes another way than the one it is linked to."""
    line = choice.line
    stated = {ALIKE.get(name, name) for name in ways_of_treatment(line.treatment)}
    linked = {ALIKE.get(name, name) for name in ways_of_service(choice.words)} & TREATMENTS
    if not stated & TREATMENTS or not linked or stated & linked:
        return
    yield find(
        NAME,
        "another-treatment",
        "warning",
        choice,
        message(
            "line {line} ({name}) goes to “{treatment}”, it is linked to {target}",
            line=line.line_id,
            name=line.name,
            treatment=line.treatment,
            target=choice.label,
        ),
        message("incineration, landfill and recycling differ widely in their impacts; the dataset follows the treatment"),
        message("choose the treatment of the manifest; where no dataset fits, say in the reason which one stands in"),
        where=(*link_cells(choice.target), *cells(line, "treatment", "name")),
    )


def _recycled(choice: Choice) -> Iterator[Finding]:
    """Recycled material linked to a line that does not say it is."""
    line, target = choice.line, choice.target
    said = f"{line.name} {line.note} {line.evidence} {line.supplier} {target.reason} {target.source}"
    if line.group not in BOUGHT or not recycled(choice) or has(said, choice_words()["material"]["recycled"]):
        return
    yield find(
        NAME,
        "recycled",
        "question",
        choice,
        message(
            "line {line} ({name}) is linked to recycled material ({target}); nothing on the line says that it is",
            line=line.line_id,
            name=line.name,
            target=choice.label,
        ),
        message("recycled material mostly has a fraction of the score of new material"),
        message("take new material, or name the declaration of the supplier with the recycled share"),
        where=(*places(choice), *link_cells(target, "reason")),
    )


def _virgin(line: Line, view: str, found: Chosen) -> Iterator[Finding]:
    """A line of recycled material linked to new material alone."""
    own = found.own(line.line_id, view)
    if line.group not in BOUGHT or not own or not has(line.name, choice_words()["material"]["stated"]):
        return
    if any(recycled(choice) or choice.custom is not None for choice in own):
        return
    yield find(
        NAME,
        "virgin",
        "question",
        own[0],
        message(
            "line {line} ({name}) is recycled material, it is linked to {target}",
            line=line.line_id,
            name=line.name,
            target=listed(choice.label for choice in own),
        ),
        message("recycled material mostly has a fraction of the score of new material"),
        message("take the factor of the recycled material; where there is none, say that new material stands in"),
    )


def _water(found: Chosen, reviewed: Reviewed) -> Iterator[Finding]:
    """Withdrawal beside evaporation, and evaporation that is counted with the world's value instead of Taiwan's."""
    flows = [choice for choice in found.all if choice.target.kind == "elementary-flow" and choice.item.name.startswith("Water")]
    evaporated = [choice for choice in flows if choice.item.place.startswith("air")]
    for choice in flows:
        line = choice.line
        told: dict[str, str | Message] = {"line": line.line_id, "name": line.name, "target": choice.label}
        if has(choice.item.place, choice_words()["water"]["withdrawal"]):
            yield find(
                NAME,
                "withdrawal",
                "error" if evaporated else "warning",
                choice,
                message("line {line} ({name}) is linked to the withdrawal of water ({flow})", flow=choice.item.name, **told),
                message("water enters as consumption, withdrawn less returned; withdrawal and evaporation both count it twice"),
                message("keep the supply and the evaporated part; delete the withdrawal"),
            )
        elif choice in evaporated and choice.item.name == "Water" and reviewed.inventory.company.country == "TW":
            yield find(
                NAME,
                "unlocated-water",
                "warning",
                choice,
                message(
                    "line {line} ({name}) evaporates water on a flow without a place ({flow})", flow=choice.item.name, **told
                ),
                message("the flow without a place counts 42.95, Taiwan's 4.99 m3 world eq per m3"),
                message("link water-evaporated-tw instead"),
            )


CHECK = Check(name=NAME, title=msg("Kind of factor"), run=check, visit=2)
