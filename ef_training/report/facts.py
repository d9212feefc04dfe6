"""What page, workbook and charts all say about a run: product, declared unit, method, disclaimer, coverage, first sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..inventory.model import GROUP_NAMES, STAGE_NAMES
from ..messages import message, msg, translate
from ..numbers import pretty_unit, unit_text
from ..settings import SETTINGS
from ..text import own_half as own_half

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder

BOUNDARY_NAMES = {
    "cradle-to-gate": msg("cradle to gate"),
    "cradle-to-gate-and-distribution": msg("cradle to gate with distribution"),
    "cradle-to-grave": msg("cradle to grave"),
}
LEVEL_NAMES = {"plant": msg("whole plant"), "product": msg("product, whole period"), "unit": msg("per declared unit")}
KIND_NAMES = {
    "dataset": msg("dataset"),
    "factor": msg("MOENV factor"),
    "gwp": msg("GWP table"),
    "custom-factor": msg("factor with its source"),
    "elementary-flow": msg("elementary flow"),
    "left-out": msg("left out"),
}
BASIS_NAMES = {
    "mass": msg("mass"),
    "quantity": msg("quantity"),
    "hours": msg("machine hours"),
    "value": msg("value"),
    "custom": msg("own basis"),
}
ROLE_NAMES = {"target": msg("product under study"), "co-product": msg("Co-product"), "other": msg("other product")}
SEVERITY_NAMES = {"error": msg("error"), "warning": msg("warning"), "assumption": msg("assumption"), "info": msg("note")}
TRUST_NAMES = {
    "fair": msg("fair"),
    "indicative": msg("indicative"),
    "weak": msg("weak"),
    "placeholder": msg("placeholder"),
}
VIEW_NAMES = {"ef": msg("EF view"), "cfp": msg("carbon footprint view")}
QUALITY_NAMES = {"measured": msg("measured"), "calculated": msg("calculated"), "estimated": msg("estimated")}

ALIGNED = msg(
    "The results are PEF-aligned, not PEF-compliant: the background data are not the EF reference datasets and no external "
    "review has taken place."
)
NO_WEIGHTING = msg(
    "The PEF method forbids weighted results in comparisons shown to the public; the weighted score here is for finding hotspots "
    "inside the company."
)
INTERNAL = msg("for use inside the company only; not for comparisons shown to others")
MISSING_LEGEND = msg("— means that no value is available; it is not zero.")
PARTLY_LEGEND = msg(
    "† partly covered: what has a climate factor only (screening) adds nothing to this indicator, so its value is too low."
)
PARTLY_LINE = msg("† behind a line: some or all of it has a climate factor only.")
TRUST_LEGEND = msg("“Background data” says how far the background data can be trusted for this indicator.")
RULES = msg(
    "By the rules of Recommendation (EU) 2021/2279, Annex I: categories, stages, processes and flows that together make at least "
    "80%, counted with absolute values."
)
CFP_VIEW = msg(
    "The carbon footprint counts each line with its MOENV factor, a GWP or a factor with its source; climate change counts the "
    "same line through datasets and elementary flows. They are two calculations of one inventory and are never added."
)
INVENTORY_NOTE = msg(
    "The amount of a target is the amount per declared unit times the multiplier. The origin is the sheet and cell of the form."
)


def name_of(names: Mapping[str, str], key: str, lang: str) -> str:
    """Return the name of a term of a closed vocabulary; an unknown term comes back as it is."""
    return translate(names[key], lang) if key in names else key


def stage_name(stage: str, lang: str) -> str:
    """Return the name of a life-cycle stage."""
    return name_of(STAGE_NAMES, stage, lang)


def group_name(group: str, lang: str) -> str:
    """Return the name of a group of lines."""
    return name_of(GROUP_NAMES, group, lang)


def own_name(record: Any, lang: str) -> str:
    """Return the Chinese or English name of something that carries ``name_zh`` and ``name_en``."""
    first, second = ("name_zh", "name_en") if lang.startswith("zh") else ("name_en", "name_zh")
    return str(record.get(first) or record.get(second) or "")


def marked(name: str, *, partly: bool) -> str:
    """Return a name with † where what it heads is partly covered."""
    return f"{name}†" if partly else name


def ratio_text(ratio: str, lang: str) -> str:
    """Return the unit of a multiplier ("kg/item") with both its units as `unit_text` writes them."""
    return "/".join(unit_text(part, lang, 1) for part in ratio.split("/")) if ratio else ""


def pieces(amount: float, unit: str, lang: str) -> str:
    """Write an amount with its unit."""
    return f"{amount:,.10g} {unit_text(unit, lang, amount)}"


@dataclass(frozen=True)
class Facts:
    """The lines of text that stand above and below every result, in one language."""

    lang: str
    product: str
    company: str
    declared: str
    reference_flow: str
    function: str
    boundary: str
    period: str
    pack: str
    pack_title: str
    background: str
    quality: str
    disclaimer: str
    made_up: bool
    merged: str = ""

    @property
    def about(self) -> str:
        """Product, declared unit and method in one line."""
        per = message("per {declared}, {boundary}", declared=self.declared, boundary=self.boundary).render(self.lang)
        return " · ".join(part for part in (self.product, per, self.pack, self.background) if part)

    @property
    def warning(self) -> str:
        """The background's disclaimer, empty where it has none; in an edition for customers, which stages are counted
        together."""
        if not self.disclaimer:
            return self.merged
        said = message("{background}: {disclaimer}", background=self.background, disclaimer=self.disclaimer).render(self.lang)
        return " · ".join(filter(None, (said, self.merged)))

    @property
    def title(self) -> str:
        """The title of the report."""
        return message("Environmental footprint: {product}", product=self.product).render(self.lang)


def facts(run: RunFolder, lang: str) -> Facts:
    """Collect the lines of text of a run."""
    record = run.run
    product, company, background = record["product"], record["company"], record["background"]
    chinese = lang.startswith("zh")
    title = (background.get("title_zh") if chinese else "") or background["title"]
    return Facts(
        lang=lang,
        product=product["name"],
        company=company["name"],
        declared=pieces(product["declared_amount"], product["declared_unit"], lang),
        reference_flow=product.get("reference_flow") or "",
        function=("；" if chinese else "; ").join(str(product[key]) for key in ("function", "service_life") if product.get(key)),
        boundary=name_of(BOUNDARY_NAMES, product["boundary"], lang),
        period=message("{start} to {end}", start=record["period"]["start"], end=record["period"]["end"]).render(lang),
        pack=message("method pack {name} {version}", name=record["pack"]["name"], version=record["pack"]["version"]).render(lang),
        pack_title=(record["pack"].get("title_zh") if chinese else "") or record["pack"]["title"],
        background=f"{title} {background['version']}",
        quality=str((background.get("quality_zh") if chinese else "") or background.get("quality") or ""),
        disclaimer=str(background.get("disclaimer_zh" if chinese else "disclaimer_en") or ""),
        made_up=bool(company.get("made_up")),
        merged=_merged(record, lang),
    )


def _merged(record: Mapping[str, Any], lang: str) -> str:
    """Say which stages an edition for customers counts with another one."""
    merged = (record.get("held_back") or {}).get("merged_stages") or {}
    said = [
        message("{stage} is counted with {other}.", stage=stage_name(stage, lang), other=stage_name(other, lang)).render(lang)
        for stage, other in merged.items()
    ]
    return " ".join(said)


def with_unit(name: str, unit: str, lang: str) -> str:
    """Return the name of an indicator with its unit, as it heads a column."""
    return f"{name}{'，' if lang.startswith('zh') else ', '}{pretty_unit(unit, lang)}"


def indicator_record(run: RunFolder, indicator: str) -> dict[str, Any]:
    """Return the record of one indicator; `KeyError` where the run does not hold it."""
    for record in run.run["indicators"]:
        if record["id"] == indicator:
            return dict(record)
    raise KeyError(indicator)


@dataclass(frozen=True)
class Coverage:
    """How much of the ``ef`` view is covered: lines that have a climate factor only, wholly or in part, and what part of the
    climate score that is."""

    lines: int
    screening_lines: int
    climate_share: float

    @property
    def comes_first(self) -> bool:
        """Whether the report's first sentence must say it."""
        return self.climate_share > SETTINGS.screening_warn


def coverage(run: RunFolder) -> Coverage:
    """Count the screening lines of the ``ef`` view; their share of Σ|climate score| is on record."""
    lines = run.results[run.results["view"] == "ef"]
    partly = lines.loc[lines["coverage"] != "full", "line_id"].nunique()
    return Coverage(lines["line_id"].nunique(), partly, float(run.run["screening"]["climate_share"]))
