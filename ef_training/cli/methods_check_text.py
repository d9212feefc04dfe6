"""The report of a check of a pack: as lines for people, as a record for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..messages import translate
from .methods_check import problems
from .methods_diff import largest_lines, records
from .methods_show import change_line

if TYPE_CHECKING:
    from ..method_pack import MethodPack
    from ..method_pack.checking.examine import ListMatch, PackCheck
    from ..method_pack.checking.inventory import Coverage, Gap

LARGEST = 3
SHOWN = 10
DIFFERENCES = 200
Say = Callable[..., str]


def content(found: PackCheck) -> dict[str, Any]:
    """Return all that was found for a program; lists are whole."""
    from ..method_pack.diff import counts

    pack, report = found.pack, found.pack.report
    fields = ("base", "inherited", "own", "added", "replaced", "dropped", "zeros", "located", "other_places", "without_flow")
    return {
        "pack": pack.name,
        **{key: getattr(pack, key) for key in ("version", "family", "title", "scope", "sha256")},
        "extends": pack.extends or None,
        "passed": found.passed,
        "categories": len(pack.categories),
        "factors": {"total": len(pack.factors), **{field: getattr(report, field) for field in fields}},
        "changed_base": list(report.changed_base),
        "ignored_files": list(report.ignored),
        "flow_lists": [
            {
                "name": each.name,
                "flows": each.flows,
                "flows_without_factor": each.without_factor,
                "factors": each.factors,
                "matched": each.matched,
                "by_code": each.by_code,
                "by_name": each.by_name,
                "unmatched": list(each.unmatched),
                "other_unit": [f"{flow.name}, {flow.compartment} ({flow.code}): {flow.unit}" for flow in each.clashes],
            }
            for each in found.lists
        ],
        "tests": {"passed": sum(test.passed for test in found.tests), "total": len(found.tests)},
        "against": found.against or None,
        "changes": {"counts": counts(found.changes), "factors": records(found.changes)},
        "sub_indicators_not_adding_up": {gap.category_id: list(gap.flows) for gap in found.sums},
        "unknown_flows": problems(found.homeless),
        "registration": found.registration
        and {
            "project": found.registration.project,
            "expected": found.registration.wanted,
            "methods": [list(name) for name in found.registration.methods],
            "differences": problems(found.registration.differences),
        },
        "inventories": [_coverage(each) for each in found.coverage],
    }


def _coverage(found: Coverage) -> dict[str, Any]:
    return {
        "title": str(found.inventory.title),
        "basis": str(found.inventory.basis),
        "flows": found.flows,
        "characterised_nowhere": [_gap(gap) for gap in found.nowhere],
        "categories": {
            category: {
                "flows_without_factor": found.without[category],
                "other_compartment_characterised": [_gap(gap) for gap in gaps],
            }
            for category, gaps in found.elsewhere.items()
        },
    }


def _gap(gap: Gap) -> dict[str, Any]:
    flow = gap.flow
    return {
        "database": flow.database,
        "code": flow.code,
        "name": flow.name,
        "compartment": flow.compartment,
        "amount": gap.amount,
        "unit": flow.unit,
        "substance_characterised_in": list(gap.substance_in),
    }


def text(found: PackCheck, lang: str) -> list[str]:
    """Return the report as lines: what was read, flow lists, changes, tests, registration, inventories."""

    def t(sentence: str, **values: object) -> str:
        return translate(sentence, lang).format(**values)

    pack = found.pack
    names = {each.category_id: each.name_zh if lang == "zh-TW" else each.name_en for each in pack.categories}
    lines = [f"{pack.title} ({pack.name} {pack.version})", *_factor_lines(pack, lang, t), "", t("Flow lists")]
    for each in found.lists:
        lines += _list_lines(each, t)
    lines += _change_lines(found, names, lang, t)
    lines += ["", t("Tests passed: {passed} of {tests}", passed=sum(test.passed for test in found.tests), tests=len(found.tests))]
    if found.homeless:
        lines += [
            "",
            t("Factors of flows that no list has: {count}; the pack cannot be registered", count=len(found.homeless)),
        ]
        lines += [f"  {problem.render(lang)}" for problem in found.homeless[:DIFFERENCES]]
        lines += _more(len(found.homeless) - DIFFERENCES, t, "  ")
    lines += _sum_lines(found, names, t)
    lines += _registration_lines(found, lang, t)
    for covered in found.coverage:
        lines += ["", *_inventory_lines(covered, names, lang, t)]
    return lines


def _factor_lines(pack: MethodPack, lang: str, t: Say) -> list[str]:
    report = pack.report
    main = len(pack.main_categories)
    lines = [
        t(
            "{categories} categories, {subs} sub-indicators, {summed} in the single score",
            categories=main,
            subs=len(pack.categories) - main,
            summed=sum(category.summed for category in pack.categories),
        ),
        change_line(pack, lang),
        t("explicit zeros: {zeros}; of located own flows: {located}", zeros=report.zeros, located=report.located),
        t(
            "kept, not registered: {places} of other places (located.csv), {flows} without a flow (unmatched.csv)",
            places=report.other_places,
            flows=report.without_flow,
        ),
    ]
    if report.changed_base:
        lines.append(
            t(
                "the archive is another one than the pack was made for; factors differ in: {categories}",
                categories=", ".join(report.changed_base),
            )
        )
    if not report.sealed:
        lines.append(t("not sealed: tables may be edited freely; seal_pack writes their rows and sha256"))
    if report.ignored:
        lines.append(t("files that are no part of a pack, not read: {names}", names=", ".join(report.ignored)))
    return lines


def _list_lines(found: ListMatch, t: Say) -> list[str]:
    lines = [
        "  "
        + t(
            "{name}: {matched} of {factors} factors matched; {without} of its {flows} flows have no factor",
            name=found.name,
            matched=found.matched,
            factors=found.factors,
            without=found.without_factor,
            flows=found.flows,
        )
    ]
    if found.by_name:
        lines.append("    " + t("{count} by name, compartment and unit; the others by code", count=found.by_name))
    if found.unmatched:
        lines.append("    " + t("flows of the pack that are not in it: {count}", count=len(found.unmatched)))
        lines += [f"      {name}" for name in found.unmatched[:LARGEST]] + _more(len(found.unmatched) - LARGEST, t)
    if found.clashes:
        lines.append("    " + t("flows with a known code but another unit, left out: {count}", count=len(found.clashes)))
        lines += [f"      {flow.name}, {flow.compartment} ({flow.code}): {flow.unit}" for flow in found.clashes[:LARGEST]]
        lines += _more(len(found.clashes) - LARGEST, t)
    return lines


def _more(count: int, t: Say, indent: str = "      ") -> list[str]:
    return [indent + t("and {count} more; --json lists all", count=count)] if count > 0 else []


def _change_lines(found: PackCheck, names: Mapping[str, str], lang: str, t: Say) -> list[str]:
    from ..method_pack.diff import counts

    if not found.against:
        return []
    changed = counts(found.changes)
    lines = ["", t("Changed against {name}", name=found.against)]
    if not changed:
        return [*lines, "  " + t("no factor differs")]
    for category in [each for each in names if each in changed] + sorted(set(changed) - set(names)):
        name = names.get(category, category)
        lines.append("  " + t("{name}: {added} added, {removed} removed, {changed} changed", name=name, **changed[category]))
        lines += largest_lines(found.changes, category, lang, LARGEST)
    return lines


def _sum_lines(found: PackCheck, names: Mapping[str, str], t: Say) -> list[str]:
    return [
        t(
            "Note: {category} is not the sum of its sub-indicators; flows: {count}, the first: {flow}",
            category=names[gap.category_id],
            count=len(gap.flows),
            flow=gap.flows[0],
        )
        for gap in found.sums
    ]


def _registration_lines(found: PackCheck, lang: str, t: Say) -> list[str]:
    here = found.registration
    if here is None:
        return [t("Not registered in Brightway: “ef-training methods install” does it")]
    if not here.differences:
        return [
            t(
                "Registered in the project “{project}”: {count} methods, exactly as the pack says",
                project=here.project,
                count=here.wanted,
            )
        ]
    lines = [
        t(
            "Registered in the project “{project}”, but not as the pack says; differences: {count}",
            project=here.project,
            count=len(here.differences),
        )
    ]
    lines += [f"  {problem.render(lang)}" for problem in here.differences[:DIFFERENCES]]
    return lines + _more(len(here.differences) - DIFFERENCES, t, "  ")


def _inventory_lines(found: Coverage, names: Mapping[str, str], lang: str, t: Say) -> list[str]:
    inventory = found.inventory
    lines = [
        t("Flows without a factor: {title}", title=inventory.title.render(lang)),
        "  " + t("amounts: {basis}", basis=inventory.basis.render(lang)),
        "  " + t("in no category: {count} of {flows} flows", count=len(found.nowhere), flows=found.flows),
        *_gap_lines(found.nowhere, SHOWN, names, t, said=True),
    ]
    here = [category for category, gaps in found.elsewhere.items() if gaps]
    if here:
        lines.append("  " + t("in a category that characterises the same substance in another compartment:"))
    for category in here:
        lines.append("    " + t("{name}: flows {count}", name=names[category], count=len(found.elsewhere[category])))
        lines += _gap_lines(found.elsewhere[category], LARGEST, names, t, said=False)
    return lines


def _gap_lines(gaps: Sequence[Gap], number: int, names: Mapping[str, str], t: Say, *, said: bool) -> list[str]:
    """Return the largest flows of each unit, units apart since amounts compare only within one."""
    from ..numbers import significant
    from ..units import find_unit

    lines = []
    for unit in dict.fromkeys(gap.flow.unit for gap in gaps):
        here = [gap for gap in gaps if gap.flow.unit == unit]
        known = find_unit(unit)
        for gap in here[:number]:
            line = f"      {significant(gap.amount):>14} {known.code if known else unit}  {gap.flow.name}, {gap.flow.compartment}"
            if said and gap.substance_in:
                line += "  " + t("(in another compartment: {names})", names=" / ".join(names[name] for name in gap.substance_in))
            lines.append(line)
        lines += _more(len(here) - number, t)
    return lines
