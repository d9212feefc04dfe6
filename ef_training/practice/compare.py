"""Practice: the company's choice of factors beside ITRI's key, with every difference explained.

An answer is right where it names the factor of the key (or one the key accepts) and the amount follows as in the key. Without a
key only what needs none is said: boundary, roles of fuels and electricity, units, data years of the same product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..factors.sheet.typed import NO_KIND
from ..inventory.model import Inventory, Target
from ..inventory.per_unit import UnitLine, per_unit
from ..messages import Message, message
from .judge import ALIKE, Remark, judge_alone, judge_pair, missing_figure, multiplier_said
from .key import Key, KeyLine
from .result import DEFENSIBLE, FINE, Judged, Practice
from .values import Known, Pick, Said, Values

if TYPE_CHECKING:
    from ..factors.catalogue import FactorCatalogue
    from ..factors.gwp import GwpTable
    from ..factors.sheet.typed import Choice
    from ..factors.suggesting.suggest import Suggester

Picks = Mapping[str, Sequence[Pick]]
Advice = Callable[[UnitLine], Message | None]
"""Tells why the program itself finds no acceptable factor for a line; None where it finds one."""


def practise(
    inventory: Inventory,
    picks: Picks,
    *,
    catalogue: FactorCatalogue,
    gwp: GwpTable,
    key: Key | None = None,
    advice: Advice | None = None,
) -> Practice:
    """Compare the choices of a company with a key; without one, judge what needs none.

    Parameters
    ----------
    picks : mapping
        Line id → what the company takes for it (`picks_of_copy`, `picks_of_form`).
    advice : callable, optional
        What the program itself says of a line (`advice_of`): one left without a factor where the program finds none is
        defensible. Without it, such a line is not chosen or left out.

    Raises
    ------
    FormError
        The amounts of the form cannot be brought to one declared unit.
    """
    values = Values(catalogue, gwp, (*inventory.custom_factors, *(key.custom if key else ())))
    lines = per_unit(inventory)
    period = inventory.period_end.year
    if key is None:
        rows = [_alone(line, picks.get(line.line.line_id, ()), values, period) for line in lines]
        return Practice(tuple(sorted(rows, key=lambda row: not row.said)))
    ids = [line.line.line_id for line in lines]
    answers = {
        line_id: _as_written(key.lines[line_id], line, values)
        for line_id, line in zip(ids, lines, strict=True)
        if line_id in key.lines
    }
    rows = [
        _beside(line, picks.get(line.line.line_id, ()), answers[line.line.line_id], values, period, advice)
        for line in lines
        if line.line.line_id in answers
    ]
    total = sum(row.key_value for row in rows if row.key_value is not None)
    rows = [_with_shares(row, abs(total)) for row in rows]
    return Practice(
        tuple(
            sorted(rows, key=lambda row: (row.kind == FINE, row.kind == DEFENSIBLE, row.effect is None, -abs(row.effect or 0.0)))
        ),
        judged=len(rows),
        right=sum(row.kind == FINE for row in rows),
        defensible=sum(row.kind == DEFENSIBLE for row in rows),
        key_total=total,
        effect=sum(row.effect for row in rows if row.effect is not None),
        unknown=sum(row.effect is None for row in rows),
        without_key=tuple(line_id for line_id in ids if line_id not in answers),
        unused=tuple(line_id for line_id in key.lines if line_id not in ids),
        source=key.source,
    )


def _with_shares(row: Judged, total: float) -> Judged:
    if not total:
        return row
    return replace(row, share=None if row.effect is None else row.effect / total, rest_share=row.rest / total)


def advice_of(inventory: Inventory, suggester: Suggester) -> Advice:
    """Return what the program says of the lines of a form, as ``factors suggest`` does."""
    by_id = {line.line_id: line for line in inventory.lines}
    return lambda line: suggester.suggest(line.line, carried=by_id.get(line.line.parent), limit=1).nothing


def picks_of_copy(choices: Mapping[str, Choice]) -> dict[str, tuple[Pick, ...]]:
    """Return what was picked in a copy with drop-downs (`factors.sheet.chosen.read_answers`); mostly without a multiplier.

    That no factor is acceptable is a line that was left out.
    """
    return {
        line_id: (Pick("left-out", "") if one.kind == NO_KIND else Pick(one.kind, one.target, one.multiplier),)
        for line_id, one in choices.items()
    }


def picks_of_form(inventory: Inventory, catalogue: FactorCatalogue) -> dict[str, tuple[Pick, ...]]:
    """Return what the form itself says in the carbon-footprint view; factors on its rows are found again in the catalogue."""
    from ..linking.recognise import recognise

    found: dict[str, tuple[Pick, ...]] = {}
    for target in recognise(inventory, catalogue).targets:
        if target.view == "cfp":
            own = Pick(target.kind, target.target, target.multiplier, target.multiplier_unit)
            found[target.line_id] = (*found.get(target.line_id, ()), own)
    return found


def _as_written(answer: KeyLine, line: UnitLine, values: Values) -> KeyLine:
    """Return an answer of a plain table with the multipliers that the line itself brings."""
    if not answer.accepted:
        return answer
    return replace(answer, targets=tuple(values.led(line, target) for target in answer.targets))


def _alone(line: UnitLine, picks: Sequence[Pick], values: Values, period: int) -> Judged:
    known = [(pick, values.find(*pick.id)) for pick in picks if pick.kind != "left-out"]
    several = len(known) > 1
    remarks = _twice([found for _, found in known if found])
    remarks += [
        remark for pick, found in known if found for remark in judge_alone(line, pick, found, values, period, several=several)
    ]
    return Judged(
        line.line.line_id,
        line.line.name,
        remarks[0].kind if remarks else "",
        tuple(found.name if found else pick.target for pick, found in known),
        (),
        tuple(remark.said for remark in remarks),
        _value(line, picks, values),
    )


def _value(line: UnitLine, picks: Sequence[Pick], values: Values) -> float | None:
    found = [values.of_pick(line, pick) for pick in picks if pick.kind != "left-out"]
    return None if not found or any(value is None for value in found) else sum(value for value in found if value is not None)


def _twice(known: Sequence[Known]) -> list[Remark]:
    """Return that two of the factors of a line count one thing twice."""
    roles = {factor.role for factor in known}
    if {"fuel-use", "fuel-upstream"} <= roles:
        what = message(
            "the factor of the use of a fuel holds what comes before it: with the one of 未燃燒 beside it, that counts twice"
        )
        return [Remark("double", what)]
    if "electricity" in roles and roles & {"electricity-upstream", "electricity-direct"}:
        what = message("電力碳足跡 holds the direct and the indirect part: with one of them beside it, that counts twice")
        return [Remark("double", what)]
    return []


def _beside(line: UnitLine, picks: Sequence[Pick], answer: KeyLine, values: Values, period: int, advice: Advice | None) -> Judged:
    """Judge the choice for one line beside the key."""
    counted = [target for target in answer.targets if target.kind != "left-out"]
    key_value = values.of_targets(line, counted)
    taken = [pick for pick in picks if pick.kind != "left-out"]
    if counted and not taken:
        kind, said, value = _without(line, picks, counted, answer, key_value, values, advice)
    else:
        kind, said, value = _compared(line, taken, counted, answer, key_value, values, period)
    fine = kind == FINE
    chosen = {pick.id for pick in taken}
    rest = values.of_targets(line, [one for one in counted if (one.kind, one.target) not in chosen]) if fine and taken else 0.0
    return Judged(
        line.line.line_id,
        line.line.name,
        kind,
        tuple(_name(values, pick.kind, pick.target) for pick in taken),
        tuple(_name(values, target.kind, target.target) for target in counted),
        tuple(said),
        None if kind == "nothing" else value,  # it is missing from the footprint, which is no 0 of its own
        key_value,
        0.0 if fine else None if value is None or key_value is None else value - key_value,
        rest=0.0 if chosen & set(answer.accepted) else rest or 0.0,
    )


def _name(values: Values, kind: str, target: str) -> str:
    found = values.find(kind, target)
    return f"{found.name} ({target})" if found and kind == "factor" else found.name if found else target


Verdict = tuple[str, list[Message], float | None]
"""Kind, what is said, and kg CO2e per declared unit as the company has it."""


def _compared(
    line: UnitLine, taken: Sequence[Pick], counted: Sequence[Target], answer: KeyLine, key_value: float | None, values: Values,
    period: int,
) -> Verdict:  # fmt: skip
    if not counted:
        return _none_acceptable(line, taken, answer, values)
    chosen, wanted = {pick.id for pick in taken}, {(target.kind, target.target) for target in counted}
    if chosen == wanted:
        return _right(line, taken, counted, answer, key_value, values)
    if len(taken) == 1 and taken[0].id in answer.accepted:
        return _accepted(line, taken[0], answer, values)
    double = _twice([found for pick in taken if (found := values.find(*pick.id))])
    value = _company_value(line, taken, counted, values)
    if double:
        return "double", [remark.said for remark in double], value
    if chosen < wanted:
        rest = Said("\n".join(_name(values, *pair) for pair in sorted(wanted - chosen)))
        if len(taken) == 1 and taken[0].multiplier is None and _main(line, counted, values).target == taken[0].target:
            what = message("right for the largest part; the key counts also, on the links sheet: {rest}", rest=rest)
            return FINE, [what, *_note(answer)], key_value
        what = message("this is right, but a part only; the key counts also: {rest}", rest=rest)
        return "part", [what, *_note(answer)], value
    remarks = list(_apart(line, taken, counted, chosen & wanted, values, period))
    if not remarks:
        remarks = [Remark("product", message("the key takes other factors for this line"))]
    return remarks[0].kind, [*(remark.said for remark in remarks), *_note(answer)], value


def _apart(
    line: UnitLine, taken: Sequence[Pick], counted: Sequence[Target], agreed: set[tuple[str, str]], values: Values, period: int
) -> Iterator[Remark]:
    """Yield what sets each pick apart from the factor of the key that matters most."""
    main = _main(line, counted, values)
    known_key = values.find(main.kind, main.target)
    for pick in taken:
        found = values.find(*pick.id)
        if pick.id in agreed:
            continue
        if found is None:
            yield Remark("product", message("“{target}” is not known", target=pick.target))
        elif known_key is not None:
            yield from judge_pair(line, pick, found, known_key, values, period)


def _main(line: UnitLine, counted: Sequence[Target], values: Values) -> Target:
    """Return the target of the key that matters most."""
    return max(counted, key=lambda target: abs(values.of_targets(line, [target]) or 0.0))


def _note(answer: KeyLine) -> list[Message]:
    return [message("the key says: {note}", note=Said(answer.note))] if answer.note else []


def _none_acceptable(line: UnitLine, taken: Sequence[Pick], answer: KeyLine, values: Values) -> Verdict:
    if not taken:
        return FINE, [message("right: no factor is acceptable here"), *_note(answer)], 0.0
    name = Said("\n".join(_name(values, *pick.id) for pick in taken))
    what = message("you took “{name}”; the key leaves this line without a factor, since none is acceptable", name=name)
    return "none", [what, *_note(answer)], _value(line, taken, values)


def _without(
    line: UnitLine, picks: Sequence[Pick], counted: Sequence[Target], answer: KeyLine, key_value: float | None, values: Values,
    advice: Advice | None,
) -> Verdict:  # fmt: skip
    """Judge a line without a factor where the key counts some: left out on purpose, or nothing chosen yet."""
    if answer.or_none:
        return FINE, [message("right: the key accepts it"), *_note(answer)], 0.0
    if all(target.kind == "custom-factor" for target in counted):
        what = message("right: the catalogue has no factor for this; the key takes one from elsewhere")
        return FINE, [what, *_note(answer)], key_value
    why = advice(line) if advice is not None else None
    if why is not None:
        key = Said("\n".join(_name(values, target.kind, target.target) for target in counted))
        what = message("defensible, since the program suggests none either ({why}); the key takes: {key}", why=why, key=key)
        return DEFENSIBLE, [what, *_note(answer)], 0.0
    if picks:
        return "left-out", [message("you left this line out; the key counts it"), *_note(answer)], 0.0
    return "nothing", [message("nothing is chosen yet; as long as that is so, the line is missing from the footprint")], 0.0


def _accepted(line: UnitLine, pick: Pick, answer: KeyLine, values: Values) -> Verdict:
    """Judge a choice that the key accepts beside its own: a multiplier must be one that the line itself states."""
    target = values.led(line, Target(line.line.line_id, "cfp", *pick.id))
    own, expected = values.of_pick(line, pick), values.of_targets(line, [target])
    stated = {1.0, line.line.concentration or 1.0}
    if pick.multiplier is not None and not any(_alike(own, expected, times) for times in stated):
        return "multiplier", [multiplier_said(pick.multiplier, target.multiplier, target.multiplier_unit, target.reason)], own
    return FINE, [message("right: the key accepts it"), *_note(answer)], own


def _alike(own: float | None, expected: float | None, times: float) -> bool:
    return own is not None and expected is not None and abs(own - expected * times) <= ALIKE * abs(expected * times)


def _right(
    line: UnitLine, taken: Sequence[Pick], counted: Sequence[Target], answer: KeyLine, key_value: float | None, values: Values
) -> Verdict:
    """Judge a choice that names the factors of the key: its amount must follow as in the key."""
    own = _value(line, taken, values)
    if _alike(own, key_value, 1.0):
        return FINE, [], key_value
    single, pick = counted[0], taken[0]
    if pick.multiplier is None and _brought(line, single, values):
        return FINE, [], key_value
    said = [
        multiplier_said(pick.multiplier, single.multiplier, single.multiplier_unit, single.reason)
        if len(counted) == 1
        else message("the factors are right, but not their amounts"),
    ]
    asked = values.asked(line, pick)
    if own is None and asked is not None:
        said.append(missing_figure(asked).said)
    if line.line.concentration is not None and len(counted) == 1 and single.multiplier != 1:
        share = f"{100 * line.line.concentration:g} %"
        said.append(message("a solution counts by what is in it: here {share} by mass", share=share))
    return "multiplier", said, own


def _brought(line: UnitLine, target: Target, values: Values) -> bool:
    """Tell whether the line itself states the multiplier of the key: its concentration, beside what brings the units together."""
    share = line.line.concentration
    own, key = values.of_pick(line, Pick(target.kind, target.target)), values.of_targets(line, [target])
    return share is not None and own is not None and _alike(own * share, key, 1.0)


def _company_value(line: UnitLine, taken: Sequence[Pick], counted: Sequence[Target], values: Values) -> float | None:
    """Return kg CO2e as the company has it; a multiplier that nobody could state is the key's, where it leads to the unit."""
    total = 0.0
    for pick in taken:
        value = None
        same = next((target for target in counted if (target.kind, target.target) == pick.id), None)
        if pick.multiplier is None and same is not None:
            value = values.of_targets(line, [same])
        if value is None:
            value = values.of_pick(line, pick)
        if value is None and pick.multiplier is None and len(counted) == 1 and counted[0].multiplier_unit:
            value = values.of_targets(line, [replace(counted[0], kind=pick.kind, target=pick.target)])
        if value is None:
            return None
        total += value
    return total
