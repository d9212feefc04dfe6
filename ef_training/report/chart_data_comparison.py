"""Two runs beside each other: products, or versions of one, indicator by indicator, each per its own declared unit."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING, Any

from ..errors import OutputError, Problem
from ..inventory.model import STAGES
from ..messages import Message, message, msg, translate
from ..numbers import percent, plain, pretty_unit
from ..units import find_unit
from .facts import BOUNDARY_NAMES, name_of, own_name

if TYPE_CHECKING:
    import pandas as pd

    from ..hotspots.outcome import Outcome

WEIGHTED = "weighted"
"""Id of the row of the single score, in µPt."""
COVERAGE = 0.01
"""Parts of the climate score that rest on a climate factor only are told where they differ by this much (own choice)."""
DIFFERENCES = {
    "pack": msg("The method packs differ: A has {a}, B {b}."),
    "background": msg("The background data differ: A has {a}, B {b}."),
    "factors": msg("The snapshots of MOENV's catalogue differ: A has {a}, B {b}."),
}
"""Parts of ``run.json`` whose hash must be the same in two runs that are compared."""
CONTENTS = {
    "pack": msg("Name and version of the method pack are the same, its contents are not (SHA-256 {a}… and {b}…)."),
    "background": msg("Name and version of the background data are the same, their contents are not (SHA-256 {a}… and {b}…)."),
    "factors": msg("The snapshot of MOENV's catalogue has the same name, its contents differ (SHA-256 {a}… and {b}…)."),
}
"""The same, where name and version do not tell the two from each other."""
HASH_SHOWN = 8
OTHER_BASIS = msg("So A and B are not measured by one yardstick: ratio, single score and chart are left out.")


def comparison(a: Outcome, b: Outcome) -> pd.DataFrame:
    """Compare two runs, each per its declared unit.

    Returns
    -------
    DataFrame
        one row an indicator that both hold in the same unit, in the order of ``a``, then one of the single score (`WEIGHTED`)
        where both give it by the same method pack and on one basis (`same_basis`): columns indicator, name_en, name_zh, unit, a,
        b, difference (b − a), ratio (b ÷ a, NaN where ``a`` is 0, the signs differ or the basis does), partly_a, partly_b, and
        per stage ``a_STAGE`` and ``b_STAGE`` (0 where a run has no line there, NaN where its lines have no data).

    Raises
    ------
    OutputError
        The declared units measure different things (kg and pieces), or the runs have no indicator in common.
    """
    import pandas as pd

    _demand_comparable(a, b)
    columns = [*("indicator", "name_en", "name_zh", "unit", "a", "b", "difference", "ratio", "partly_a", "partly_b")]
    rows = [_row(a, b, indicator) for indicator in common(a, b)]
    one_basis = same_basis(a, b)
    if a.weighted and b.weighted and _same(a, b, "pack") and one_basis:
        rows.append(_weighted(a, b))
    table = pd.DataFrame(rows)
    if not one_basis:
        table["ratio"] = float("nan")
    return table[[*columns, *(f"{side}_{stage}" for side in "ab" for stage in STAGES)]]


def common(a: Outcome, b: Outcome) -> list[str]:
    """Return the summed indicators that both runs hold in the same unit, in the order of ``a``."""
    units = {indicator: str(b.scores.at[indicator, "unit"]) for indicator in b.indicators}
    return [indicator for indicator in a.indicators if units.get(indicator) == str(a.scores.at[indicator, "unit"])]


def same_basis(a: Outcome, b: Outcome) -> bool:
    """Say whether two runs declare the same amount of the same kind of unit and end at the same boundary.

    Ratio, single score and chart stand only then.
    """
    return _same_declared(a, b) and a.run.run["product"]["boundary"] == b.run.run["product"]["boundary"]


def alert(a: Outcome, b: Outcome, lang: str) -> str:
    """Say what forbids a ratio of the two; empty where nothing does."""
    said = [text.render(lang) for text in _basis(a, b, lang)]
    return ("" if lang.startswith("zh") else " ").join([*said, translate(OTHER_BASIS, lang)]) if said else ""


def remarks(a: Outcome, b: Outcome, lang: str) -> list[str]:
    """Return what a reader of the comparison must know, as sentences: what differs beside the product."""
    return [text.render(lang) for text in _basis(a, b, lang)] + other_remarks(a, b, lang)


def _basis(a: Outcome, b: Outcome, lang: str) -> list[Message]:
    """Return how declared units and boundaries differ."""
    said: list[Message] = []
    if not _same_declared(a, b):
        said.append(
            message(
                "The declared units differ: A is per {a}, B per {b}. Each value is per its own declared unit.",
                a=_declared_text(a),
                b=_declared_text(b),
            )
        )
    bounds = [name_of(BOUNDARY_NAMES, str(side.run.run["product"]["boundary"]), lang) for side in (a, b)]
    if bounds[0] != bounds[1]:
        said.append(message("The boundaries differ: A is {a}, B {b}.", a=bounds[0], b=bounds[1]))
    return said


def other_remarks(a: Outcome, b: Outcome, lang: str) -> list[str]:
    """Return what differs beside product, declared unit and boundary, as sentences."""
    said: list[Message] = []
    for key, text in DIFFERENCES.items():
        versions = [_version(side, key) for side in (a, b)]
        hashes = [str(side.run.run[key].get("sha256"))[:HASH_SHOWN] for side in (a, b)]
        if not _same(a, b, key):
            told, (first, second) = (CONTENTS[key], hashes) if versions[0] == versions[1] else (text, versions)
            said.append(message(told, a=first, b=second))
    both = set(common(a, b))
    names = {i: own_name(side.scores.loc[i], lang) for side in (b, a) for i in side.indicators if i not in both}
    if names:
        listed = ("、" if lang.startswith("zh") else ", ").join(names.values())
        said.append(message("Not in both runs in the same unit, and so not compared: {names}.", names=listed))
    shares = [float(side.run.run["screening"].get("climate_share", 0.0)) for side in (a, b)]
    if abs(shares[0] - shares[1]) > COVERAGE:
        said.append(
            message(
                "Coverage differs: in A {a}, in B {b} of the climate score is known by a climate factor only and adds nothing to "
                "the other indicators.",
                a=percent(shares[0]),
                b=percent(shares[1]),
            )
        )
    return [text.render(lang) for text in said]


def _declared_text(side: Outcome) -> Message:
    """Return amount and unit of what a run declares; the unit is written in the reader's language when it is rendered."""
    product = side.run.run["product"]
    found, amount = find_unit(str(product["declared_unit"])), float(product["declared_amount"])
    code = found.code if found else str(product["declared_unit"])
    unit = message(msg("piece") if amount == 1 else msg("pieces")) if code == "item" else pretty_unit(code)
    return Message("{amount} {unit}", {"amount": plain(amount), "unit": unit})


def _demand_comparable(a: Outcome, b: Outcome) -> None:
    first, second = _declared(a)[0], _declared(b)[0]
    if first != second:
        raise OutputError(
            Problem(
                message(
                    "the declared units measure different things ({a} and {b}), so that the two cannot be compared",
                    a=_declared_text(a),
                    b=_declared_text(b),
                ),
                mend=message("compare runs whose declared units are of one kind: pieces with pieces, kg with kg"),
            )
        )
    if not common(a, b):
        raise OutputError(message("the two runs have no indicator in common"))


def _same_declared(a: Outcome, b: Outcome) -> bool:
    (kind, amount), (other, of_other) = _declared(a), _declared(b)
    return kind == other and isclose(amount, of_other, rel_tol=1e-9)


def _declared(side: Outcome) -> tuple[str, float]:
    """Return the kind of the declared unit and its amount in the base unit of that kind."""
    product = side.run.run["product"]
    found = find_unit(str(product["declared_unit"]))
    amount = float(product["declared_amount"])
    return (str(product["declared_unit"]), amount) if found is None else (found.kind, amount * found.factor)


def _same(a: Outcome, b: Outcome, key: str) -> bool:
    return bool(a.run.run[key].get("sha256") == b.run.run[key].get("sha256"))


def _version(side: Outcome, key: str) -> str:
    record = side.run.run[key]
    return f"{record['name']} {record.get('version') or record.get('snapshot') or ''}".strip()


def _row(a: Outcome, b: Outcome, indicator: str) -> dict[str, Any]:
    first, second = a.scores.loc[indicator], b.scores.loc[indicator]
    return {
        **{key: first[key] for key in ("indicator", "name_en", "name_zh", "unit")},
        **_values(float(first["value"]), float(second["value"])),
        "partly_a": bool(first["partly_covered"]),
        "partly_b": bool(second["partly_covered"]),
        **{f"a_{stage}": float(a.stages.at[indicator, stage]) for stage in STAGES},
        **{f"b_{stage}": float(b.stages.at[indicator, stage]) for stage in STAGES},
    }


def _values(first: float, second: float) -> dict[str, float]:
    ratio = second / first if first and first * second > 0 else float("nan")
    return {"a": first, "b": second, "difference": second - first, "ratio": ratio}


def _weighted(a: Outcome, b: Outcome) -> dict[str, Any]:
    """Return the row of the single score."""
    names = {"indicator": WEIGHTED, "name_en": "", "name_zh": "", "unit": "µPt"}
    partly = {f"partly_{side}": bool(one.scores["partly_covered"].any()) for side, one in (("a", a), ("b", b))}
    stages: dict[str, float] = {}
    for side, one in (("a", a), ("b", b)):
        sums = one.ranked.groupby("stage")["value"].sum()
        stages |= {f"{side}_{stage}": float(sums.get(stage, 0.0)) for stage in STAGES}
    totals = [float(one.scores["weighted"].sum()) for one in (a, b)]
    return {**names, **_values(totals[0], totals[1]), **partly, **stages}
