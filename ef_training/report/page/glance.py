"""What a factory manager sees first: the main numbers, and the three largest contributions as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...hotspots.outcome import Outcome, ranked_stages
from ...messages import message, translate
from ...names import CLIMATE
from ...numbers import percent, pretty_unit
from .. import tables_parts
from ..facts import INTERNAL, facts, marked, own_name, stage_name
from .bars import Scale, bar, colour_of, track
from .cells import joined, number, tag, value_of

if TYPE_CHECKING:
    from markupsafe import Markup

LARGEST = 3


def glance(result: Outcome, lang: str, prefix: str) -> Markup:
    """Write the cards and the three largest contributions."""
    cards = [
        card for card in (_climate(result, lang), _score(result, lang), _stage(result, lang), _quality(result, lang)) if card
    ]
    largest = "" if result.run.run.get("held_back") else _largest(result, lang, prefix)
    return tag("div", tag("dl", *cards, class_="cards"), largest, class_="glance")


def _card(term: str, figure: Any, unit: str, small: str) -> Markup:
    figures = joined((tag("span", figure, class_="figure"), f" {unit}" if unit else ""))
    return tag("div", tag("dt", term), tag("dd", figures, tag("span", small, class_="small")), class_="card")


def _climate(result: Outcome, lang: str) -> Markup:
    score, said = result.scores.loc[CLIMATE], facts(result.run, lang)
    per = message("per {declared}", declared=said.declared).render(lang)
    return _card(own_name(score, lang), value_of(float(score["value"])), pretty_unit(str(score["unit"])), per)


def _score(result: Outcome, lang: str) -> Markup | None:
    """Write the single score; none where there is no weighting."""
    if not result.weighted:
        return None
    small = translate(INTERNAL, lang)
    return _card(translate("Weighted score", lang), value_of(float(result.scores["weighted"].sum())), "µPt", small)


def _stage(result: Outcome, lang: str) -> Markup | None:
    if result.run.run.get("held_back"):
        return _stage_shown(result, lang)
    stages = ranked_stages(result)
    if stages.empty:
        return None
    row = stages.iloc[0]
    of = translate("of the weighted score", lang) if result.weighted else translate("of climate change", lang)
    return _card(
        translate("Largest stage", lang), percent(float(row["share"]), 0), "", f"{stage_name(row['stage'], lang)} · {of}"
    )


def _stage_shown(result: Outcome, lang: str) -> Markup | None:
    """Write the largest stage of an edition for customers; none where it shows no parts."""
    stages = tables_parts.by_stage(result.run)
    if not stages:
        return None
    stage, share = stages[0]
    small = f"{stage_name(stage, lang)} · {translate('of climate change', lang)}"
    return _card(translate("Largest stage", lang), percent(share, 0), "", small)


def _quality(result: Outcome, lang: str) -> Markup | None:
    """Write the rating of the study; none where the run has none."""
    rating = number((result.run.run.get("quality") or {}).get("DQR"))
    if rating is None:
        return None
    return _card(translate("Data quality", lang), f"{rating:.1f}", "", translate("1 very good, 5 poor", lang))


def _largest(result: Outcome, lang: str, prefix: str) -> Markup:
    """Draw the three largest lines with their shares."""
    top = result.ranked.head(LARGEST)
    values = [float(value) for value in top["value"]]
    scale = Scale.over(values)
    items = []
    for value, row in zip(values, top.to_dict("records"), strict=True):
        name = marked(str(row["line_name"]), partly=bool(row["partly_covered"]))
        items.append(
            tag(
                "li",
                tag("bdi", name, class_="name"),
                track(scale, [bar(scale, 0.0, value, colour_of(str(row["stage"])))]),
                tag("span", percent(float(row["share"]), 0), class_="num"),
                tag("span", stage_name(str(row["stage"]), lang), class_="sub"),
            )
        )
    title = translate("The largest contributions", lang)
    of = translate("share of the weighted score", lang) if result.weighted else translate("share of climate change", lang)
    anchor = f"{prefix}-largest"
    head = tag("p", title, " ", tag("span", f"({of})", class_="sub"), class_="label", id=anchor)
    return tag("div", head, tag("ol", *items, aria_labelledby=anchor), class_="largest")
