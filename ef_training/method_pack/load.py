"""Loading a whole pack: base or inherited factors, own factors, overrides, checks, tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PackError, Problem
from ..messages import message
from .base import BaseFactor, fingerprint, read_base
from .flow_names import FlowNames
from .folder import PackFolder, open_folder, summaries
from .kept import Kept, read_kept
from .model import FACTOR_COLUMNS, GLOBAL, BaseSpec, FactorTest, LoadReport, MethodPack, PackLimits, PackSummary, summary_fields
from .overrides import COLUMNS, FactorRow, Key, apply_overrides, read_factor, without_flow
from .verify import Flows, check_factors, check_tested, failed, read_tests, run_tests, unknown_flow

if TYPE_CHECKING:
    import pandas as pd

LIMITS = PackLimits()


@dataclass(frozen=True)
class _Read:
    """What a folder and those it extends hold, as it was read; ``before`` are the factors it builds on, as they were."""

    factors: dict[Key, FactorRow]
    before: tuple[FactorRow, ...]
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
        and filled in, and the report counts factors without a flow and flows without a factor. Where it is a `FlowUnits`,
        names and compartments are compared with it too, else with those of the archive or the pack extended.

    Returns
    -------
    MethodPack
        Factors in the order of archive or extended pack, own table, added ones; `MethodPack` lists the columns.

    Raises
    ------
    PackError
        With every problem found, each with file, row and column: duplicate factor, unit or name that does not fit the flow,
        located factor that a plain LCA would ignore, a category of the scope that is missing, normalisation or weights of another
        version, override whose old value is not the base's, unknown category, category without factor or test, no finite
        number, weights that do not sum to 100, a table other than declared or not declared, a path that leaves the folder, a file
        too large, a pack that extends itself. Also where a test of the pack, or one it inherits, fails.
    """
    return load_on_base(name_or_path, flows=flows)[0]


def load_on_base(name_or_path: str | Path, *, flows: Flows | None = None) -> tuple[MethodPack, str, pd.DataFrame | None]:
    """Load a pack as `load_pack` does, and what it builds on with it, which is read once for both.

    Returns
    -------
    MethodPack
    str
        The name of the pack it extends, or archive and method family; "" where it has neither.
    DataFrame or None
        The factors of that, before the pack changed them; columns `FACTOR_COLUMNS`.
    """
    folder = open_folder(name_or_path)
    problems: list[Problem] = []
    chain = summaries(folder, problems)
    summary = chain[0]
    read = _read(folder, chain, FlowNames(flows), problems)
    categories = {category.category_id: category for category in summary.categories}
    problems += check_factors(read.factors.values(), categories, flows)
    problems += check_tested(categories, read.tests, read.factors, folder)
    problems += failed(run_tests(read.tests, {key: row.value for key, row in read.factors.items()}))
    if problems:
        problems += [
            unknown_flow(row.flow_name, row.database, row.flow_code, _flow_place(row))
            for row in _unknown(read.factors.values(), flows)
            if row.database and row.flow_code  # an empty cell was said already
        ]
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
    pack = MethodPack(**summary_fields(summary), factors=_frame(rows), **frames, tests=read.tests, report=report)
    if folder.parent is not None:
        return pack, chain[1].name, _frame(read.before)
    if summary.base is not None:
        return pack, f"{Path(summary.base.path).name}, {summary.base.method_family}", _frame(read.before)
    return pack, "", None


def _read(folder: PackFolder, chain: Sequence[PackSummary], names: FlowNames, problems: list[Problem]) -> _Read:
    """Read a folder on top of the one it extends. What is inherited is read once and checked once, as it stands in the end.

    ``chain`` holds the folder's summary and, after it, those of the packs below.
    """
    summary = chain[0]
    ids = {category.category_id: category for category in summary.categories}
    tests: tuple[FactorTest, ...] = ()
    kept: dict[str, Kept] = {}
    changed: tuple[str, ...] = ()
    factors: dict[Key, FactorRow] = {}
    base: list[BaseFactor] = []
    parent: _Read | None = None
    if folder.parent is not None:
        parent = _read(folder.parent, chain[1:], names, problems)
        problems += failed(run_tests(parent.tests, {key: row.value for key, row in parent.factors.items()}))
        factors = {key: row for key, row in parent.factors.items() if row.category_id in ids}
        tests = tuple(test for test in parent.tests if test.category_id in ids)
        kept, changed = parent.kept, parent.report.changed_base
    elif summary.base is not None:
        base = read_base(summary.base, problems)
        factors = _base_factors(summary.base, base, problems)
        changed = _changed(summary.base, fingerprint(base))
        names.add(factors.values())
    before = tuple(parent.factors.values()) if parent is not None else tuple(factors.values())
    inherited = len(factors) if parent is not None else 0
    own = _own_factors(folder, factors, names, problems)
    overrides = [names.checked(row, problems) for row in folder.rows("overrides", COLUMNS, problems)]
    done = apply_overrides(factors, overrides, ids, problems)
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
    tests = read_tests(folder, ids, tests, names, problems)
    kept = {table: read_kept(folder, table, ids, kept.get(table), problems) for table in ("located", "unmatched")}
    return _Read(factors, before, tests, kept, report)


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


def _own_factors(folder: PackFolder, factors: dict[Key, FactorRow], names: FlowNames, problems: list[Problem]) -> int:
    """Add the rows of ``factors.csv``; a flow that is characterised already is a duplicate, which Brightway would add up."""
    rows = folder.rows("factors", FACTOR_COLUMNS, problems)
    for row in rows:
        factor = read_factor(names.checked(row, problems), problems)
        problems += without_flow(row)
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
    lost = _unknown(rows, flows)
    used = {(row.database, row.flow_code) for row in rows}
    return replace(
        report,
        matched=len(rows) - len(lost),
        unknown=tuple(f"{row.category_id}: {row.flow_name} ({row.flow_code})" for row in lost),
        places={row.key: _flow_place(row) for row in lost},
        uncharacterised=len(set(flows) - used),
    )


def _unknown(rows: Iterable[FactorRow], flows: Flows | None) -> list[FactorRow]:
    """Return the factors whose flow is in no flow list; none where no list was given."""
    return [] if flows is None else [row for row in rows if (row.database, row.flow_code) not in flows]


def _flow_place(row: FactorRow) -> str:
    """Return the place of the flow's code in a table of the pack; an archive has no columns."""
    return f"{row.where}, flow_code" if ", row " in row.where else f"{row.where}, {row.category_id}"


def _frame(rows: Sequence[FactorRow]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({column: [getattr(row, column) for row in rows] for column in FACTOR_COLUMNS})
