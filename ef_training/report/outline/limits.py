"""What the results cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import message, msg, translate
from .. import facts, sentences_more
from ..document import Block, Paragraph, Section
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

BOUNDARY = msg(
    "The boundary ({boundary}) leaves out what comes after it; a product that is better up to there need not be better in use."
)
ONE_YEAR = msg("The data are those of one plant for {period}; other years and plants differ.")
NO_UNCERTAINTY = msg(
    "Values are single numbers without a range. Differences of a few percent mean nothing; the background alone may be off by "
    "more."
)
PLACES = msg(
    "Characterisation depends on the place for water use only, as far as the method pack holds such factors; all other "
    "indicators take "
    "the global ones."
)


def section(result: Outcome, lang: str) -> Section:
    """Return the limits of the study."""
    said, record = facts.facts(result.run, lang), result.run.run
    blocks: list[Block] = [Paragraph(said.warning, "alert")] if said.warning else []
    texts = [translate(facts.ALIGNED, lang), *([translate(facts.NO_WEIGHTING, lang)] if result.weighted else [])]
    if record["product"]["boundary"] != "cradle-to-grave":
        texts.append(message(BOUNDARY, boundary=said.boundary).render(lang))
    texts += [message(ONE_YEAR, period=said.period).render(lang), translate(NO_UNCERTAINTY, lang), translate(PLACES, lang)]
    texts.append(sentences_more.training(result, lang))
    return parts.section("limits", translate("Limits", lang), [*blocks, *parts.items(texts)])
