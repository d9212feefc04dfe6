"""Resolving targets: every choice of the form is looked up, its unit checked and its amount computed.

The amount of a target per declared unit is the line's amount × multiplier. Where the units are of one kind, the amount is
converted and the multiplier is a plain number. Where they are of different kinds, the multiplier must bring its unit,
"kg/L": the line is converted to the unit below the stroke, the product from the unit above it. Nothing else bridges kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import copysign
from typing import TYPE_CHECKING

from ..errors import EFTrainingError, LinkError, Problem
from ..factors.spelling import close_to
from ..inventory.model import VIEWS, CustomFactor, Draft, Target
from ..inventory.per_unit import UnitLine
from ..messages import Message, message
from ..names import BIOSPHERE, MOENV, OWN_FLOWS
from ..units import convert, split_ratio, unit

if TYPE_CHECKING:
    from ..background import Process
    from ..factors import FactorCatalogue, GwpTable

Key = tuple[str, str]


@dataclass(frozen=True)
class Flow:
    """An elementary flow: its name, compartment ("air/urban air close to ground") and unit (Brightway's spelling)."""

    name: str
    compartment: str
    unit: str


@dataclass(frozen=True)
class Catalogues:
    """Everything a line can be linked to. ``database`` is the Brightway name of the background."""

    database: str
    processes: Mapping[str, Process]
    flows: Mapping[Key, Flow]
    factors: FactorCatalogue
    gwp: GwpTable


@dataclass(frozen=True)
class ResolvedTarget:
    """A target with its amount.

    ``amount`` is per declared unit, in ``unit``, signed as it enters the calculation (a waste treatment with negative
    production, as in ecoinvent, is consumed with a negative amount; the sign is applied here and nowhere else). ``key`` is
    the node in Brightway of a dataset, an elementary flow or a MOENV factor. ``factor`` is kg CO2e per ``unit`` of a target
    that only knows climate change, None for datasets and flows. ``gwp_set`` is the GWP set it rests on, where known. ``year``
    is the year its data stand for; ``boundary`` and ``role`` say how far a factor reaches (`factors.catalogue.BOUNDARIES` and
    `ROLES`: "fuel-upstream" leaves the burning out); ``technology`` is the note of a dataset on its technology;
    ``factor_source`` is where the factor stands (``source`` is that of the multiplier where one is given). Each is empty
    where the catalogue does not say, which is unknown.
    """

    target: Target
    line: UnitLine
    name: str
    place: str
    unit: str
    amount: float
    key: Key | None = None
    factor: float | None = None
    quality: str = ""
    source: str = ""
    gwp_set: str = ""
    year: int | None = None
    boundary: str = ""
    role: str = ""
    technology: str = ""
    factor_source: str = ""

    @property
    def screening(self) -> bool:
        """Whether the target stands in the ``ef`` view with climate change alone."""
        return self.target.view == "ef" and self.factor is not None


@dataclass(frozen=True)
class _Found:
    name: str
    unit: str
    place: str = ""
    key: Key | None = None
    factor: float | None = None
    quality: str = ""
    source: str = ""
    gwp_set: str = ""
    sign: float = 1.0
    year: int | None = None
    boundary: str = ""
    role: str = ""
    technology: str = ""


def resolve(draft: Draft, lines: tuple[UnitLine, ...], catalogues: Catalogues) -> tuple[ResolvedTarget, ...]:
    """Resolve every target of an inventory's lines.

    Raises
    ------
    LinkError
        With every problem: unknown dataset, factor, flow or GWP; a kind that does not belong to the view; units of different
        kinds without a multiplier that bridges them; a line without a target in a view; a left-out line that has another target.
    """
    resolved, wrong = resolve_each(draft, lines, catalogues)
    problems = [problem for _, found in wrong for problem in found]
    problems += _incomplete(lines, draft.targets)
    if problems:
        raise LinkError(problems)
    return resolved


def resolve_each(
    draft: Draft, lines: tuple[UnitLine, ...], catalogues: Catalogues
) -> tuple[tuple[ResolvedTarget, ...], tuple[tuple[Target, tuple[Problem, ...]], ...]]:
    """Resolve one target after the other; return those that could be, and the others with their problems.

    Lines without a target are no matter here.
    """
    by_id = {line.line.line_id: line for line in lines}
    custom = {factor.factor_id: factor for factor in draft.custom_factors}
    finders: dict[str, Callable[[str], _Found]] = {
        "dataset": lambda code: _dataset(catalogues, code),
        "elementary-flow": lambda code: _flow(catalogues, code),
        "factor": lambda code: _factor(catalogues, code),
        "gwp": lambda code: _gwp(catalogues, code),
        "custom-factor": lambda code: _custom(custom, code),
    }
    resolved: list[ResolvedTarget] = []
    wrong: list[tuple[Target, tuple[Problem, ...]]] = []
    for target in draft.targets:
        line = by_id.get(target.line_id)
        try:
            if line is not None:
                resolved.append(_resolve_one(target, line, finders))
            elif target.kind != "left-out":  # the importer has reported the line; its target is looked up all the same
                finders[target.kind](target.target)
        except EFTrainingError as error:
            found = tuple(Problem(p.what, p.where or _where(target, "target"), p.mend) for p in error.problems)
            wrong.append((target, found))
    return tuple(resolved), tuple(wrong)


def _resolve_one(target: Target, line: UnitLine, finders: Mapping[str, Callable[[str], _Found]]) -> ResolvedTarget:
    if target.kind == "left-out":
        return ResolvedTarget(target, line, name="", place="", unit=line.line.unit, amount=0.0, source=target.source)
    if target.view == "cfp" and target.kind in ("dataset", "elementary-flow"):
        raise LinkError(
            Problem(
                message("a {kind} does not belong to the cfp view", kind=target.kind),
                _where(target, "kind"),
                message("choose a MOENV factor, a GWP or a factor entered by hand"),
            )
        )
    found = finders[target.kind](target.target)
    amount = found.sign * target_amount(target, line, found.unit)
    return ResolvedTarget(
        target,
        line,
        name=found.name,
        place=found.place,
        unit=found.unit,
        amount=amount,
        key=found.key,
        factor=found.factor,
        quality=found.quality,
        source=target.source or found.source,
        gwp_set=found.gwp_set,
        year=found.year,
        boundary=found.boundary,
        role=found.role,
        technology=found.technology,
        factor_source=found.source,
    )


def target_amount(target: Target, line: UnitLine, target_unit: str) -> float:
    """Return the amount of a target per declared unit, in ``target_unit``, before any sign of treatment.

    Raises
    ------
    LinkError
        The units are of different kinds and the multiplier does not bridge them.
    """
    source, wanted = unit(line.line.unit), unit(target_unit)
    amount = line.amount
    if target.multiplier_unit:
        above, below = split_ratio(target.multiplier_unit)
        if below.kind != source.kind or above.kind != wanted.kind:
            raise LinkError(
                Problem(
                    message(
                        "the multiplier in {ratio} does not lead from {source} to {target}",
                        ratio=target.multiplier_unit,
                        source=source.code,
                        target=wanted.code,
                    ),
                    _where(target, "multiplier_unit"),
                    message("give it in {target}/{source}", source=source.code, target=wanted.code),
                )
            )
        return convert(convert(amount, source.code, below.code) * target.multiplier, above.code, wanted.code)
    if source.kind != wanted.kind:
        raise LinkError(
            Problem(
                message(
                    "line {line} is in {source}, its target “{code}” in {target}",
                    line=line.line.line_id,
                    source=source.code,
                    code=target.target,
                    target=wanted.code,
                ),
                _where(target, "target"),
                message(
                    "choose another target, or give a multiplier in {target}/{source} and its reason",
                    source=source.code,
                    target=wanted.code,
                ),
            )
        )
    return convert(amount, source.code, wanted.code) * target.multiplier


def _where(target: Target, field: str) -> str:
    return str(target.origins.get(field) or target.origin)


def _dataset(catalogues: Catalogues, code: str) -> _Found:
    process = catalogues.processes.get(code)
    if process is None:
        raise _unknown(message("the background has no dataset “{code}”", code=code), code, catalogues.processes)
    return _Found(
        f"{process.name_zh}｜{process.name_en}",
        process.unit,
        process.location,
        (catalogues.database, code),
        quality=process.quality,
        sign=copysign(1.0, process.reference_amount),
        year=process.year,
        technology=process.note,
    )


def _flow(catalogues: Catalogues, code: str) -> _Found:
    for database in (OWN_FLOWS, BIOSPHERE):
        flow = catalogues.flows.get((database, code))
        if flow is not None:
            return _Found(flow.name, flow.unit, flow.compartment, (database, code))
    raise LinkError(message("the flow lists hold no elementary flow “{code}”", code=code))


def _factor(catalogues: Catalogues, code: str) -> _Found:
    factor = catalogues.factors.get(code)
    if not factor.linkable:
        raise LinkError(
            Problem(
                message(
                    "the factor {code} ({name}) is per “{unit}”, to which no line can be converted",
                    code=code,
                    name=factor.name,
                    unit=factor.published_unit,
                )
            )
        )
    return _Found(
        factor.name,
        factor.unit,
        factor.region,
        (MOENV, code),
        factor.kgco2e_per_unit,
        source=factor.source,
        gwp_set=factor.gwp,
        year=factor.data_year,
        boundary=factor.boundary,
        role=factor.role,
    )


def _gwp(catalogues: Catalogues, code: str) -> _Found:
    entry = catalogues.gwp.lookup(code)
    return _Found(
        f"{entry.name_zh}｜{entry.name_en} ({entry.gwp_set})",
        "kg",
        factor=entry.kgco2e_per_kg,
        source=entry.source,
        gwp_set=entry.gwp_set,
    )


def _custom(known: Mapping[str, CustomFactor], code: str) -> _Found:
    factor = known.get(code)
    if factor is None:
        raise _unknown(message("no factor “{code}” was entered by hand", code=code), code, known)
    return _Found(
        factor.name,
        factor.unit,
        factor=factor.value,
        source=factor.source,
        gwp_set=factor.gwp,
        year=factor.year,
        boundary=factor.boundary,
    )


def _unknown(what: Message, code: str, known: Mapping[str, object]) -> LinkError:
    return LinkError(Problem(what, mend=close_to(code, known)))


def _incomplete(lines: tuple[UnitLine, ...], targets: tuple[Target, ...]) -> list[Problem]:
    """Every line needs a target in each view; a line that is left out can have no other target there."""
    problems = []
    for line in lines:
        for view in VIEWS:
            kinds = [target.kind for target in targets if target.line_id == line.line.line_id and target.view == view]
            if not kinds:
                problems.append(
                    Problem(
                        message(
                            "line {line} ({name}) has no target in the {view} view",
                            line=line.line.line_id,
                            name=line.line.name,
                            view=view,
                        ),
                        str(line.line.origin),
                        message("link it on the links sheet, or leave it out with a reason"),
                    )
                )
            elif "left-out" in kinds and len(kinds) > 1:
                problems.append(
                    Problem(
                        message(
                            "line {line} is left out of the {view} view and has another target there",
                            line=line.line.line_id,
                            view=view,
                        ),
                        str(line.line.origin),
                    )
                )
    return problems
