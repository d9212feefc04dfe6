"""Merging a publication into the catalogue: what is new, what changed, what is no longer published.

Rows are the same where folded name, unit, year of announcement and published value are (`ef_training.text.fold`; "公斤" and
"公斤(kg)" are one unit). A row of the catalogue keeps its id and all of the project's own columns. The id of a row is

    "moenv-" + blake2s("NAME|UNIT|YEAR|VALUE", digest_size=4)

with NAME in NFKC, without white space, case-folded, 臺 as 台 and "," as "，"; UNIT as published; YEAR of announcement, empty
where there is none; VALUE as Python writes the published value as a float ("30.0"). All 1,164 ids of the shipped table follow
it. Where another row has the id already, "|2", "|3", … is added to what is hashed.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ...messages import Message, message
from ...text import fold
from ...units import find_unit
from ..catalogue import Factor, FactorCatalogue, settle_unit
from .plausible import Judge, UpdateSettings, same_unit
from .publication import Publication, PublishedRow, named

Key = tuple[str, str, int | None, float]


@dataclass(frozen=True)
class Change:
    """A row whose published value is another one now; ``old`` stays in the catalogue as withdrawn."""

    old: Factor
    new: Factor


@dataclass(frozen=True)
class Update:
    """What a publication does to the catalogue.

    Parameters
    ----------
    factors : tuple of Factor
        The catalogue afterwards: the rows of before in their order, withdrawn ones included, then the new ones.
    added, changed, withdrawn : tuple
        Rows that are new, whose value changed, that are no longer published.
    returned : tuple of Factor
        Rows that had been withdrawn and are published again.
    restated : tuple of Change
        Rows with another publisher than before; their value is the same.
    corrected : tuple of Factor
        New rows that repeat a known slip and are put right as it was.
    unknown_units : tuple of Factor
        New rows in a unit the program does not know: nothing can be linked to them.
    notes, warnings : tuple of Message
        What a reader should know; warnings are values that can hardly be right.
    """

    before: FactorCatalogue
    factors: tuple[Factor, ...]
    added: tuple[Factor, ...] = ()
    changed: tuple[Change, ...] = ()
    withdrawn: tuple[Factor, ...] = ()
    returned: tuple[Factor, ...] = ()
    restated: tuple[Change, ...] = ()
    corrected: tuple[Factor, ...] = ()
    unknown_units: tuple[Factor, ...] = ()
    notes: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = field(default=())

    @property
    def nothing_new(self) -> bool:
        """Whether the catalogue stays as it is."""
        return not (self.added or self.changed or self.withdrawn or self.returned or self.restated)


def merge(old: FactorCatalogue, publication: Publication, *, today: date, settings: UpdateSettings | None = None) -> Update:
    """Merge a publication into a catalogue; merging it a second time changes nothing.

    A new row has the columns that the publication tells, a role and a data year where its name says so, and is unknown in all
    others. Where the value of a row changed, the new row takes boundary, region, category and the like from the old one, which
    has the same name, unit and year of announcement. ``today`` is the day from which on vanished rows count as withdrawn.
    """
    settings = settings or UpdateSettings()
    units = {fold(factor.published_unit): factor.unit for factor in old}
    drafts = _drafts(publication.rows, units)
    known = {_key(factor) for factor in old}
    kept, returned, restated = _published_again(old, drafts)
    gone = [factor for factor in old if _key(factor) not in drafts and not factor.withdrawn]
    fresh = [draft for key, draft in drafts.items() if key not in known]
    judge, slips = Judge(old, settings), _slips(old)
    pairs = _pairs(gone, fresh)
    ids = set(old.by_id)
    settled: dict[Key, Factor] = {}
    warnings: list[Message] = []
    for draft in sorted(fresh, key=_order):
        before = pairs.get(_key(draft))
        new = _inherited(draft, before) if before else draft
        slip = slips.get((fold(new.name), same_unit(new), new.published_value))
        if slip:
            new = replace(new, kgco2e_per_unit=slip.kgco2e_per_unit, correction=slip.correction)
        else:
            judgement = judge.judge(new)
            new = replace(new, correction=judgement.mark)
            warnings += [judgement.warning] if judgement.warning else []
        new = replace(new, factor_id=free_id(new, ids))
        ids.add(new.factor_id)
        settled[_key(new)] = new
    withdrawn = {factor.factor_id: replace(factor, withdrawn=today.isoformat()) for factor in gone}
    unknown = tuple(new for new in settled.values() if find_unit(new.unit) is None and fold(new.published_unit) not in units)
    paired = {before.factor_id for before in pairs.values()}
    return Update(
        before=old,
        factors=(*(withdrawn.get(factor.factor_id, factor) for factor in kept), *settled.values()),
        added=tuple(new for key, new in settled.items() if key not in pairs),
        changed=tuple(Change(withdrawn[pairs[key].factor_id], new) for key, new in settled.items() if key in pairs),
        withdrawn=tuple(factor for id_, factor in withdrawn.items() if id_ not in paired),
        returned=returned,
        restated=restated,
        corrected=tuple(new for new in settled.values() if new.kgco2e_per_unit != new.published_value),
        unknown_units=unknown,
        notes=(*publication.notes, *_two_values(publication.rows, settled)),
        warnings=(*_unit_warnings(unknown), *warnings),
    )


def factor_id(name: str, unit: str, year: int | None, value: float) -> str:
    """Return the id of a row, as the module's head defines it.

    >>> factor_id("電力碳足跡(2022)", "度(kwh)", 2025, 0.6058)
    'moenv-24a2201d'
    """
    return _hashed(_identity(name, unit, year, value))


def free_id(new: Factor, taken: Container[str]) -> str:
    """Return the id of a new row, another one where a different row has it already."""
    text = _identity(new.name, new.published_unit, new.announced, new.published_value)
    found, attempt = _hashed(text), 1
    while found in taken:
        attempt += 1
        found = _hashed(f"{text}|{attempt}")
    return found


def _identity(name: str, unit: str, year: int | None, value: float) -> str:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold().replace("臺", "台").replace(",", "，")
    return f"{folded}|{unit}|{year or ''}|{float(value)}"


def _hashed(text: str) -> str:
    return "moenv-" + hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def _key(factor: Factor) -> Key:
    return fold(factor.name), same_unit(factor), factor.announced, factor.published_value


def _order(factor: Factor) -> tuple[str, str, int, float]:
    return fold(factor.name), factor.published_unit, factor.announced or 0, factor.published_value


def _drafts(rows: Iterable[PublishedRow], units: dict[str, str]) -> dict[Key, Factor]:
    """Return the published rows as factors that hold only what the publication and the name tell."""
    drafts: dict[Key, Factor] = {}
    for row in rows:
        draft = Factor(
            factor_id="",
            name=row.name,
            kgco2e_per_unit=row.value,
            unit=units.get(fold(row.unit)) or settle_unit(unit_code(row.unit), row.unit),
            published_unit=row.unit,
            boundary="",
            role=role_of(row.name),
            data_year=data_year_of(row.name),
            announced=row.year,
            region="",
            category="",
            gwp="",
            reference_grade="",
            publisher=row.publisher,
            published_value=row.value,
            correction="",
        )
        drafts.setdefault(_key(draft), draft)
    return drafts


def unit_code(text: str) -> str:
    """Return the code of a published unit, "" where it is not known: "公克(g)" is g, since both of its parts are.

    >>> unit_code("公克(g)"), unit_code("公頃")
    ('g', '')
    """
    found = find_unit(text)
    if found:
        return found.code
    parts = re.fullmatch(r"(.+)\((.+)\)", unicodedata.normalize("NFKC", text).strip())
    first, second = (find_unit(part) for part in parts.groups()) if parts else (None, None)
    return first.code if first and second and first.code == second.code else ""


def role_of(name: str) -> str:
    """Return the role of a fuel or of grid electricity that the name tells, "" where it tells none.

    >>> role_of("柴油(未燃燒，2022)"), role_of("煤油使用(2022)"), role_of("電力碳足跡(2022)"), role_of("合成皮（使用基布）")
    ('fuel-upstream', 'fuel-use', 'electricity', '')
    """
    folded = fold(name)
    for start, role in (
        ("電力間接碳足跡", "electricity-upstream"),
        ("電力碳足跡", "electricity"),
        ("電力排放係數", "electricity-direct"),
    ):
        if folded.startswith(start):
            return role
    if "未燃燒" in folded:
        return "fuel-upstream"
    return "fuel-use" if re.search(r"源使用|^[^(]*使用\(", folded) else ""


def data_year_of(name: str) -> int | None:
    """Return the data year in the closing brackets of a name.

    >>> data_year_of("電力碳足跡(2022)"), data_year_of("水泥管(內徑2000mm)")
    (2022, None)
    """
    found = re.search(r"[(,](19\d\d|20\d\d)\)$", fold(name))
    return int(found[1]) if found else None


def _published_again(
    old: FactorCatalogue, drafts: dict[Key, Factor]
) -> tuple[list[Factor], tuple[Factor, ...], tuple[Change, ...]]:
    """Return all rows of before, put up to date where they are published; those that came back; those with another publisher."""
    kept: list[Factor] = []
    returned: list[Factor] = []
    restated: list[Change] = []
    for factor in old:
        draft = drafts.get(_key(factor))
        if draft is None:
            kept.append(factor)
            continue
        new = replace(factor, withdrawn="", publisher=draft.publisher or factor.publisher)
        if factor.withdrawn:
            returned.append(new)
        elif new.publisher != factor.publisher:
            restated.append(Change(factor, new))
        kept.append(new)
    return kept, tuple(returned), tuple(restated)


def _slips(old: FactorCatalogue) -> dict[tuple[str, str, float], Factor]:
    """Return the rows that were put right or found implausible, by name, unit and the value they are published with."""
    return {(fold(f.name), same_unit(f), f.published_value): f for f in old if f.correction and f.published_value > 0}


def _pairs(gone: Iterable[Factor], fresh: Iterable[Factor]) -> dict[Key, Factor]:
    """Pair new rows with vanished ones of the same name, unit and year: their value changed. The nearest values first."""
    left: dict[Key, list[Factor]] = defaultdict(list)
    for factor in gone:
        left[(*_key(factor)[:3], 0.0)].append(factor)
    near = sorted(
        (
            (_distance(old.published_value, new.published_value), _order(new), _order(old), new, old)
            for new in fresh
            for old in left[(*_key(new)[:3], 0.0)]
        ),
        key=lambda pair: pair[:3],
    )
    pairs: dict[Key, Factor] = {}
    used: set[str] = set()
    for *_, new, old in near:
        if _key(new) not in pairs and old.factor_id not in used:
            pairs[_key(new)] = old
            used.add(old.factor_id)
    return pairs


def _distance(one: float, other: float) -> float:
    return abs(math.log(one) - math.log(other)) if one > 0 and other > 0 else math.inf


def _inherited(draft: Factor, before: Factor) -> Factor:
    return replace(
        draft,
        boundary=before.boundary,
        role=before.role,
        data_year=before.data_year,
        region=before.region,
        category=before.category,
        gwp=before.gwp,
        reference_grade=before.reference_grade,
        publisher=draft.publisher or before.publisher,
    )


def _two_values(rows: Sequence[PublishedRow], settled: dict[Key, Factor]) -> list[Message]:
    """Note new rows that share name, unit and year with another published row of another value."""
    by_name: dict[tuple[str, str, int | None], list[PublishedRow]] = defaultdict(list)
    for row in rows:
        by_name[fold(row.name), fold(row.unit), row.year].append(row)
    new = {(fold(f.name), fold(f.published_unit), f.announced) for f in settled.values()}
    several = [row for key, group in by_name.items() if len(group) > 1 and key in new for row in group]
    if not several:
        return []
    return [message("same name, unit and year with different values; all are kept, as published: {rows}", rows=named(several))]


def _unit_warnings(unknown: Sequence[Factor]) -> list[Message]:
    return [
        message(
            "{name}: the unit “{unit}” is not known to the program; the row is kept, but nothing can be linked to it",
            name=factor.name,
            unit=factor.published_unit,
        )
        for factor in unknown
    ]
