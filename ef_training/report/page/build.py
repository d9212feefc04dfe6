"""The page put together: both languages, style, script and data in one file that may load nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ...hotspots.outcome import Outcome
from ...messages import LANGUAGES, translate
from ..document import Block, Chart, Document, Items, Ledger, Paragraph, Section
from . import bars, heat, views
from .cells import tag
from .data import data
from .dots import dots
from .explorer import explorer
from .flows import flows
from .glance import glance
from .grid import grid
from .heat import heat as heatmap
from .measures import Measure, first, measures
from .shares import shares
from .stack import stack
from .steps import steps
from .tree import contribution_tree
from .versions import versions
from .view import View
from .views import two_views

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

ACROSS, COLUMNS = 0.5, 12
"""A section with more than this part of its rows in wide tables of so many columns lies across on paper."""
TEMPLATE = "report.html.j2"
STYLES = ("report.css", "report_charts.css", "report_print.css")
SCRIPTS = ("report_numbers.js", "report_charts.js", "report.js")
NAMES = {"zh-TW": "中文", "en": "English"}
"""What the switch calls each language: its own name."""
DRAWN: tuple[tuple[str, str, Callable[[View], Markup | str]], ...] = (
    ("pareto", "explorer", explorer),
    ("stage-shares", "stack", stack),
    ("heatmap", "heat", heatmap),
    ("two-views", "views", two_views),
    ("waterfall-", "steps", steps),
    ("sankey-", "flows", flows),
    ("tree-", "tree", contribution_tree),
    ("quality", "dots", dots),
    ("comparison", "versions", versions),
    ("parts", "parts", shares),
)
"""Names of the document's charts (or how they begin), their kind, and what draws them."""


@dataclass(frozen=True)
class Half:
    """The page in one language, as the template wants it."""

    lang: str
    prefix: str
    name: str
    document: Document
    glance: Markup
    sections: tuple[Markup, ...]
    texts: Mapping[str, str]


def page(result: Outcome, *, lang: str, documents: Mapping[str, Document], against: Outcome | None = None) -> str:
    """Return the page as text.

    Parameters
    ----------
    result : Outcome
        The results of the run; the charts are drawn from them.
    lang : str
        The language that is shown first, ``zh-TW`` or ``en``.
    documents : mapping of str to Document
        The report in each language that the page shall hold; ``lang`` must be among them.
    against : Outcome, optional
        The other run, for the chart of the comparison.

    Raises
    ------
    KeyError
        There is no document in ``lang``.
    """
    found, start = tuple(measures(result)), first(result)
    ordered = [documents[lang], *(documents[other] for other in LANGUAGES if other in documents and other != lang)]
    halves = [_half(result, document, found, start, against) for document in ordered]
    kinds = {kind for document in ordered for chart in _charts(document) if (kind := _kind(chart))}
    style, script = _style(), "\n".join(_source(name) for name in SCRIPTS)
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            lang=lang,
            halves=halves,
            version=result.run.run["software"]["ef-training"],
            style=style,
            script=script,
            data=data(result, found, start, kinds),
            policy=_policy(style, script),
        )
    )


def _half(result: Outcome, document: Document, found: tuple[Measure, ...], start: str, against: Outcome | None) -> Half:
    lang = document.lang
    prefix = lang.split("-")[0]
    view = View(result, lang, prefix, "", "", found, start, against)
    texts = {
        "skip": translate("To the result", lang),
        "contents": translate("Contents", lang),
        "language": translate("Language", lang),
        "footer": document.warning,
    }
    sections = tuple(_section(section, view, 2) for section in document.sections)
    return Half(lang, prefix, NAMES[lang], document, glance(result, lang, prefix), sections, texts)


def _section(section: Section, view: View, level: int) -> Markup:
    """Write a section with what is below it; one of wide tables lies across on paper."""
    anchor = f"{view.prefix}-{section.id}"
    heading = tag(f"h{min(level, 6)}", section.title, id=f"{anchor}-h")
    blocks = [_block(block, view) for block in section.blocks]
    below = [_section(part, view, level + 1) for part in section.sections]
    name = "across" if level == 2 and _across(section) else None
    return tag("section", heading, *blocks, *below, id=anchor, aria_labelledby=f"{anchor}-h", class_=name)


def _across(section: Section) -> bool:
    """Whether a section lies across on paper. A whole section, since each change of direction costs the rest of a page."""
    ledgers = [block for block in section.all_blocks() if isinstance(block, Ledger)]
    wide = sum(len(ledger.table.rows) for ledger in ledgers if ledger.wide and len(ledger.table.columns) >= COLUMNS)
    return wide > ACROSS * sum(len(ledger.table.rows) for ledger in ledgers)


def _block(block: Block, view: View) -> Markup | str:
    if isinstance(block, Paragraph):
        return tag(
            "p", block.text, class_=None if block.kind == "text" else block.kind, role="note" if block.kind == "alert" else None
        )
    if isinstance(block, Items):
        return tag("ul", *(tag("li", text) for text in block.texts))
    if isinstance(block, Ledger):
        return grid(block, view.lang, f"{view.prefix}-table-{block.name}")
    return _chart(block, view)


def _chart(chart: Chart, view: View) -> Markup | str:
    """Draw a chart; one that this page does not know is said in words."""
    for name, _, draw in DRAWN:
        if chart.name.startswith(name):
            one = View(view.result, view.lang, view.prefix, chart.name, chart.alt, view.measures, view.start, view.against)
            return draw(one)
    return tag("p", chart.alt, class_="note")


def _charts(document: Document) -> list[Chart]:
    return [block for section in document.sections for block in section.all_blocks() if isinstance(block, Chart)]


def _kind(chart: Chart) -> str:
    return next((kind for name, kind, _ in DRAWN if chart.name.startswith(name)), "")


@cache
def _style() -> str:
    """Return the style sheet, the colours of charts and the bars of tables with it."""
    return "\n".join([*(_source(name) for name in STYLES), bars.fills(), views.fills(), heat.shades(), bars.widths()])


def _policy(style: str, script: str) -> str:
    """Return the content security policy: nothing is loaded, this style and this script alone may act."""
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_source), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )


def _source(name: str) -> str:
    return (resources.files("ef_training.report") / "templates" / name).read_text(encoding="utf-8")
