"""What the categories of a source are in a pack: known ones of the Environmental Footprint, or additional ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import Problem
from ...messages import Message, message
from ...text import ascii_code, own_half
from ..model import Category
from .model import ImportOptions, Source, SourceCategory
from .units import indicator_ratio
from .words import CategoryNames, plain


@dataclass(frozen=True)
class Planned:
    """A category of the pack that is made; one unit of the source's indicator is ``ratio`` of ``unit``.

    ``base`` is the category as the pack extended has it, None where it is new; ``known`` tells that it is one of ``ef-3.1``.
    """

    category_id: str
    name_en: str
    name_zh: str
    unit: str
    parent: str
    toxicity: bool
    flow_units: tuple[str, ...]
    ratio: float = 1.0
    known: bool = False
    base: Category | None = None


def plan_categories(
    source: Source,
    options: ImportOptions,
    known: Sequence[Category],
    base: Sequence[Category],
    problems: list[Problem],
    notes: list[Message],
) -> dict[str, Planned]:
    """Return the pack's category for every category of the source that is taken, by the source's key.

    Parameters
    ----------
    known : sequence of Category
        The categories of ``ef-3.1``, which give id, names, unit and toxicity.
    base : sequence of Category
        The categories of the pack that is extended; empty without one.
    problems, notes : list
        Take what is wrong (two categories of one id, no unit, a unit that does not convert, a category asked for that is not
        there) and what was decided.
    """
    names = CategoryNames(
        [*known, *(category for category in base if category.category_id not in {k.category_id for k in known})]
    )
    by_id = {category.category_id: category for category in known} | {category.category_id: category for category in base}
    own = {category.category_id for category in base}
    taken = _chosen(source, options, problems)
    present = own | {found for each in taken if (found := names.find(each.name, each.uuid))}
    planned: dict[str, Planned] = {}
    without = [each for each in taken if not each.unit and names.find(each.name, each.uuid) is None]
    if options.unit and len(without) > 1:
        what = message(
            "--unit gives one unit, but several categories have none: {categories}",
            categories=", ".join(each.name for each in without),
        )
        mend = message(
            "give each its unit in the source (“Noise [Pa]”, or a column “category unit”), or take them one by one (--only)"
        )
        problems.append(Problem(what, source.file, mend))
    for each in taken:
        plan = _plan(each, names, by_id, present, own, options, problems)
        twin = next((key for key, other in planned.items() if other.category_id == plan.category_id), None)
        if twin is not None:
            problems.append(
                Problem(
                    message(
                        "“{one}” and “{other}” are both the category “{category}”",
                        one=twin,
                        other=each.key,
                        category=plan.category_id,
                    ),
                    each.where,
                    message("take one of them with --only"),
                )
            )
        planned[each.key] = plan
        _say(each, plan, notes)
    return planned


def _chosen(source: Source, options: ImportOptions, problems: list[Problem]) -> list[SourceCategory]:
    if not options.only:
        return list(source.categories)
    wanted = {plain(text): text for text in options.only}
    there = {
        plain(text): category for category in source.categories for text in (category.key, category.name, category.uuid) if text
    }
    problems += [
        Problem(
            message(
                "the source has no category “{category}”; it has: {names}",
                category=text,
                names=", ".join(c.name for c in source.categories),
            ),
            source.file,
        )
        for key, text in wanted.items()
        if key not in there
    ]
    keys = {there[key].key for key in wanted if key in there}
    return [category for category in source.categories if category.key in keys]


def _plan(
    each: SourceCategory,
    names: CategoryNames,
    by_id: Mapping[str, Category],
    present: set[str],
    own: set[str],
    options: ImportOptions,
    problems: list[Problem],
) -> Planned:
    found = names.find(each.name, each.uuid)
    if found is not None:
        category = by_id[found]
        parent = category.parent if category.parent in present else ""
        ratio = _ratio(each, category.unit, options, problems)
        return Planned(found, category.name_en, category.name_zh, category.unit, parent, category.toxicity, category.flow_units,
                       ratio, True, category if found in own else None)  # fmt: skip
    unit = each.unit or options.unit
    if not unit:
        problems.append(
            Problem(
                message("the category “{category}” has no unit", category=each.name),
                each.where,
                message("give the unit of its indicator with --unit, or in a column of its own"),
            )
        )
    partial = names.parent(each.name)
    parent = partial[0] if partial and partial[0] in present else ""
    category_id = f"{parent}-{partial[1]}" if partial and parent else ascii_code(own_half(each.name, "en"), "category")
    toxic = by_id[parent].toxicity if parent else False
    return Planned(category_id, own_half(each.name, "en"), own_half(each.name, "zh-TW"), unit, parent, toxic, ())


def _ratio(each: SourceCategory, unit: str, options: ImportOptions, problems: list[Problem]) -> float:
    written = each.unit or options.unit
    if not written:
        return 1.0
    ratio = indicator_ratio(written, unit)
    if ratio is None:
        problems.append(
            Problem(
                message(
                    "the indicator's unit “{unit}” cannot be converted to “{wanted}” of {category}",
                    unit=written,
                    wanted=unit,
                    category=each.name,
                ),
                each.where,
                message("name the category otherwise if it is another indicator"),
            )
        )
        return 1.0
    return ratio


def _say(each: SourceCategory, plan: Planned, notes: list[Message]) -> None:
    if plan.known:
        notes.append(message("category “{name}” is {category}", name=each.name, category=plan.category_id))
    elif plan.parent:
        notes.append(
            message(
                "category “{name}” is a part of {parent}, never summed: {category}",
                name=each.name,
                parent=plan.parent,
                category=plan.category_id,
            )
        )
    else:
        notes.append(message("category “{name}” is an additional one: {category}", name=each.name, category=plan.category_id))
    if plan.ratio != 1.0:
        notes.append(
            message(
                "{category}: one {unit} is {ratio} {wanted}",
                category=plan.category_id,
                unit=each.unit,
                ratio=plan.ratio,
                wanted=plan.unit,
            )
        )
