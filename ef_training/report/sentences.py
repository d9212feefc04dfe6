"""The result in plain sentences, made from the numbers."""

from __future__ import annotations

from ..hotspots.outcome import Outcome, ranked_stages
from ..messages import Message, message
from ..names import CLIMATE
from ..numbers import percent, percent_beside, pretty_unit, significant
from ..settings import SETTINGS
from . import tables_quality
from .facts import coverage, facts, indicator_record, own_name, stage_name


def sentences(result: Outcome, lang: str) -> list[str]:
    """Say the result; where screening exceeds the threshold, the sentence about it is the first."""
    said, covered, climate = facts(result.run, lang), coverage(result.run), result.scores.loc[CLIMATE]
    screening = message(
        "Lines with a climate factor only, wholly or in part: {count} of {lines}; what has such a factor only makes {share} of "
        "the climate score, and all other indicators are too low by what it would add.",
        count=covered.screening_lines,
        lines=covered.lines,
        share=percent_beside(covered.climate_share, SETTINGS.screening_warn),
    )
    text = [screening] if covered.comes_first else []
    text.append(
        message(
            "Climate change of {declared} of {product} ({boundary}): {value} {unit}.",
            declared=said.declared,
            product=said.product,
            boundary=said.boundary,
            value=significant(climate["value"]),
            unit=pretty_unit(climate["unit"]),
        )
    )
    text += [_largest(result, lang), result.relevant.withheld or _most_relevant(result, lang)]
    if covered.screening_lines and not covered.comes_first:
        text.append(screening)
    return [*(sentence.render(lang) for sentence in text), *filter(None, [tables_quality.sentence(result.run, lang)])]


def _largest(result: Outcome, lang: str) -> Message:
    """Name the stage and the line that count most."""
    stage, line = ranked_stages(result).iloc[0], result.ranked.iloc[0]
    values = {
        "stage": stage_name(stage["stage"], lang),
        "share": percent(stage["share"]),
        "line": line["line_name"],
        "line_share": percent(line["share"]),
    }
    if result.weighted:
        return message(
            "The stage that counts most is {stage} with {share} of the weighted score; the line that counts most is {line} "
            "with {line_share}.",
            **values,
        )
    return message(
        "The stage that counts most is {stage} with {share} of climate change; the line that counts most is {line} with "
        "{line_share}.",
        **values,
    )


def _most_relevant(result: Outcome, lang: str) -> Message:
    chosen = result.scores.loc[list(result.relevant.categories)]
    names = [own_name(indicator_record(result.run, indicator), lang) for indicator in result.relevant.categories]
    return message(
        "{count} of {all} indicators are most relevant and make {share} of the weighted score together: {names}.",
        count=len(names),
        all=len(result.scores),
        share=percent(float(chosen["share"].sum())),
        names=("、" if lang.startswith("zh") else "; ").join(names),
    )
