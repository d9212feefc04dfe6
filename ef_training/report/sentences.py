"""The result in plain sentences, made from the numbers: what page one says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome, ranked_stages
from ..messages import message, msg
from ..names import CLIMATE
from ..numbers import percent, percent_beside, pretty_unit, significant
from ..settings import SETTINGS
from . import tables_parts
from .facts import coverage, facts, group_name, indicator_record, own_half, own_name, stage_name

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 3
"""So many contributions are named on page one."""
SMALL = 0.005
"""A contribution of a smaller share is not named among the largest (it would read "0%")."""
OF_WEIGHTED, OF_CLIMATE = msg("of the weighted score"), msg("of climate change")


def sentences(result: Outcome, lang: str) -> list[str]:
    """Say the result; where screening exceeds the threshold, the sentence about it is the first."""
    covered = coverage(result.run)
    said = [screening(result, lang)] if covered.comes_first else []
    said += [climate(result, lang), largest(result, lang)]
    if result.relevant.withheld:
        said.append(result.relevant.withheld.render(lang))
    else:
        said.append(most_relevant(result, lang))
    if covered.screening_lines and not covered.comes_first:
        said.append(screening(result, lang))
    return [text for text in said if text]


def climate(result: Outcome, lang: str) -> str:
    """Say the product's climate change; where credits outweigh the burdens, that they do."""
    said, row = facts(result.run, lang), result.scores.loc[CLIMATE]
    sentence = message(
        "Climate change of {declared} of {product} ({boundary}): {value} {unit}.",
        declared=said.declared,
        product=said.product,
        boundary=said.boundary,
        value=significant(row["value"]),
        unit=pretty_unit(row["unit"]),
    ).render(lang)
    if row["value"] < 0:
        credits = message("It is below zero, since the credits are larger than the burdens.").render(lang)
        return joined([sentence, credits], lang)
    return sentence


def screening(result: Outcome, lang: str) -> str:
    """Say how much rests on lines with a climate factor only."""
    covered = coverage(result.run)
    share = percent_beside(covered.climate_share, SETTINGS.screening_warn)
    if result.run.run.get("held_back"):
        return message(
            "{share} of the climate score rests on purchases with a climate factor only; all other indicators are too low by "
            "what they would add.",
            share=percent(covered.climate_share, 0),
        ).render(lang)
    return message(
        "Lines with a climate factor only, wholly or in part: {count} of {lines}; what has such a factor only makes {share} of "
        "the climate score, and all other indicators are too low by what it would add.",
        count=covered.screening_lines,
        lines=covered.lines,
        share=share,
    ).render(lang)


def measure(result: Outcome, lang: str) -> str:
    """Return what lines are ranked by, as it stands behind a share."""
    return message(OF_WEIGHTED if result.weighted else OF_CLIMATE).render(lang)


def largest(result: Outcome, lang: str) -> str:
    """Name the largest contributions with stage, share and what they are; fewer than three where there are no more. Of a
    customer's edition, the stages."""
    if result.run.run.get("held_back"):
        return tables_parts.sentence(result.run, lang)
    ranked = result.ranked[result.ranked["share"] >= SMALL].head(LARGEST).to_dict("records")
    if not ranked:
        return message("No line contributes anything.").render(lang)
    things = things_by_line(result.run.targets, lang)
    named = [_named(row, things.get(row["line_id"], ""), lang) for row in ranked]
    values: dict[str, Any] = {"of": measure(result, lang), "lines": listed(named, lang)}
    if len(result.ranked) == 1:
        return message("The whole result is one contribution: {lines}.", **values).render(lang)
    together = percent(sum(row["share"] for row in ranked))
    if len(named) == 1:
        return message("One contribution makes nearly all {of}: {lines}.", **values).render(lang)
    values |= {"together": together, "count": len(named)}
    if len(named) == 2:
        return message("The two largest contributions are {lines}; together {together} {of}.", **values).render(lang)
    return message("The three largest contributions are {lines}; together {together} {of}.", **values).render(lang)


def _named(row: Any, thing: str, lang: str) -> str:
    """Write a line with its stage, its share and what it is; a credit says that it is one."""
    inside = [stage_name(row["stage"], lang), percent(row["share"])]
    if thing and thing != row["line_name"]:
        inside.append(thing)
    if row["value"] < 0:
        inside.append(message("a credit").render(lang))
    return bracketed(quoted(str(row["line_name"]), lang), ("，" if lang.startswith("zh") else ", ").join(inside), lang)


def things_by_line(targets: pd.DataFrame, lang: str, view: str = "ef") -> dict[str, str]:
    """Return for each line what it is linked to, the first target by its name."""
    part = targets[(targets["view"] == view) & (targets["kind"] != "left-out")]
    first = part.drop_duplicates("line_id")
    return {line: own_half(name, lang) for line, name in zip(first["line_id"], first["target_name"], strict=True)}


def stages(result: Outcome, lang: str) -> str:
    """Name the stage that counts most, and the share of each other one that counts; `largest` does so of a customer's edition."""
    if result.run.run.get("held_back"):
        return ""
    found = ranked_stages(result)
    found = found[found["share"] >= SMALL]
    if found.empty:
        return ""
    parts = [f"{stage_name(row['stage'], lang)} {percent(row['share'])}" for row in found.to_dict("records")]
    return message("By life-cycle stage, {of}: {stages}.", of=measure(result, lang), stages=listed(parts, lang)).render(lang)


def most_relevant(result: Outcome, lang: str) -> str:
    """Name the most relevant categories."""
    chosen = result.scores.loc[list(result.relevant.categories)]
    names = [own_name(indicator_record(result.run, indicator), lang) for indicator in result.relevant.categories]
    if not names:
        return ""
    return message(
        "{count} of {all} indicators are most relevant and make {share} of the weighted score together: {names}.",
        count=len(names),
        all=int(result.scores["weighted"].notna().sum()),
        share=percent(float(chosen["share"].sum())),
        names=("、" if lang.startswith("zh") else "; ").join(names),
    ).render(lang)


def by_group(result: Outcome, lang: str) -> str:
    """Name the groups that count most; nothing of a customer's edition, whose groups are joined."""
    if result.run.run.get("held_back"):
        return ""
    groups = result.lines.set_index("line_id")["group"]
    values = result.ranked.assign(group=result.ranked["line_id"].map(groups)).groupby("group")["value"].sum()
    total = values.abs().sum()
    if not total or len(values) < 2:
        return ""
    top = values.sort_values(key=abs, ascending=False).head(LARGEST)
    parts = [f"{group_name(str(group), lang)} {percent(abs(value) / total)}" for group, value in top.items()]
    return message("By kind, {of}: {groups}.", of=measure(result, lang), groups=listed(parts, lang)).render(lang)


def listed(parts: list[str], lang: str) -> str:
    """Join the parts of an enumeration."""
    return ("、" if lang.startswith("zh") else "; ").join(parts)


def quoted(name: str, lang: str) -> str:
    """Put a name from the form in quotation marks where the language has no spaces to set it off."""
    return f"「{name}」" if lang.startswith("zh") else name


def bracketed(text: str, inside: str, lang: str) -> str:
    """Put something in brackets behind a text."""
    return f"{text}（{inside}）" if lang.startswith("zh") else f"{text} ({inside})"


def joined(said: list[str], lang: str) -> str:
    """Put sentences one after the other."""
    return ("" if lang.startswith("zh") else " ").join(said)
