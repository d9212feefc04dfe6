"""Checks of a pack's factors, and the tests a pack brings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import Problem
from ..messages import Message, message
from ..names import OWN_FLOWS
from ..tables import Row
from .model import GLOBAL, Category, FactorTest, MethodPack, PackLimits, TestResult
from .overrides import FactorRow, Key

if TYPE_CHECKING:
    from .flow_names import FlowNames
    from .folder import PackFolder

TEST_COLUMNS = (
    "category_id",
    "database",
    "flow_code",
    "flow_name",
    "compartment",
    "expected",
    "tolerance",
    "source",
)
LIMITS = PackLimits()
Flows = Mapping[tuple[str, str], str]


def check_factors(factors: Iterable[FactorRow], categories: Mapping[str, Category], flows: Flows | None) -> list[Problem]:
    """Return what is wrong with single factors: category, place, unit."""
    problems: list[Problem] = []
    for factor in factors:
        category = categories.get(factor.category_id)
        if category is None:
            problems.append(Problem(message("unknown category “{category}”", category=factor.category_id), factor.where))
            continue
        where = f"{factor.where}, {factor.category_id}, {factor.flow_name} ({factor.flow_code})"
        place, unit = _place(factor), _unit(factor, category, flows)
        if place is not None:
            mend = message("put factors of other places into located.csv: they are kept with the pack and not registered")
            problems.append(Problem(place, where, mend))
        if unit is not None:
            problems.append(Problem(unit, where))
    return problems


def unknown_flow(name: str, database: str, code: str, where: str) -> Problem:
    """Return the problem of a factor whose flow is in no flow list."""
    return Problem(
        message("{name}: no flow {code} is in the flow list “{database}”", name=name, code=code, database=database),
        where,
        message("correct the code, or put the factor into unmatched.csv, where it is kept and not registered"),
    )


def _place(factor: FactorRow) -> Message | None:
    if factor.location == GLOBAL or factor.database == OWN_FLOWS:
        return None
    return message("a plain LCA ignores a factor for {location}: give the place a flow of its own", location=factor.location)


def _unit(factor: FactorRow, category: Category, flows: Flows | None) -> Message | None:
    listed = flows.get((factor.database, factor.flow_code)) if flows is not None else None
    if listed and factor.unit and factor.unit != listed:
        return message("the factor is per {unit}, the flow is counted in {listed}", unit=factor.unit, listed=listed)
    unit = listed or factor.unit
    if unit and unit not in category.flow_units:
        return message(
            "the flow is counted in {unit}, this category's flows in {expected}",
            unit=unit,
            expected=", ".join(category.flow_units),
        )
    return None


def read_tests(
    folder: PackFolder,
    categories: Collection[str],
    inherited: Sequence[FactorTest],
    names: FlowNames,
    problems: list[Problem],
) -> tuple[FactorTest, ...]:
    """Read ``tests.csv``; a test of a flow that the pack below tests too takes the place of that one."""
    own: dict[Key, FactorTest] = {}
    for row in folder.rows("tests", TEST_COLUMNS, problems):
        test = _test(names.checked(row, problems), problems)
        if test.category_id not in categories:
            problems.append(
                Problem(message("unknown category “{category}”", category=test.category_id), row.where("category_id"))
            )
        if test.key in own:
            what = message("the flow is tested twice in this category: by {other} too", other=own[test.key].where)
            problems.append(Problem(what, row.where("flow_code")))
        own.setdefault(test.key, test)
    return (*(test for test in inherited if test.key not in own), *own.values())


def _test(row: Row, problems: list[Problem]) -> FactorTest:
    tolerance = row.number_of("tolerance", problems)
    if tolerance < 0:
        problems.append(Problem(message("a tolerance is 0 or more"), row.where("tolerance")))
    elif tolerance > LIMITS.tolerance:
        what = message("the tolerance {found} is relative and at most {limit}", found=tolerance, limit=LIMITS.tolerance)
        mend = message("expect the value that the source gives, and allow no more than its rounding")
        problems.append(Problem(what, row.where("tolerance"), mend))
    if not row["source"]:
        problems.append(Problem(message("a test needs the source of its expected value"), row.where("source")))
    return FactorTest(
        row["category_id"],
        row["database"],
        row["flow_code"],
        row["flow_name"],
        row["compartment"],
        row.number_of("expected", problems),
        tolerance,
        row["source"],
        row.where("expected"),
    )


def check_tested(
    categories: Mapping[str, Category], tests: Iterable[FactorTest], factors: Iterable[Key], folder: PackFolder
) -> list[Problem]:
    """Return the categories without any factor, which would score 0 without a word, and those without a test."""
    tested = {test.category_id for test in tests}
    filled = {category for category, _, _ in factors}
    problems = [
        Problem(message("the category “{category}” has no factor", category=category), folder.place("factors"))
        for category in categories
        if category not in filled
    ]
    return problems + [
        Problem(message("the category “{category}” has no test", category=category), folder.place("tests"))
        for category, record in categories.items()
        if category not in tested and not record.parent
    ]


def run_tests(tests: Iterable[FactorTest], values: Mapping[tuple[str, str, str], float]) -> tuple[TestResult, ...]:
    """Compare each test with the factor of its (category, database, code)."""
    return tuple(TestResult(test, values.get((test.category_id, test.database, test.flow_code))) for test in tests)


def check_tests(pack: MethodPack) -> tuple[TestResult, ...]:
    """Run the tests of a pack on its factors, in the order of ``tests.csv``."""
    frame = pack.factors
    keys = zip(frame["category_id"], frame["database"], frame["flow_code"], strict=True)
    return run_tests(pack.tests, dict(zip(keys, (float(value) for value in frame["value"]), strict=True)))


def failed(results: Iterable[TestResult]) -> list[Problem]:
    """Return the tests that did not pass, as problems."""
    return [
        Problem(
            message(
                "the factor of {flow} is {found}, expected {expected} ({source})",
                flow=f"{result.test.flow_name}, {result.test.compartment}",
                found="–" if result.found is None else result.found,
                expected=result.test.expected,
                source=result.test.source,
            ),
            ", ".join((result.test.where or "tests.csv", result.test.category_id)),
            message("where the factor is meant to differ, put a test of your own for it into tests.csv")
            if "/" in result.test.where
            else None,
        )
        for result in results
        if not result.passed
    ]
