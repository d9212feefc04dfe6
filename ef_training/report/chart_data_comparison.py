"""Two runs beside each other: products, or versions of one, indicator by indicator, each per its own declared unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import OutputError, Problem
from ..inventory.model import STAGES
from ..messages import Message, message, msg
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


def comparison(a: Outcome, b: Outcome) -> pd.DataFrame:
    """Compare two runs, each per its declared unit.

    Returns
    -------
    DataFrame
        one row an indicator that both hold in the same unit, in the order of ``a``, then one of the single score (`WEIGHTED`)
        where both give it by the same method pack: columns indicator, name_en, name_zh, unit, a, b, difference (b − a), ratio
        (b ÷ a, NaN where ``a`` is 0 or the signs differ), partly_a, partly_b, and per stage ``a_STAGE`` and ``b_STAGE`` (0 where
        a run has no line there, NaN where its lines have no data).

    Raises
    ------
    OutputError
        The declared units measure different things (kg and pieces), or the runs have no indicator in common.
    """
    import pandas as pd

    _demand_comparable(a, b)
    columns = [*("indicator", "name_en", "name_zh", "unit", "a", "b", "difference", "ratio", "partly_a", "partly_b")]
    rows = [_row(a, b, indicator) for indicator in common(a, b)]
    if a.weighted and b.weighted and _same(a, b, "pack"):
        rows.append(_weighted(a, b))
    table = pd.DataFrame(rows)
    return table[[*columns, *(f"{side}_{stage}" for side in "ab" for stage in STAGES)]]


def common(a: Outcome, b: Outcome) -> list[str]:
    """Return the summed indicators that both runs hold in the same unit, in the order of ``a``."""
    units = {indicator: str(b.scores.at[indicator, "unit"]) for indicator in b.indicators}
    return [indicator for indicator in a.indicators if units.get(indicator) == str(a.scores.at[indicator, "unit"])]


def remarks(a: Outcome, b: Outcome, lang: str) -> list[str]:
    """Return what a reader of the comparison must know, as sentences: what differs beside the product."""
    said: list[Message] = []
    if _declared(a) != _declared(b):
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
    for key, text in DIFFERENCES.items():
        if not _same(a, b, key):
            said.append(message(text, a=_version(a, key), b=_version(b, key)))
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
