"""What the numbers say, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import translate
from .. import sentences, sentences_more
from ..document import Section
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome


def section(result: Outcome, lang: str) -> Section:
    """Return the interpretation: what counts, what the company can decide, how far the data carry."""
    more, run = sentences_more, result.run
    held_back = more.held_back(run)
    counts = [
        sentences.largest(result, lang),
        sentences.stages(result, lang),
        sentences.by_group(result, lang),
        more.credits(result, lang),
        more.person(result, lang),
        more.parts_of_climate(run, lang),
        more.views(result, lang),
    ]
    weak = [
        more.quality(result, lang),
        "" if held_back else more.poor_data(run, lang),
        more.training(result, lang),
        more.background(run, lang),
        more.toxicity(result, lang),
        "" if held_back else more.cut_off(run, lang),
        "" if held_back else more.findings(run, lang),
    ]
    return parts.section(
        "interpretation",
        translate("Interpretation", lang),
        [],
        parts.section("what-counts", translate("What counts", lang), parts.items(counts)),
        parts.section("control", translate("What the company can decide", lang), parts.items([more.control(result, lang)])),
        parts.section("weak", translate("Where the results are weak", lang), parts.items(weak)),
    )
