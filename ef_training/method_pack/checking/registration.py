"""What Brightway must hold for a pack, and every difference between that and what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...errors import Problem
from ...messages import Message, message
from ..flow_lists import FlowList, Key, registered_factors
from ..model import MethodPack

MethodName = tuple[str, ...]


@dataclass(frozen=True)
class ExpectedMethod:
    """A method as the pack wants it: ``factors`` maps (database, code) to the factor, in ``unit`` per unit of the flow."""

    name: MethodName
    unit: str
    factors: Mapping[Key, float]


@dataclass(frozen=True)
class RegisteredMethod:
    """A method as Brightway holds it.

    ``rows`` are (database, code) and factor as they were written; ``arrays`` the same as they were processed (float32), which is
    what a calculation reads. A flow that is gone has the database "" and its id as code.
    """

    name: MethodName
    unit: str
    rows: Sequence[tuple[Key, float]]
    arrays: Sequence[tuple[Key, float]]


def expected_methods(pack: MethodPack, lists: Sequence[FlowList]) -> dict[MethodName, ExpectedMethod]:
    """Return the methods of a pack over all flow lists of a project, one a category, in the pack's order."""
    held = registered_factors(pack.factors, lists)
    return {
        tuple(category.method): ExpectedMethod(tuple(category.method), category.unit, held.get(category.category_id, {}))
        for category in pack.categories
    }


def differences(
    expected: Mapping[MethodName, ExpectedMethod],
    registered: Mapping[MethodName, RegisteredMethod],
    *,
    names: Mapping[Key, str] | None = None,
) -> list[Problem]:
    """Return every difference: a method that is missing or surplus, its unit, and every factor, written and processed.

    ``names`` are the names of flows, for the sentences. Written factors are compared exactly, processed ones in single precision.
    """
    problems: list[Problem] = []
    for name, method in expected.items():
        found = registered.get(name)
        if found is None:
            problems.append(Problem(message("Brightway does not have this method"), " / ".join(name)))
        else:
            problems += [Problem(what, " / ".join(name)) for what in _of_method(method, found, names or {})]
    problems += [
        Problem(message("Brightway has this method, the pack has not"), " / ".join(name))
        for name in sorted(set(registered) - set(expected))
    ]
    return problems


def _of_method(method: ExpectedMethod, found: RegisteredMethod, names: Mapping[Key, str]) -> Iterator[Message]:
    if method.unit != found.unit:
        yield message("the unit is {found} in Brightway, {expected} in the pack", found=found.unit or "–", expected=method.unit)
    wrong = dict(_of_rows(method.factors, found.rows, names))
    yield from wrong.values()
    if found.rows and not found.arrays:
        yield message("Brightway has not processed the method, or its file is gone")
        return
    single = {key: _single(value) for key, value in method.factors.items()}
    for key, what in _of_rows(single, found.arrays, names):
        if key not in wrong:  # what is wrong as written is wrong as processed; said once
            yield message("as processed: {difference}", difference=what)


def _of_rows(
    factors: Mapping[Key, float], rows: Sequence[tuple[Key, float]], names: Mapping[Key, str]
) -> Iterator[tuple[Key, Message]]:
    count = Counter(key for key, _ in rows)
    values = dict(rows)
    for key, expected in factors.items():
        flow = _flow(key, names)
        if key not in values:
            what = message("{flow}: no factor in Brightway, {expected} in the pack", flow=flow, expected=f"{expected:.6g}")
        elif count[key] > 1:
            what = message("{flow}: stands {count} times, and Brightway adds up", flow=flow, count=count[key])
        elif values[key] != expected:
            what = message("{flow}: {found} in Brightway, {expected} in the pack", flow=flow, **_apart(values[key], expected))
        else:
            continue
        yield key, what
    for key in sorted(set(values) - set(factors)):
        yield (
            key,
            message("{flow}: {found} in Brightway, no factor in the pack", flow=_flow(key, names), found=f"{values[key]:.6g}"),
        )


def _apart(found: float, expected: float) -> dict[str, str]:
    """Write two numbers with as few digits as tell them apart."""
    short = {"found": f"{found:.6g}", "expected": f"{expected:.6g}"}
    return short if short["found"] != short["expected"] else {"found": repr(found), "expected": repr(expected)}


def _single(value: float) -> float:
    """Return a number as it is in single precision, which is how Brightway processes it."""
    import struct

    return float(struct.unpack("f", struct.pack("f", value))[0])


def _flow(key: Key, names: Mapping[Key, str]) -> str:
    code = f"{key[0]} {key[1]}".strip()
    return f"{names[key]} ({code})" if key in names else code
