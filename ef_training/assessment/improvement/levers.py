"""Which levers a hotspot has, by rule from the line and its datasets.

Each lever says what is done to a tenth of the line (`Settings.improvement_step`) and what that changes per declared unit.
Levers of one line overlap: the same tenth cannot be saved and replaced at once, so they are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...inventory.model import Line
from ...linking import ResolvedTarget
from ...messages import Message, message, msg
from ...numbers import percent
from ...settings import SETTINGS
from .circular import CircularBurdens, CircularShares, material_part
from .tables import Recycled, Replacement, Said, recycled_materials, replacements

if TYPE_CHECKING:
    import numpy as np

    from ..unit_scores import UnitScores

COMPUTED, QUESTION, NOT_CALCULATED = "computed", "question", "not-calculated"
MATERIALS = ("material", "auxiliary", "packaging")
EMISSIONS = ("refrigerant", "emission-air", "emission-water")
OURS = ("manufacturing",)
"""Stages in which the company itself buys power and fuel."""
LESS = MappingProxyType(
    {
        "use": msg("{share} less of “{line}” in use: by the design of the product and by what users are told"),
        "end-of-life": msg("{share} less of “{line}”: longer life, reuse, parts that come apart for recycling"),
        "material": msg("{share} less of “{line}”: lighter design, better yield, less scrap"),
        "energy": msg("{share} less of “{line}”: better machines, no idling, no leaks, heat used twice"),
        "water": msg("{share} less of “{line}”: rinse and cooling water used twice"),
        "emission": msg("{share} less of “{line}”: tight systems, capture, other agents"),
        "waste": msg("{share} less of “{line}”: less scrap, more reuse"),
        "supply": msg("{share} shorter way for “{line}”: a nearer supplier, or another route"),
        "freight": msg("{share} less freight for “{line}”: fuller loads, lighter packaging, a shorter way"),
    }
)


@dataclass(frozen=True)
class Hotspot:
    """A line with its targets, and those of its transport legs, as positions in the ``ef`` view."""

    line: Line
    own: tuple[int, ...]
    legs: tuple[int, ...]


@dataclass(frozen=True)
class Lever:
    """One option.

    ``state`` is `COMPUTED`, a `QUESTION` to somebody, or `NOT_CALCULATED` with the reason in ``note``. ``change`` per declared
    unit, (indicators,), is NaN where it is unknown; None where nothing is computed.
    ``partly``, (indicators,), is True where a part of what changes has no data, so that ``change`` holds the rest alone.
    """

    kind: str
    state: str
    text: Said
    note: Said
    change: np.ndarray | None = None
    partly: np.ndarray | None = None


def levers(hotspot: Hotspot, ef: Sequence[ResolvedTarget], values: np.ndarray, scores: UnitScores) -> Iterator[Lever]:
    """Yield the levers of a hotspot: less of it, recycled content, other power, fuel or carriage, the supplier.

    ``values`` (len(ef) × indicators) are the scores of the targets per declared unit, NaN where there are no data.
    """
    line = hotspot.line
    less = _less(hotspot, ef, values)
    if less is not None:
        yield less
    for position in hotspot.own:
        target = ef[position]
        if target.target.kind != "dataset" or target.key is None:
            continue
        material = recycled_materials().get(target.target.target) if line.group in MATERIALS else None
        if material is not None:
            yield from _recycled(line, target, material, scores)
        for replacement in replacements().get(target.target.target, ()):
            if replacement.lever == "mode" or line.stage in OURS:
                yield from _replaced(line, target, replacement, scores)
    if line.group in MATERIALS and line.stage not in ("use", "end-of-life"):
        yield _supplier(line)


def _less(hotspot: Hotspot, ef: Sequence[ResolvedTarget], values: np.ndarray) -> Lever | None:
    import numpy as np

    what = _less_of(hotspot.line)
    if what is None:
        return None
    rows = values[list(hotspot.own + hotspot.legs)]
    change = np.where(np.isnan(rows).all(axis=0), np.nan, -SETTINGS.improvement_step * np.nansum(rows, axis=0))
    notes = []
    if hotspot.legs:
        count = len({ef[position].target.line_id for position in hotspot.legs})
        notes.append(message("with its {count} transport legs", count=count) if count > 1 else message("with its transport leg"))
    if hotspot.line.group in MATERIALS and hotspot.line.stage not in ("use", "end-of-life"):
        notes.append(message("waste from it is a line of its own and is not counted here"))
    if np.isnan(rows).any():
        notes.append(message("part of it has a climate factor only"))
    kind = "distance" if what in ("supply", "freight") else "less"
    return Lever(kind, COMPUTED, _said(LESS[what], hotspot.line), _joined(notes), change, np.isnan(rows).any(axis=0))


def _less_of(line: Line) -> str | None:
    """Return which wording of "less" fits a line; None for what is no burden of its own (products, co-products)."""
    if line.group == "transport":
        return "supply" if line.parent and line.stage == "raw-materials" else "freight"
    if line.group in ("product", "co-product"):
        return None
    if line.stage in ("use", "end-of-life"):
        return line.stage
    groups = {"energy": "energy", "water": "water", **dict.fromkeys(MATERIALS, "material")}
    return groups.get(line.group) or ("emission" if line.group in EMISSIONS else "waste")


def _recycled(line: Line, target: ResolvedTarget, material: Recycled, scores: UnitScores) -> Iterator[Lever]:
    """Yield ten points more of recycled content by the circular footprint formula, or why it is not computed.

    The dataset counts as wholly virgin (R1 = 0), and both sides follow the formula with the same rate of recycling at the end of
    life, whose term is the same on both and falls out; with R1 = 0 and R2 = 0 the baseline is the score of the line as it stands.
    """
    if material.state != "pair":
        text = message("More recycled content in “{line}”: not calculated", line=line.name)
        yield Lever("recycled-content", NOT_CALCULATED, _both(text), material.note)
        return
    virgin, recycled = (_unit_score(code, target, scores) for code in (material.virgin, material.recycled))
    if virgin is None or recycled is None:
        return
    step = SETTINGS.improvement_step
    burdens = CircularBurdens(virgin=virgin, recycled=recycled)
    after, before = (
        material_part(CircularShares(material.allocation, content, quality_in=material.quality), burdens)
        for content in (step, 0.0)
    )
    formula = _both(
        message(
            "circular footprint formula, A = {allocation:g}, Qs/Qp = {quality:g}; lines of the end of life stay as they are",
            allocation=material.allocation,
            quality=material.quality,
        )
    )
    said = Said(*(_more_recycled(line, name).render(lang) for name, lang in _languages(material.material)))
    note = Said("; ".join(filter(None, (formula.en, material.note.en))), "；".join(filter(None, (formula.zh, material.note.zh))))
    yield Lever("recycled-content", COMPUTED, said, note, target.amount * material.amount * (after - before))


def _more_recycled(line: Line, material: str) -> Message:
    points = f"{SETTINGS.improvement_step * 100:g}"
    return message(
        "{points} percentage points more recycled {material} in “{line}”", points=points, material=material, line=line.name
    )


def _languages(text: Said) -> tuple[tuple[str, str], ...]:
    return ((text.en, "en"), (text.zh, "zh-TW"))


def _replaced(line: Line, target: ResolvedTarget, replacement: Replacement, scores: UnitScores) -> Iterator[Lever]:
    """Yield the exchange of a tenth of a target, where the background has both datasets."""
    old, new = (_unit_score(code, target, scores) for code in (replacement.instead_of, replacement.other))
    if old is None or new is None:
        return
    text = replacement.text.filled(share=percent(SETTINGS.improvement_step, 0), line=line.name)
    change = SETTINGS.improvement_step * target.amount * replacement.amount * (new - old)
    yield Lever(replacement.lever, COMPUTED, text, replacement.note, change)


def _supplier(line: Line) -> Lever:
    share = percent(SETTINGS.improvement_step, 0)
    if line.supplier:
        text = message(
            "Ask {supplier} for its own footprint of “{line}”, and what would make it {share} lower",
            supplier=line.supplier,
            line=line.name,
            share=share,
        )
    else:
        text = message(
            "Ask the supplier of “{line}” for a footprint of its own, and what would make it {share} lower",
            line=line.name,
            share=share,
        )
    note = message("such a footprint speaks of climate change; nothing follows from it for the other indicators")
    return Lever("supplier", QUESTION, _both(text), _both(note))


def _unit_score(code: str, target: ResolvedTarget, scores: UnitScores) -> np.ndarray | None:
    """Return the score of one unit of a dataset in the database of the target, (indicators,); None where there is none."""
    import numpy as np

    assert target.key is not None
    row = scores.product_index.get((target.key[0], code))
    return None if row is None else np.asarray(scores.scores[row], dtype=float)


def _said(text: str, line: Line) -> Said:
    return _both(Message(text, {"share": percent(SETTINGS.improvement_step, 0), "line": line.name}))


def _both(text: Message) -> Said:
    return Said(text.render("en"), text.render("zh-TW"))


def _joined(notes: Sequence[Message]) -> Said:
    return Said("; ".join(note.render("en") for note in notes), "；".join(note.render("zh-TW") for note in notes))
