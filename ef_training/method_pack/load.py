"""Loading a whole pack: base, own factors, overrides, checks, tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PackError, Problem
from ..messages import message
from .base import BaseFactor, fingerprint, read_base
from .folder import PackFolder, open_folder, summarise
from .model import FACTOR_COLUMNS, GLOBAL, LoadReport, MethodPack, PackSummary, summary_fields
from .overrides import COLUMNS, FactorRow, Key, apply_overrides, read_factor
from .verify import Flows, check_factors, failed, read_tests, run_tests

if TYPE_CHECKING:
    import pandas as pd


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
        Factors in the order of archive, own table, added ones; `MethodPack` lists the columns.

    Raises
    ------
    PackError
        With every problem found, each with file, row and column: duplicate factor, unit that does not fit the flow,
        located factor that a plain LCA would ignore, fewer than 16 categories, normalisation or weights of another
        version, override whose old value is not the base's, unknown category, no finite number, weights that do not
        sum to 100, a table other than declared, a path that leaves the folder, a file too large. Also where a test of
        the pack fails.
    """
    folder = open_folder(name_or_path)
    problems: list[Problem] = []
    summary = summarise(folder, problems)
    categories = {category.category_id: category for category in summary.categories}
    base = read_base(summary.base, problems)
    factors = _base_factors(summary, base, problems)
    changed = _changed(summary, fingerprint(base))
    own = _own_factors(folder, factors, problems)
    done = apply_overrides(factors, folder.rows("overrides", COLUMNS, problems), categories, problems)
    problems += check_factors(factors.values(), categories, flows)
    tests = read_tests(folder, categories, problems)
    problems += failed(run_tests(tests, {key: row.value for key, row in factors.items()}))
    if problems:
        raise PackError(problems + _about_base(summary, changed))
    rows = _with_units(factors, flows)
    report = LoadReport(
        base=len(base),
        own=own,
        added=done["add"],
        replaced=done["replace"],
        dropped=done["drop"],
        zeros=sum(row.value == 0 for row in rows),
        located=sum(row.location != GLOBAL for row in rows),
        changed_base=changed,
    )
    if flows is not None:
        report = _with_matches(report, rows, flows)
    return MethodPack(**summary_fields(summary), factors=_frame(rows), tests=tests, report=report)


def _base_factors(summary: PackSummary, base: list[BaseFactor], problems: list[Problem]) -> dict[Key, FactorRow]:
    """Return the archive's factors by key; a flow that stands twice in a category is a problem."""
    origin = f"{summary.base.dependency}/{summary.base.path}"
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
            summary.base.method_family,
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


def _changed(summary: PackSummary, found: dict[str, tuple[int, str]]) -> tuple[str, ...]:
    if summary.base.as_made_for:
        return ()
    return tuple(category for category, made_for in summary.base.fingerprints.items() if found.get(category) != made_for)


def _about_base(summary: PackSummary, changed: tuple[str, ...]) -> list[Problem]:
    """Say that the installed archive is another file, where it is: the likely cause of the other problems."""
    if summary.base.as_made_for:
        return []
    return [
        Problem(
            message(
                "the archive is another one than the pack was made for; factors differ in: {categories}",
                categories=", ".join(changed) or "–",
            ),
            f"{summary.base.dependency}/{summary.base.path}",
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
