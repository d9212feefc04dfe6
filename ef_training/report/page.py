"""The report as one page of HTML: no script, nothing to fetch, readable on a telephone and on A4 paper."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome
from ..messages import message, msg, translate
from ..numbers import MISSING, missing, percent, plain, pretty_unit, significant
from ..report import (
    facts,
    tables,
    tables_cutoff,
    tables_inventory,
    tables_options,
    tables_quality,
    tables_run,
    tables_two_views,
)
from .sentences import sentences

if TYPE_CHECKING:
    from jinja2 import Environment


TEMPLATE = "report.html.j2"
FLOWS_SHOWN = 8
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
CHART_TEXTS = {
    "stage-shares": msg(
        "Stacked bars: the share of each life-cycle stage in each indicator. The numbers stand in the table of stages."
    ),
    "pareto": msg("Bars: the lines with the largest scores, with the cumulative share and a line at 80%."),
    "heatmap": msg("Grid: the share of each line in each indicator, darker where it is larger."),
    "two-views": msg("Paired bars: carbon footprint and climate change of the largest lines, with both totals."),
    "waterfall": msg("Waterfall: climate change from stage to stage up to the total."),
}


def page(result: Outcome, *, lang: str, charts: Mapping[str, bytes]) -> str:
    """Return the page as text."""
    environment = _environment(lang)
    return environment.get_template(TEMPLATE).render(
        lang=lang,
        said=facts.facts(result.run, lang),
        run=result.run.run,
        sentences=sentences(result, lang),
        weighted=result.weighted,
        covered=facts.coverage(result.run),
        partly=result.partly_covered,
        notes=facts,
        charts=[(name, _data_uri(svg), _chart_text(name, lang)) for name, svg in charts.items()],
        tables=_tables(result, lang),
        categories=tables.categories(result, lang, FLOWS_SHOWN),
        options_remarks=tables_options.remarks(result, lang),
        options_said=tables_options.sentences(result, lang),
        options_rules=tables_options.RULES,
        quality_said=tables_quality.sentence(result.run, lang),
        quality_scale=tables_quality.SCALE,
    )


def _tables(result: Outcome, lang: str) -> dict[str, tables.Table]:
    run = result.run
    return {
        "indicators": tables.indicators(result, lang),
        "top_stages": tables.top_stages(result, lang),
        "top_lines": tables.top_lines(result, lang),
        "stages": tables.stages(result, lang),
        "sub_indicators": tables_run.sub_indicators(run, lang),
        "differences": tables_two_views.differences(result, lang),
        "carbon_footprint": tables_two_views.carbon_footprint(result, lang),
        "toxicity": tables_run.toxicity(result, lang),
        "coverage": tables_run.coverage(run, lang),
        "screening": tables_run.screening_lines(result, lang),
        "cut_off": tables_cutoff.cut_off(run, lang),
        "limits": tables_cutoff.limits(run, lang),
        "findings": tables_run.findings(run, lang),
        "options": tables_options.computed(result, lang),
        "quality_study": tables_quality.study(run, lang),
        "quality": tables_quality.targets(run, lang),
        "outputs": tables_inventory.outputs(run, lang),
        "allocation": tables_inventory.allocation(run, lang),
        "inventory": tables_inventory.inventory(run, lang),
        "targets_ef": tables_inventory.targets(run, lang, "ef"),
        "targets_cfp": tables_inventory.targets(run, lang, "cfp"),
        "sources": tables_inventory.sources(run, lang),
        "checks": tables_inventory.checks(run, lang),
    }


def _environment(lang: str) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_source), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.globals |= {
        "_": partial(translate, lang=lang),
        "say": lambda text, **values: message(text, **values).render(lang),
        "show": _show,
        "bar": _bar,
        "missing": missing,
        "percent": percent,
        "significant": significant,
    }
    return environment


def _source(name: str) -> str:
    return (resources.files("ef_training.report") / "templates" / name).read_text(encoding="utf-8")


def _show(kind: str, value: Any) -> str:
    """Write a cell; what is missing gets a dash."""
    if value is None or missing(value):
        return MISSING
    if kind in ("value", "amount"):
        return _raised(significant(value) if kind == "value" else plain(value))
    if kind in ("share", "percent"):
        return percent(value)
    if kind == "unit":
        return pretty_unit(str(value))
    return str(value)


def _raised(number: str) -> str:
    """Write the power of ten of a number as a superscript of HTML, which every font has."""
    from markupsafe import Markup

    mantissa, times, power = number.partition(" × 10")
    if not times:
        return number
    return Markup("{} × 10<sup>{}</sup>").format(mantissa, power.translate(_LOWERED))


def _bar(kind: str, value: Any) -> str:
    """Return the width of the bar behind a share, empty for any other cell."""
    if kind != "share" or value is None or missing(value):
        return ""
    return f"{min(abs(value), 1.0) * 100:.1f}%"


def _data_uri(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")


def _chart_text(name: str, lang: str) -> str:
    return next((translate(text, lang) for key, text in CHART_TEXTS.items() if name.startswith(key)), name)
