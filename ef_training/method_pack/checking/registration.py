"""What Brightway must hold for a pack, and every difference between that and what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
    what a calculation reads. A flow that is gone has the database "" and its id as code. ``located`` names the place of factors
    that are not of the whole world, written or processed: a calculation leaves them out. ``uncertain`` are flows whose factor has
    a distribution, written or processed.
    """

    name: MethodName
    unit: str
    rows: Sequence[tuple[Key, float]]
    arrays: Sequence[tuple[Key, float]]
    located: Mapping[Key, str] = field(default_factory=dict)
    uncertain: Collection[Key] = ()


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
    foreign: Collection[MethodName] = (),
    lists_gone: Sequence[str] = (),
) -> list[Problem]:
    """Return every difference: a method that is missing or surplus, its unit, and every factor, written and processed.

    Written factors are compared exactly, processed ones in single precision; a place and a distribution are differences, since a
    pack registers neither.

    Parameters
    ----------
    names : mapping, optional
        Names of flows, for the sentences.
    foreign : collection of method names
        Methods of the pack's family that this program did not make.
    lists_gone : sequence of str
        Flow lists whose flows were registered and that the project has no more.
    """
    problems: list[Problem] = []
    for name, method in expected.items():
        found = registered.get(name)
        if found is not None:
            problems += [Problem(what, " / ".join(name)) for what in _of_method(method, found, names or {})]
        elif name not in foreign:
            problems.append(Problem(message("Brightway does not have this method"), " / ".join(name)))
    problems += [
        Problem(message("Brightway has this method, the pack has not"), " / ".join(name))
        for name in sorted(set(registered) - set(expected))
    ]
    problems += [
        Problem(
            message("this method of the pack’s family was not made by this program"),
            " / ".join(name),
            message("delete it in Brightway, or copy it to a name of another family"),
        )
        for name in sorted(foreign)
    ]
    return problems + _gone(expected, registered, lists_gone)


def _gone(
    expected: Mapping[MethodName, ExpectedMethod], registered: Mapping[MethodName, RegisteredMethod], lists: Sequence[str]
) -> list[Problem]:
    """Say once how many factors are of flows that are gone; Brightway knows no more of such a flow than its id."""
    count = sum(not key[0] for name in expected if name in registered for key in _keys(registered[name]))
    if not count:
        return []
    family = " / ".join(next(iter(expected))[:-1])
    if not lists:
        return [Problem(message("factors of flows that the project no longer has: {count}", count=count), family)]
    what = message(
        "the flow list “{name}” is gone; factors of flows that the project no longer has: {count}",
        name="”, “".join(lists),
        count=count,
    )
    return [Problem(what, family)]


def _keys(found: RegisteredMethod) -> set[Key]:
    return {key for key, _ in (*found.rows, *found.arrays)}


def _of_method(method: ExpectedMethod, found: RegisteredMethod, names: Mapping[Key, str]) -> Iterator[Message]:
    if method.unit != found.unit:
        yield message("the unit is {found} in Brightway, {expected} in the pack", found=found.unit or "–", expected=method.unit)
    if method.factors and not found.rows:
        yield message("nothing is left of the factors that were written")
        wrong: dict[Key, Message] = {}
    else:
        wrong = dict(_of_rows(method.factors, found.rows, names))
        yield from wrong.values()
    yield from _of_kinds(found, names)
    if method.factors and not found.arrays:
        yield message("Brightway has not processed the method, or its file is gone")
        return
    single = {key: _single(value) for key, value in method.factors.items()}
    for key, what in _of_rows(single, found.arrays, names):
        if key not in wrong:  # what is wrong as written is wrong as processed; said once
            yield message("as processed: {difference}", difference=what)


def _of_kinds(found: RegisteredMethod, names: Mapping[Key, str]) -> Iterator[Message]:
    """Return the factors that are right in value and still not what the pack says: of a place, or with a distribution."""
    for key, place in found.located.items():
        yield message(
            "{flow}: the factor is for {place} alone, and a calculation leaves it out", flow=_flow(key, names), place=place
        )
    for key in sorted(found.uncertain):
        yield message("{flow}: the factor has a distribution in Brightway, none in the pack", flow=_flow(key, names))


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
    for key in sorted(key for key in set(values) - set(factors) if key[0]):  # flows that are gone are said of once
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
