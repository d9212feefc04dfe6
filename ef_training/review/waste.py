"""Waste: each stream has a treatment and a distance, and fits the materials; sold scrap is not left out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from ..inventory.model import Line, ProcessStep
from ..inventory.waste_ways import way_of_treatment
from ..messages import Message, message, msg
from ..units import find_unit
from .freight_legs import Leg, legs, legs_by_line, named_in, speaks_of_transport, unread_row
from .material_balance import part_of_balance
from .model import Check, Finding, Reviewed
from .origins import cells, sheet_of
from .settings import ReviewSettings
from .spoken import kilograms, listed
from .words import has

NAME = "waste"
NEEDS = ("material", "auxiliary", "waste", "wastewater", "co-product", "mass", "output")
STAGES = ("manufacturing", "end-of-life")
FEW = 2  # more wastes without a treatment are told in one sentence: the form may have no such column
Words = Mapping[str, Mapping[str, tuple[str, ...]]]


@lru_cache(maxsize=1)
def waste_words() -> Words:
    """Return the words by which dangerous wastes, rubbish and scrap are recognised."""
    text = (resources.files("ef_training.review") / "data" / "waste_words.toml").read_text(encoding="utf-8")
    return {group: {name: tuple(words) for name, words in lists.items()} for group, lists in tomllib.loads(text).items()}


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield wastes without treatment, distance or mass, dangerous ones on the way of rubbish, and sold scrap that is missing."""
    found = legs(reviewed)
    carried = legs_by_line(found)
    streams = [line for line in reviewed.inventory.lines if line.stage in STAGES and not line.parent]
    treated = [line for line in streams if line.group in ("waste", "wastewater") and not unread_row(line, reviewed.problems)]
    yield from _untreated([line for line in treated if not line.treatment.strip()])
    for line in treated:
        yield from _treatment(line)
    for line in streams:
        if line.group == "waste":
            yield from _unit(line)
            yield from _dangerous(line)
            yield from _sold(line)
        if line.group == "co-product":
            yield from _co_product(line)
    yield from _distances([line for line in streams if line.group == "waste"], carried, found, reviewed)
    if reviewed.has(NEEDS):
        yield from _scrap(reviewed, settings)
        yield from _hint(reviewed, settings)


def _untreated(lines: Sequence[Line]) -> Iterator[Finding]:
    """Streams without a treatment: one by one where they are few, else in one finding."""
    why = message("incineration, landfill and recycling differ widely in their impacts; the dataset follows the treatment")
    mend = message("give the treatment as the waste manifest or the permit names it")
    if len(lines) > FEW:
        named = listed(f"{line.line_id} {line.name}" for line in lines)
        where = tuple(place for line in lines for place in cells(line, "treatment", "name"))
        yield Finding(
            NAME, "no-treatment", "warning", message("no treatment is given for: {lines}", lines=named), why, mend, where
        )
        return
    for line in lines:
        told = {"line": line.line_id, "name": line.name}
        what = message("line {line} ({name}) has no treatment", **told)
        if line.group == "wastewater":
            what = message("wastewater {line} ({name}): neither own treatment nor sewer or outlet is given", **told)
        yield Finding(NAME, "no-treatment", "warning", what, why, mend, cells(line, "treatment", "name"), line.line_id)


def _treatment(line: Line) -> Iterator[Finding]:
    """A treatment whose word is known, that tells what becomes of the waste and not only who fetches it."""
    kind, told = way_of_treatment(line.treatment), {"line": line.line_id, "name": line.name, "treatment": line.treatment}
    rubbish = has(line.treatment, waste_words()["household"]["ways"])
    if not line.treatment.strip() or _is_dangerous(line):
        return
    if rubbish and kind in ("", "agent"):
        if line.stage == "manufacturing" and not has(line.name, waste_words()["household"]["general"]):
            what = message("line {line} ({name}) goes with rubbish (“{treatment}”)", **told)
            why = message("a plant’s rubbish lorry takes general waste; industrial waste goes its own, registered way")
            mend = message("check the treatment on the waste manifest, or tell in the note that it is general waste")
            yield _asked(line, "with-rubbish", what, why, mend)
    elif kind == "agent":
        what = message("line {line} ({name}): “{treatment}” tells who fetches it, not what becomes of it", **told)
        why = message("the dataset is chosen by the treatment: incineration, landfill and recycling differ widely")
        yield _asked(
            line, "only-fetched", what, why, message("take the treatment from the waste manifest, or ask the contractor")
        )
    elif not kind:
        what = message("line {line} ({name}): the treatment “{treatment}” is not recognised", **told)
        why = message("the dataset is chosen by the treatment")
        mend = message("say what is done with it: incineration, landfill, recycling, physical or chemical treatment …")
        yield _asked(line, "unknown-treatment", what, why, mend)


def _asked(line: Line, kind: str, what: Message, why: Message, mend: Message) -> Finding:
    return Finding(NAME, kind, "question", what, why, mend, cells(line, "treatment", "name"), line.line_id)


def _unit(line: Line) -> Iterator[Finding]:
    unit = find_unit(line.unit)
    if unit is not None and unit.kind == "number" and line.mass_per_piece is None:
        yield Finding(
            NAME,
            "pieces",
            "question",
            message("line {line} ({name}) is counted in pieces, without the mass of one", line=line.line_id, name=line.name),
            message("waste is treated and balanced by its mass"),
            message("give the mass per piece, or the amount in kg"),
            cells(line, "unit", "mass_per_piece", "amount"),
            line.line_id,
        )


def _dangerous(line: Line) -> Iterator[Finding]:
    """A name that mostly stands for hazardous waste, with a treatment that does not fit it."""
    if _is_dangerous(line):
        yield Finding(
            NAME,
            "dangerous",
            "warning",
            message(
                "line {line} ({name}) sounds like hazardous waste, its treatment is “{treatment}”",
                line=line.line_id,
                name=line.name,
                treatment=line.treatment,
            ),
            message("hazardous waste may not go with rubbish, to a plain landfill or into a sewer; it has datasets of its own"),
            message("check waste code and treatment on the manifest; where it is not hazardous, say so in the note"),
            cells(line, "treatment", "name"),
            line.line_id,
        )


def _is_dangerous(line: Line) -> bool:
    words = waste_words()
    if line.group != "waste" or not line.treatment or not has(line.name, words["hazardous"]["names"]):
        return False
    closed = way_of_treatment(line.treatment) in ("landfill", "wastewater", "composting")
    return closed or has(line.treatment, words["household"]["ways"])


def _sold(line: Line) -> Iterator[Finding]:
    if way_of_treatment(line.treatment) == "sold":
        yield Finding(
            NAME,
            "sold",
            "info",
            message("line {line} ({name}) is sold and entered as waste", line=line.line_id, name=line.name),
            message(
                "scrap for recycling leaves without burden or credit (cut-off); a co-product would bear a part of the burden"
            ),
            message(
                "fine as it is for scrap; enter it as a co-product where it is made on purpose or earns a good part of the sales"
            ),
            cells(line, "treatment", "name"),
            line.line_id,
        )


def _co_product(line: Line) -> Iterator[Finding]:
    kind = way_of_treatment(line.treatment)
    if kind in ("incineration", "landfill", "solidified", "wastewater", "physical"):
        yield Finding(
            NAME,
            "co-product-treated",
            "question",
            message(
                "line {line} ({name}) is a co-product, its treatment is “{treatment}”",
                line=line.line_id,
                name=line.name,
                treatment=line.treatment,
            ),
            message("what is thrown away is waste and needs its treatment; a co-product is sold or used"),
            message("enter it as waste, or correct the treatment"),
            cells(line, "treatment", "group", "name"),
            line.line_id,
        )


def _distances(
    wastes: Sequence[Line], carried: Mapping[str, tuple[Leg, ...]], found: tuple[Leg, ...], reviewed: Reviewed
) -> Iterator[Finding]:
    """Wastes that are carried away need a leg; what is sold or recycled is fetched by its buyer (cut-off)."""
    for stage in STAGES:
        if any(_for_waste(leg, stage) for leg in found):
            continue
        open_ = [line for line in wastes if line.stage == stage and line.amount and line.line_id not in carried]
        missing = [line for line in open_ if not _gone_otherwise(line, found, reviewed)]
        if stage == "end-of-life" and missing:
            yield _no_distance(missing)
        else:
            yield from (_no_distance([line]) for line in missing)


def _for_waste(leg: Leg, stage: str) -> bool:
    """Whether a transport line of its own carries the wastes of a stage; at the end of life there is nothing else to carry."""
    named = stage == "end-of-life" or has(f"{leg.line.name} {leg.line.note}", waste_words()["transport"]["away"])
    return leg.carried is None and leg.line.stage == stage and named


def _gone_otherwise(line: Line, found: tuple[Leg, ...], reviewed: Reviewed) -> bool:
    """Whether a waste is fetched by its buyer, or its way is told, could not be read, or waits for its treatment to be told."""
    fetched = way_of_treatment(line.treatment) in ("sold", "recycling", "agent", "")
    return fetched or speaks_of_transport(line) or any(named_in(line, found)) or unread_row(line, reviewed.problems)


def _no_distance(lines: Sequence[Line]) -> Finding:
    line = lines[0]
    what = message("line {line} ({name}) has no distance to its treatment", line=line.line_id, name=line.name)
    if len(lines) > 1:
        named = listed(f"{line.line_id} {line.name}" for line in lines)
        what = message("no distance to their treatment is given for: {lines}", lines=named)
    return Finding(
        NAME,
        "no-distance",
        "question",
        what,
        message("the way to the treatment belongs to the inventory, one way"),
        message("give vehicle and one-way distance to the plant that treats it; it stands on the waste manifest"),
        tuple(place for line in lines for place in cells(line, "leg1_km", "leg1_mode", "name")),
        line.line_id,
    )


def _scrap(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """A process that cuts, and more material than product, but neither scrap nor co-product anywhere."""
    inventory = reviewed.inventory
    kinds = {part_of_balance(line, inventory) for line in inventory.lines}
    steps = [step for step in inventory.process_steps if has(_text(step), waste_words()["scrap"]["steps"])]
    materials = [item.mass for item in reviewed.of("material", stage="raw-materials")]
    known = [mass for mass in materials if mass is not None]
    product = inventory.product.mass_per_unit
    if (
        not steps
        or kinds & {"co-product", "waste"}
        or len(known) < len(materials)
        or sum(known) <= product * (1 + settings.mass_explain)
    ):
        return
    sheet = sheet_of(line for line in inventory.lines if line.group in ("waste", "wastewater"))
    step_cells = tuple(step.origin for step in steps[:1] if str(step.origin))
    yield Finding(
        NAME,
        "no-scrap",
        "question",
        message(
            "“{step}” leaves scrap, and the materials weigh {surplus} more than the product, but no scrap is entered",
            step=steps[0].name,
            surplus=kilograms(sum(known) - product),
        ),
        message("scrap that is sold is part of the mass balance; left out, the material it took is not explained"),
        message("enter scrap sold as a co-product or as waste for recycling, with the treatment “sold”"),
        (*sheet, *step_cells),
    )


def _text(step: ProcessStep) -> str:
    return f"{step.name} {step.equipment}"


def _hint(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Scrap and co-products against materials − product; the mass balance counts exactly, this names the streams."""
    inventory = reviewed.inventory
    parts = [(item, part_of_balance(item.line, inventory)) for item in reviewed.lines]
    bought = sum(item.mass or 0.0 for item, kind in parts if kind == "material")
    streams = [item for item, kind in parts if kind in ("co-product", "waste") and item.mass]
    left = bought - inventory.product.mass_per_unit
    out = sum(item.mass or 0.0 for item in streams)
    if left > settings.mass_explain * bought and out > settings.waste_hint * left:
        yield Finding(
            NAME,
            "more-than-materials-leave",
            "info",
            message(
                "scrap and co-products weigh {out} per declared unit, materials − product only {left}",
                out=kilograms(out),
                left=kilograms(left),
            ),
            message("the mass balance cannot close then; the wastes listed here are the ones to check"),
            message("check amount, unit, level and allocation of these streams"),
            tuple(place for item in streams for place in cells(item.line, "amount")),
        )


CHECK = Check(name=NAME, title=msg("Waste"), run=check)
