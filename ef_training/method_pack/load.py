"""Loading a whole pack: base or inherited factors, own factors, overrides, checks, tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PackError, Problem
from ..messages import message
from .base import BaseFactor, fingerprint, read_base
from .folder import PackFolder, open_folder, summarise
from .kept import Kept, read_kept
from .model import FACTOR_COLUMNS, GLOBAL, BaseSpec, FactorTest, LoadReport, MethodPack, PackLimits, PackSummary, summary_fields
from .overrides import COLUMNS, FactorRow, Key, apply_overrides, read_factor
from .verify import Flows, check_factors, check_tested, failed, read_tests, run_tests

if TYPE_CHECKING:
    import pandas as pd

LIMITS = PackLimits()


@dataclass(frozen=True)
class _Read:
    """What a folder and those it extends hold, as it was read."""

    factors: dict[Key, FactorRow]
    tests: tuple[FactorTest, ...]
    kept: dict[str, Kept]
    report: LoadReport


def load_pack(name_or_path: str | Path, *, flows: Flows | None = None) -> MethodPack:
    """Load a pack and check it.

    Parameters
    ----------
    name_or_path : str or Path
        The name of an installed pack, or the folder of one.
    flows : mapping, optional
        (database, code) → unit of every elementary flow in Brightway, own flows included. With it, units are checked
        and filled in, and the report counts factors without a flow and flows without a factor.

    Returns
    -------
    MethodPack
        Factors in the order of archive or extended pack, own table, added ones; `MethodPack` lists the columns.

    Raises
    ------
    PackError
        With every problem found, each with file, row and column: duplicate factor, unit that does not fit the flow,
        located factor that a plain LCA would ignore, a category of the scope that is missing, normalisation or weights of another
        version, override whose old value is not the base's, unknown category, category without factor or test, no finite
        number, weights that do not sum to 100, a table other than declared or not declared, a path that leaves the folder, a file
        too large, a pack that extends itself. Also where a test of the pack, or one it inherits, fails.
    """
    folder = open_folder(name_or_path)
    problems: list[Problem] = []
    summary = summarise(folder, problems)
    read = _read(folder, summary, problems)
    categories = {category.category_id: category for category in summary.categories}
    problems += check_factors(read.factors.values(), categories, flows)
    problems += check_tested(categories, read.tests, read.factors, folder)
    problems += failed(run_tests(read.tests, {key: row.value for key, row in read.factors.items()}))
    if problems:
        raise PackError(_bounded(problems) + _about_base(summary.base, read.report.changed_base))
    rows = _with_units(read.factors, flows)
    report = replace(
        read.report,
        zeros=sum(row.value == 0 for row in rows),
        located=sum(row.location != GLOBAL for row in rows),
        other_places=len(read.kept["located"]),
        without_flow=len(read.kept["unmatched"]),
        ignored=folder.ignored,
        sealed=folder.sealed,
    )
    if flows is not None:
        report = _with_matches(report, rows, flows)
    frames = {table: kept.frame() for table, kept in read.kept.items()}
    return MethodPack(**summary_fields(summary), factors=_frame(rows), **frames, tests=read.tests, report=report)


def _read(folder: PackFolder, summary: PackSummary, problems: list[Problem]) -> _Read:
    """Read a folder on top of the one it extends. What is inherited is read once and checked once, as it stands in the end."""
    ids = {category.category_id: category for category in summary.categories}
    tests: tuple[FactorTest, ...] = ()
    kept: dict[str, Kept] = {}
    changed: tuple[str, ...] = ()
    factors: dict[Key, FactorRow] = {}
    base: list[BaseFactor] = []
    if folder.parent is not None:
        parent = _read(folder.parent, summarise(folder.parent, []), problems)
        problems += failed(run_tests(parent.tests, {key: row.value for key, row in parent.factors.items()}))
        factors = {key: row for key, row in parent.factors.items() if row.category_id in ids}
        tests = tuple(test for test in parent.tests if test.category_id in ids)
        kept, changed = parent.kept, parent.report.changed_base
    elif summary.base is not None:
        base = read_base(summary.base, problems)
        factors = _base_factors(summary.base, base, problems)
        changed = _changed(summary.base, fingerprint(base))
    inherited = len(factors) if folder.parent is not None else 0
    own = _own_factors(folder, factors, problems)
    done = apply_overrides(factors, folder.rows("overrides", COLUMNS, problems), ids, problems)
    report = LoadReport(
        base=len(base),
        own=own,
        added=done["add"],
        replaced=done["replace"],
        dropped=done["drop"],
        zeros=0,
        located=0,
        changed_base=changed,
        inherited=inherited,
    )
    tests = read_tests(folder, ids, tests, problems)
    kept = {table: read_kept(folder, table, ids, kept.get(table), problems) for table in ("located", "unmatched")}
    return _Read(factors, tests, kept, report)


def _base_factors(spec: BaseSpec, base: list[BaseFactor], problems: list[Problem]) -> dict[Key, FactorRow]:
    """Return the archive's factors by key; a flow that stands twice in a category is a problem."""
    origin = f"{spec.dependency}/{spec.path}"
    factors: dict[Key, FactorRow] = {}
    for f in base:
        row = FactorRow(
            f.category_id,
            f.flow_code,
            f.flow_name,
            f.compartment,
            f.database,
            GLOBAL,
            "",
            f.value,
            spec.method_family,
            origin,
        )
        if row.key in factors:
            problems.append(
                Problem(
                    message("the flow stands twice in this category"), f"{origin}, {f.category_id}, {f.flow_name} ({f.flow_code})"
                )
            )
        factors[row.key] = row
    return factors


def _own_factors(folder: PackFolder, factors: dict[Key, FactorRow], problems: list[Problem]) -> int:
    """Add the rows of ``factors.csv``; a flow that is characterised already is a duplicate, which Brightway would add up."""
    rows = folder.rows("factors", FACTOR_COLUMNS, problems)
    for row in rows:
        factor = read_factor(row, problems)
        problems += [
            Problem(message("the factor has no flow: its {column} is empty", column=column), row.where(column))
            for column in ("database", "flow_code")
            if not row[column]
        ]
        if factor.key in factors:
            problems.append(
                Problem(
                    message("the flow is characterised twice in this category: by {other} too", other=factors[factor.key].where),
                    row.where("flow_code"),
                    message("put a changed factor into overrides.csv"),
                )
            )
        factors[factor.key] = factor
    return len(rows)


def _changed(spec: BaseSpec, found: dict[str, tuple[int, str]]) -> tuple[str, ...]:
    if spec.as_made_for:
        return ()
    return tuple(category for category, made_for in spec.fingerprints.items() if found.get(category) != made_for)


def _bounded(problems: list[Problem]) -> list[Problem]:
    """Return the problems without repetition, and how many more there are than can be read."""
    problems = list({str(problem): problem for problem in problems}.values())
    more = len(problems) - LIMITS.problems
    if more <= 0:
        return problems
    return [*problems[: LIMITS.problems], Problem(message("{number} more problems", number=more))]


def _about_base(spec: BaseSpec | None, changed: tuple[str, ...]) -> list[Problem]:
    """Say that the installed archive is another file, where it is: the likely cause of the other problems."""
    if spec is None or spec.as_made_for:
        return []
    return [
        Problem(
            message(
                "the archive is another one than the pack was made for; factors differ in: {categories}",
                categories=", ".join(changed) or "–",
            ),
            f"{spec.dependency}/{spec.path}",
        )
    ]


def _with_units(factors: dict[Key, FactorRow], flows: Flows | None) -> list[FactorRow]:
    if flows is None:
        return list(factors.values())
    return [row if row.unit else replace(row, unit=flows.get((row.database, row.flow_code), "")) for row in factors.values()]


def _with_matches(report: LoadReport, rows: list[FactorRow], flows: Flows) -> LoadReport:
    unknown = tuple(
        f"{row.category_id}: {row.flow_name} ({row.flow_code})" for row in rows if (row.database, row.flow_code) not in flows
    )
    used = {(row.database, row.flow_code) for row in rows}
    return replace(report, matched=len(rows) - len(unknown), unknown=unknown, uncharacterised=len(set(flows) - used))


def _frame(rows: list[FactorRow]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({column: [getattr(row, column) for row in rows] for column in FACTOR_COLUMNS})
