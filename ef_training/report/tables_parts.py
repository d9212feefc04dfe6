"""The parts of climate change that an edition for customers shows: by stage and group, in whole percents (see `customer`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..messages import message, msg, translate
from ..numbers import percent
from .facts import facts, group_name, stage_name
from .tables import Table, table

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder

NAMED = 3
"""So many groups of a part are named."""
TITLE = msg("Parts of climate change")
ROUNDED = msg(
    "Whole percents of the sum of the absolute values of the parts; rounded one by one, they need not add up to 100%. Groups "
    "stand together where one purchase could be told from its part."
)
TOTAL_ONLY = msg("No parts are shown: with them, one purchase could be told from the rest. The totals stand alone.")


def parts(run: RunFolder) -> list[dict[str, Any]]:
    """Return the parts with stage, groups and share (0–1, whole percents, negative for a credit); none of any other run."""
    return list((run.run.get("held_back") or {}).get("parts") or ())


def by_stage(run: RunFolder) -> list[tuple[str, float]]:
    """Return the stages with their shares, each rounded by itself, the largest first."""
    stages = (run.run.get("held_back") or {}).get("stages") or {}
    return sorted(stages.items(), key=lambda item: -abs(item[1]))


def name(part: dict[str, Any], lang: str) -> str:
    """Return the groups of a part."""
    named = [group_name(group, lang) for group in part["groups"][:NAMED]]
    more = translate("and others", lang) if len(part["groups"]) > NAMED else ""
    if lang.startswith("zh"):
        return "、".join(named) + more
    return " ".join(filter(None, (", ".join(named), more)))


def sentence(run: RunFolder, lang: str) -> str:
    """Say the stages with their shares, or why there are none."""
    found = by_stage(run)
    if not found:
        return translate(TOTAL_ONLY, lang)
    named = [f"{stage_name(stage, lang)} {percent(share, 0)}" for stage, share in found]
    stages = ("、" if lang.startswith("zh") else "; ").join(named)
    return message("By life-cycle stage, {of}: {stages}.", of=message("of climate change"), stages=stages).render(lang)


def shares(run: RunFolder, lang: str) -> Table:
    """Return the parts as a table: stage, groups, share as text, since it has no more digits than that."""
    rows = [(stage_name(part["stage"], lang), name(part, lang), percent(part["share"], 0)) for part in parts(run)]
    note = " ".join(filter(None, (translate(ROUNDED, lang), facts(run, lang).merged)))
    return table(
        translate(TITLE, lang),
        [
            (translate("Stage", lang), "name"),
            (translate("Group", lang), "text"),
            (translate("Share of climate change", lang), "word"),
        ],
        rows,
        note,
    )
