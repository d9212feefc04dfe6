"""What a reader must know about what is left out: each line, the limits, the scaling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ..inventory.fuels import has
from ..messages import Message, message, msg
from ..numbers import percent_beside, significant
from ..settings import SETTINGS
from .cutoff import OTHER_VIEW, Limit, Omitted, Scaling, limits

Finding = tuple[str, str, str, Message, Message | None]
"""Severity, check, place, what, how to mend it."""

CHECK = "cut-off"
SOLD = ("出售", "售予", "售出", "變賣", "販售", "sold", "sale")
"""Words of a treatment by which scrap leaves to a buyer, free of burden and without a credit."""
KIND_NAMES = MappingProxyType({"no-burden": msg("without burden by the rules"), "elsewhere": msg("counted elsewhere")})
BY_NAMES = MappingProxyType(
    {
        "mass": msg("by mass"),
        "energy": msg("by energy"),
        "score": msg("by climate score"),
        "source": msg("by climate score, the largest single line"),
    }
)


def cut_off_findings(omitted: Sequence[Omitted], scaled: Scaling | None) -> Iterator[Finding]:
    """Yield the findings on the cut-off ledger, those of single lines last."""
    for limit in limits(omitted):
        if limit.exceeded:
            yield (
                "warning",
                CHECK,
                "",
                _exceeded(limit),
                message("enter the lines, or link them to a factor or dataset that fits"),
            )
        elif limit.untold:
            yield "info", CHECK, "", _untold(limit), _ask(limit)
    if scaled is not None:
        yield "info", "scaling", "", _scaled(scaled), None
    for item in omitted:
        yield from _of_line(item)


def _exceeded(limit: Limit) -> Message:
    by: str = BY_NAMES[limit.by]
    return message(
        "{share} is cut off of the {view} view {by}; the limit is {limit:.0%} (lines {lines})",
        share=percent_beside(limit.share, limit.limit, 2),
        view=limit.view,
        by=message(by),
        limit=limit.limit,
        lines=", ".join(limit.lines),
    )


def _untold(limit: Limit) -> Message:
    by: str = BY_NAMES[limit.by]
    return message(
        "it cannot be told whether what is cut off of the {view} view stays below {limit:.0%} {by}: {unknown} lines have no "
        "figure",
        view=limit.view,
        limit=limit.limit,
        by=message(by),
        unknown=limit.unknown,
    )


def _ask(limit: Limit) -> Message:
    if limit.by == "mass":
        return message("give the line a unit of mass, or its density or mass per piece")
    if limit.by == "energy":
        return message("give the line its heat value")
    return message("give the estimated share of each line that is cut off, or link it in the other view")


def _scaled(scaled: Scaling) -> Message:
    return message(
        "the carbon footprint was scaled up from {share:.2%} to the whole for what was cut off: {added} kg CO2 eq were added "
        "to {assessed} (lines {lines})",
        share=scaled.assessed_share,
        added=significant(scaled.added),
        assessed=significant(scaled.assessed, 4),
        lines=", ".join(scaled.lines),
    )


def _doubtful(item: Omitted) -> bool:
    """Tell whether a line that is said to bring no burden counts in the other view; scrap that is sold may."""
    line = item.target.line.line
    sold = line.group == "co-product" or has(line.treatment, SOLD)
    return not item.counts and not sold and (item.other_share or 0.0) > SETTINGS.omission_doubt


def _of_line(item: Omitted) -> Iterator[Finding]:
    choice = item.target.target
    names = {"line": choice.line_id, "name": item.target.line.line.name, "view": choice.view}
    where = str(choice.origin)
    yield (
        "info",
        CHECK,
        where,
        message("line {line} ({name}) is left out of the {view} view: {reason}", reason=choice.reason, **names),
        None,
    )
    if _doubtful(item):
        yield (
            "warning",
            CHECK,
            where,
            message(
                "line {line} ({name}) is left out of the {view} view as {kind}, but makes {share:.1%} of the other view",
                kind=message(KIND_NAMES[choice.omission]),
                share=item.other_share,
                **names,
            ),
            message("say where its burden is counted, or by which rule it has none; else link it in this view too"),
        )
    if not choice.omission:
        yield (
            "info",
            CHECK,
            where,
            message(
                "line {line} ({name}) is left out of the {view} view and nobody said of which kind; it counts as cut off", **names
            ),
            message("choose the kind of omission: cut off (small), no burden, or counted elsewhere"),
        )
    stated, ratio = choice.estimated_share, SETTINGS.other_view_ratio
    if stated is not None and item.basis == OTHER_VIEW and item.score_share is not None:
        low, high = sorted((stated, item.score_share))
        if high > low * ratio:
            yield (
                "warning",
                CHECK,
                str(choice.origins.get("estimated_share") or where),
                message(
                    "line {line} ({name}): the share of {stated:.2%} stated for the {view} view is far from {share:.2%}, which "
                    "follows from its target in the other view and is used",
                    stated=stated,
                    share=item.score_share,
                    **names,
                ),
                message("correct the estimate, or look at the link in the other view"),
            )
