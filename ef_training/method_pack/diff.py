"""The differences between two packs: categories, factors, normalisation and weights, as one table in a fixed order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .model import Category, MethodPack

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "what",
    "category_id",
    "change",
    "database",
    "flow_code",
    "flow_name",
    "compartment",
    "unit",
    "a",
    "b",
    "ratio",
)
WHAT = ("category", "unit", "normalisation", "weight", "factor")
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
KEY = ["category_id", "database", "flow_code"]


def diff_packs(a: MethodPack, b: MethodPack) -> pd.DataFrame:
    """Compare pack ``b`` with pack ``a``.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``what`` is category, unit (of a category, from → to), normalisation (in the category's unit per person
        and year), weight (percent) or factor (in the category's unit per unit of the flow); ``change`` is added, removed or
        changed, seen from ``a``; ``a`` and ``b`` are the numbers, NaN where a pack has none; ``ratio`` is b / a, NaN where it has
        no meaning. Rows stand by category (the order of ``a``, then new ones of ``b``), by ``what``; factors changed, added,
        removed, the largest first, then by database and code: the same packs give the same table.
    """
    import pandas as pd

    order = list(dict.fromkeys(category.category_id for pack in (a, b) for category in pack.categories))
    rows = [row for category_id in order for row in _of_category(_find(a, category_id), _find(b, category_id))]
    light = pd.DataFrame(rows, columns=list(COLUMNS))
    table = pd.concat([part for part in (light, diff_factors(a.factors, b.factors)) if len(part)] or [light])
    places = {category: place for place, category in enumerate(order)}
    table = table.assign(_category=table["category_id"].map(places), _what=table["what"].map(WHAT.index))
    return table.sort_values(["_category", "_what"], kind="stable").drop(columns=["_category", "_what"]).reset_index(drop=True)


def diff_factors(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Compare two tables of factors; columns and order within a category as in `diff_packs`, categories by id."""
    import numpy as np
    import pandas as pd

    columns = [*KEY, "flow_name", "compartment", "unit", "value"]
    both = a[columns].merge(b[columns], how="outer", on=KEY, suffixes=("_a", "_b"), indicator=True)
    both = both[(both["_merge"] != "both") | (both["value_a"] != both["value_b"])]
    old, new = both["value_a"].to_numpy(dtype=float), both["value_b"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(old != 0, new / np.where(old != 0, old, np.nan), np.nan)
    found = pd.DataFrame(
        {
            "what": "factor",
            **{column: both[column].astype(str) for column in KEY},
            "change": both["_merge"].astype(str).map({"both": CHANGED, "left_only": REMOVED, "right_only": ADDED}),
            **{
                column: both[f"{column}_b"].where(both["_merge"] != "left_only", both[f"{column}_a"])
                for column in ("flow_name", "compartment")
            },
            "unit": both["unit_b"].fillna("").where(both["unit_b"].fillna("") != "", both["unit_a"].fillna("")),
            "a": old,
            "b": new,
            "ratio": ratio,
        },
        columns=list(COLUMNS),
    )
    size = [_size(change, *numbers) for change, *numbers in zip(found["change"], old, new, ratio, strict=True)]
    place = found["change"].map({CHANGED: 0, ADDED: 1, REMOVED: 2})
    found = found.assign(_place=place, _size=size)
    found = found.sort_values(
        ["category_id", "_place", "_size", "database", "flow_code"], ascending=[True, True, False, True, True], kind="stable"
    )
    return found.drop(columns=["_place", "_size"]).reset_index(drop=True)


def _size(change: str, old: float, new: float, ratio: float) -> float:
    """Return how large a change is: of a changed factor by which power of ten, of another how far from 0."""
    if change != CHANGED:
        return abs(new if change == ADDED else old)
    return abs(math.log10(ratio)) if ratio > 0 else math.inf


def counts(table: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return the number of factors added, removed and changed of every category that has any, in the order of the table."""
    found: dict[str, dict[str, int]] = {}
    for category, change in zip(
        *(table.loc[table["what"] == "factor", column] for column in ("category_id", "change")), strict=True
    ):
        found.setdefault(category, {ADDED: 0, REMOVED: 0, CHANGED: 0})[change] += 1
    return found


def largest(table: pd.DataFrame, category_id: str, number: int) -> pd.DataFrame:
    """Return the first ``number`` rows of factors of a category: changed ones before added before removed, the largest first."""
    return table[(table["what"] == "factor") & (table["category_id"] == category_id)].head(number)


def _find(pack: MethodPack, category_id: str) -> Category | None:
    return next((category for category in pack.categories if category.category_id == category_id), None)


def _of_category(a: Category | None, b: Category | None) -> Iterable[tuple[Any, ...]]:
    """Yield the rows of a category but for its factors."""
    here = b or a
    assert here is not None
    if a is None or b is None:
        yield _row("category", here, ADDED if a is None else REMOVED, "", None, None)
    elif a.unit != b.unit:
        yield _row("unit", here, CHANGED, f"{a.unit} → {b.unit}", None, None)
    for what, field, unit in (("normalisation", "normalisation", here.unit), ("weight", "weight_pct", "%")):
        old, new = getattr(a, field, None), getattr(b, field, None)
        if old != new:
            yield _row(what, here, ADDED if old is None else REMOVED if new is None else CHANGED, unit, old, new)


def _row(what: str, category: Category, change: str, unit: str, a: float | None, b: float | None) -> tuple[Any, ...]:
    ratio = b / a if a and b is not None else math.nan
    numbers: Sequence[float] = [math.nan if value is None else value for value in (a, b)]
    return (what, category.category_id, change, "", "", "", "", unit, *numbers, ratio)
