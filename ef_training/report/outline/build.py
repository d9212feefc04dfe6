"""The whole document, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...hotspots.outcome import outcome
from ...messages import translate
from .. import customer, facts, sentences_more
from ..document import Document
from ..sentences import bracketed
from . import annex, comparison, general, improvement, interpretation, inventory, limits, results, scope, summary

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome
    from ..document import Section


def outline(result: Outcome, *, lang: str, against: Outcome | None = None, for_customer: bool = False) -> Document:
    """Build the report of a run.

    Parameters
    ----------
    result : Outcome
        The results of the run.
    lang : str
        ``zh-TW`` or ``en``.
    against : Outcome, optional
        Another run with the same kind of declared unit, to compare with: another version or another product.
    for_customer : bool
        Hold back recipe and suppliers: the document is that of `customer.for_customer`. It is so in any case where ``result``
        is of such a run.
    """
    if for_customer and not sentences_more.held_back(result.run):
        result = outcome(customer.for_customer(result.run))
    if against is not None and sentences_more.held_back(result.run) and not sentences_more.held_back(against.run):
        against = outcome(customer.for_customer(against.run))
    said = facts.facts(result.run, lang)
    return Document(
        lang=lang,
        title=said.title,
        about=said.about,
        facts=_facts(said),
        warning=said.warning,
        sections=tuple(_sections(result, lang, against=against)),
        data=annex.data(result, lang),
    )


def _facts(said: facts.Facts) -> tuple[tuple[str, str], ...]:
    lang = said.lang
    example = translate("made-up example", lang)
    company = f"{said.company} · {example}" if said.made_up else said.company
    pairs = (
        (translate("Company", lang), company),
        (translate("Declared unit", lang), " · ".join(filter(None, (said.declared, said.reference_flow)))),
        (translate("Function", lang), said.function),
        (translate("Boundary and period", lang), f"{said.boundary} · {said.period}"),
        (translate("Method and data", lang), f"{bracketed(said.pack, said.pack_title, lang)} · {said.background}"),
    )
    return tuple(pair for pair in pairs if pair[1])


def _sections(result: Outcome, lang: str, *, against: Outcome | None) -> list[Section]:
    beside = [] if against is None else [comparison.section(result, against, lang)]
    found = [
        summary.section(result, lang),
        general.general(result, lang),
        general.goal(result, lang),
        scope.section(result, lang),
        inventory.section(result, lang),
        results.section(result, lang),
        *beside,
        interpretation.section(result, lang),
        improvement.section(result, lang),
        limits.section(result, lang),
        annex.section(result, lang),
    ]
    return [section for section in found if section.blocks or section.sections]
