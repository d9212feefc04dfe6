"""What the numbers mean, in plain sentences made from them: for the interpretation, and for page one what to do first and how
reliable the result is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots import sub_indicators
from ..hotspots.options import first_options
from ..messages import message
from ..names import CLIMATE
from ..numbers import missing, percent, pretty_unit, significant
from . import tables_cutoff, tables_quality
from .facts import TRUST_NAMES, facts, indicator_record, name_of, own_half, own_name
from .sentences import SMALL, bracketed, joined, listed, measure, quoted

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder
    from ..hotspots.outcome import Outcome

OWN_GROUPS = ("energy", "water", "refrigerant", "emission-air", "emission-water", "wastewater", "waste", "co-product")
"""What the plant itself consumes and gives off: the company decides on it alone."""
GOODS = ("material", "auxiliary", "packaging", "product")
WEAK = ("weak", "placeholder")
POOR = 3.0
"""A data quality rating above this is "fair" or worse (Recommendation (EU) 2021/2279, Annex I, 4.6.5: ratings 1 to 5)."""
NOTABLE = 0.05
NAMED = 3


def control(result: Outcome, lang: str) -> str:
    """Say what part the plant itself makes, what part is bought, what is transport; shares of Σ|line|."""
    if held_back(result.run):
        return ""
    groups = result.lines.set_index("line_id")["group"]
    ranked = result.ranked.assign(group=result.ranked["line_id"].map(groups))
    total = ranked["value"].abs().sum()
    if not total:
        return ""

    own = (ranked["stage"] == "manufacturing") & ranked["group"].isin(OWN_GROUPS)
    bought, moved = ranked["group"].isin(GOODS), ranked["group"] == "transport"
    said = message(
        "What the company decides on alone, its energy, water, emissions and waste in manufacturing, makes {own} {of}; what it "
        "buys as "
        "materials, auxiliaries and packaging makes {bought}, where amounts, kinds and suppliers can be chosen; transport makes "
        "{transport}.",
        of=measure(result, lang),
        own=percent(float(ranked.loc[own, "value"].abs().sum() / total)),
        bought=percent(float(ranked.loc[bought, "value"].abs().sum() / total)),
        transport=percent(float(ranked.loc[moved, "value"].abs().sum() / total)),
    ).render(lang)
    rest = float(ranked.loc[~(own | bought | moved), "value"].abs().sum() / total)
    if rest < SMALL:
        return said
    more = message("The rest, {rest}, lies elsewhere, such as in use and at the end of life.", rest=percent(rest)).render(lang)
    return joined([said, more], lang)


def credits(result: Outcome, lang: str) -> str:
    """Say which lines are credits and how much they take away; empty where there are none."""
    below = result.ranked[result.ranked["value"] < 0]
    if below.empty or held_back(result.run):
        return ""
    return message(
        "Credits count with a minus: {lines} ({share} of the sum of all absolute values).",
        lines=listed([quoted(str(name), lang) for name in below["line_name"].head(NAMED)], lang),
        share=percent(float(below["share"].sum())),
    ).render(lang)


def person(result: Outcome, lang: str) -> str:
    """Say the single score as time of an average person on earth; empty where there is none or it is not positive."""
    if not result.weighted:
        return ""
    score = float(result.scores["weighted"].sum())
    if score <= 0:
        return ""
    hours = score * 1e-6 * 365 * 24
    amount = (
        message("{count} days", count=significant(hours / 24, 2))
        if hours >= 48
        else message("{count} hours", count=significant(hours, 2))
        if hours >= 1
        else message("{count} minutes", count=significant(hours * 60, 2))
    )
    return message(
        "Over all weighted indicators the product burdens the environment as much as an average person on earth does in {time}.",
        time=amount,
    ).render(lang)


def parts_of_climate(run: RunFolder, lang: str) -> str:
    """Say which sub-categories of climate change exceed 5 %."""
    found = sub_indicators(run)
    shown = found[found["shown"]].to_dict("records")
    if not shown:
        return ""
    parts = [f"{own_name(row, lang)} {percent(row['share'])}" for row in shown]
    return message("Parts of climate change above 5%: {parts}.", parts=listed(parts, lang)).render(lang)


def toxicity(result: Outcome, lang: str) -> str:
    """Say whether the list of most relevant categories changes without the toxicity indicators."""
    relevant = result.relevant
    if relevant.withheld or not relevant.categories:
        return ""
    toxic = [record["id"] for record in result.run.run["indicators"] if record["toxicity"]]
    plain = [indicator for indicator in relevant.categories if indicator not in toxic]
    if len(plain) == len(relevant.categories):
        return message("No toxicity indicator is among the most relevant ones.").render(lang)
    added = [indicator for indicator in relevant.without_toxicity if indicator not in plain]
    names = _names(result.run, [i for i in relevant.categories if i in toxic], lang)
    if not added:
        return message(
            "Of the most relevant indicators, {names} are about toxicity, which is known least well.", names=names
        ).render(lang)
    return message(
        "Of the most relevant indicators, {names} are about toxicity, which is known least well; without toxicity, {added} "
        "would come "
        "in.",
        names=names,
        added=_names(result.run, added, lang),
    ).render(lang)


def training(result: Outcome, lang: str) -> str:
    """Say what part of the weighted score lies in indicators whose background data are weak, and which they are."""
    trust = {record["id"]: record.get("trust") or "" for record in result.run.run["indicators"]}
    weak = [indicator for indicator in result.indicators if trust.get(indicator) in WEAK]
    if not weak:
        return ""
    names, levels = _names(result.run, weak, lang), _levels([trust[indicator] for indicator in weak], lang)
    if not result.weighted:
        return message("The background data are {levels} for: {names}.", levels=levels, names=names).render(lang)
    share = percent(float(result.scores.loc[weak, "share"].sum()))
    return message(
        "{share} of the weighted score lies in indicators for which the background data are {levels}: {names}.",
        share=share,
        levels=levels,
        names=names,
    ).render(lang)


def _levels(found: list[str], lang: str) -> str:
    names = [name_of(TRUST_NAMES, level, lang) for level in WEAK if level in found]
    return message("{first} or {second}", first=names[0], second=names[1]).render(lang) if len(names) == 2 else names[0]


def poor_data(run: RunFolder, lang: str) -> str:
    """Name the data of most weight that are rated fair or worse."""
    part = run.quality[(run.quality["view"] == "ef") & (run.quality["DQR"] > POOR)]
    part = part.sort_values("weight_share", ascending=False, kind="stable")
    part = part[part["weight_share"] > 0]
    if part.empty:
        return ""
    worst = part.head(NAMED).to_dict("records")
    parts = [bracketed(own_half(row["target_name"], lang), percent(row["weight_share"]), lang) for row in worst]
    return message(
        "Data rated worse than {limit} make {share} of the score; the largest: {names}.",
        limit=POOR,
        share=percent(float(part["weight_share"].sum())),
        names=listed(parts, lang),
    ).render(lang)


def quality(result: Outcome, lang: str) -> str:
    """Say the data quality of the study."""
    return tables_quality.sentence(result.run, lang)


def cut_off(run: RunFolder, lang: str) -> str:
    """Say whether the limits of the cut-off are kept."""
    if not len(run.cutoff):
        return message("Nothing was left out of the inventory.").render(lang)
    lines = run.cutoff["line_id"].nunique()
    if not tables_cutoff.small(run):
        return message(
            "Lines not counted, without burden or counted elsewhere: {lines}; nothing is cut off.", lines=lines
        ).render(lang)
    exceeded = sum(bool(row["exceeded"]) for row in run.run.get("cut_off") or ())
    unknown = sum(bool(row["unknown"]) for row in run.run.get("cut_off") or ())
    if exceeded:
        return message(
            "Lines left out in one view or both: {lines}; limits of the cut-off that are exceeded: {count}.",
            lines=lines,
            count=exceeded,
        ).render(lang)
    if unknown:
        return message(
            "Lines left out in one view or both: {lines}; for some it is not known whether the limits are kept.", lines=lines
        ).render(lang)
    return message("Lines left out in one view or both: {lines}, within the limits of the cut-off.", lines=lines).render(lang)


def findings(run: RunFolder, lang: str) -> str:
    """Say how many errors and warnings stand open."""
    count = run.findings["severity"].value_counts()
    open_ = int(count.get("error", 0) + count.get("warning", 0))
    assumed = int(count.get("assumption", 0))
    if not open_ and not assumed:
        return ""
    return message(
        "Open in the list of findings: {errors} errors, {warnings} warnings, {assumed} assumptions.",
        errors=int(count.get("error", 0)),
        warnings=int(count.get("warning", 0)),
        assumed=assumed,
    ).render(lang)


def views(result: Outcome, lang: str) -> str:
    """Put the carbon footprint beside climate change; empty where one of them is not known."""
    found = result.views
    if missing(found.cfp) or missing(found.ef):
        return ""
    unit = pretty_unit(indicator_record(result.run, CLIMATE)["unit"])
    values: dict[str, Any] = {"cfp": significant(found.cfp), "ef": significant(found.ef), "unit": unit}
    if found.cfp <= 0 or found.ef <= 0:
        return message("Carbon footprint {cfp}, climate change {ef} {unit}.", **values).render(lang)
    if abs(found.ef / found.cfp - 1) < 0.005:
        return message(
            "Carbon footprint and climate change are the same within half a percent: {cfp} and {ef} {unit}.", **values
        ).render(lang)
    values["share"] = percent(abs(found.ef / found.cfp - 1))
    said = (
        message(
            "Climate change by datasets ({ef} {unit}) is {share} higher than the carbon footprint by factors ({cfp} {unit}).",
            **values,
        )
        if found.ef > found.cfp
        else message(
            "Climate change by datasets ({ef} {unit}) is {share} lower than the carbon footprint by factors ({cfp} {unit}).",
            **values,
        )
    )
    return said.render(lang)


def first_steps(result: Outcome, lang: str) -> list[str]:
    """Say what to do first: the best options of different levers; where there are none, where to look."""
    found = first_options(result.run).to_dict("records")
    unit = pretty_unit(indicator_record(result.run, CLIMATE)["unit"])
    if found:
        return [_step(row, unit, lang) for row in found]
    top = result.ranked[result.ranked["value"] > 0].head(1).to_dict("records")
    if not top:
        return []
    text = message(
        "Look at {line} first ({share} {of}): less of it, another kind, or another supplier.",
        line=top[0]["line_name"],
        share=percent(top[0]["share"]),
        of=measure(result, lang),
    )
    return [text.render(lang)]


def _step(row: Any, unit: str, lang: str) -> str:
    what = str(row["text_zh" if lang.startswith("zh") else "text"])
    if row["state"] != "computed":
        return what if what.endswith((".", "。", "?", "？")) else what + ("。" if lang.startswith("zh") else ".")
    worse = int(row["worse"])
    values = {
        "what": what,
        "value": significant(row["climate"]),
        "unit": unit,
        "share": percent(row["climate_share"]),
    }
    if worse:
        return message(
            "{what}: {value} {unit}, {share} of the product's climate change; indicators that get worse: {worse}.",
            **values,
            worse=worse,
        ).render(lang)
    return message("{what}: {value} {unit}, {share} of the product's climate change.", **values).render(lang)


def reliability(result: Outcome, lang: str) -> list[str]:
    """Say how reliable the result is: data quality, background, what is left out."""
    said = [quality(result, lang), training(result, lang), cut_off(result.run, lang) if not held_back(result.run) else ""]
    return [text for text in said if text]


def held_back(run: RunFolder) -> bool:
    """Say whether the run is a customer's edition."""
    return bool(run.run.get("held_back"))


def background(run: RunFolder, lang: str) -> str:
    """Say of what quality the background is, in its own words."""
    said = facts(run, lang)
    if not said.quality:
        return ""
    return message("{background}: {quality}.", background=said.background, quality=said.quality).render(lang)


def _names(run: RunFolder, indicators: list[str], lang: str) -> str:
    return listed([own_name(indicator_record(run, i), lang) for i in indicators], lang)
