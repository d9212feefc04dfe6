"""The review as one page of HTML: no script, nothing to fetch, readable on a telephone and on A4 paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from ...messages import message, translate
from ...numbers import MISSING, percent, significant
from ..choosing.table import table
from ..flow_graph import FlowGraph, flow_graph
from ..material_balance import SUMMED, Balance, balance, plant_balance
from ..model import Review
from ..spoken import listed
from . import summary
from .answers import COLUMNS, Answered, Settled, by_severity
from .choice_table import HEADS, NUMBERS, cells, counts, numbered
from .diagram import EDGE_NAMES, diagram, kinds, legend_line, ordered, unconnected
from .picture import KIND_NAMES, SIDE_NAMES, describe, heading, legend, picture, share_of_input
from .svg import clean

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE = "review.html.j2"
PLACES = 20
"""So many cells are named with a finding."""


@dataclass(frozen=True)
class Shown:
    """A finding as the page shows it: every text in the language of the page."""

    number: int
    severity: str
    check: str
    where: tuple[str, ...]
    line_id: str
    what: str
    why: str
    mend: str
    answer: str
    earlier: str


def page(review: Review, settled: Settled, *, lang: str) -> str:
    """Return the page as text; it depends on review, answers and language alone."""
    flow, balances = _pictures(review)
    numbers = {id(entry): number for number, entry in enumerate(settled.all, start=1)}
    show = partial(_shown, numbers=numbers, titles=summary.check_titles(review, lang), lang=lang)
    return (
        _environment(lang)
        .get_template(TEMPLATE)
        .render(
            lang=lang,
            title=clean(summary.title(review, lang)),
            facts=summary.facts(review, lang),
            made_up=bool(review.reviewed and review.reviewed.inventory.company.made_up),
            counts=[(severity, review.count(severity)) for severity in ("error", "warning", "question", "info")],
            whole=bool(review.reviewed and review.reviewed.whole),
            groups=[(severity, list(map(show, entries))) for severity, entries in by_severity(settled.open).items()],
            answered=list(map(show, settled.answered)),
            closed=settled.closed,
            outcomes=summary.outcomes(review),
            flow=_flow(flow, lang) if flow else None,
            choices=_choices(review, settled, lang),
            choice_heads={name: translate(head, lang) for name, head in HEADS.items()},
            choice_numbers=NUMBERS,
            balances=[_balance(found, lang, place) for place, found in enumerate(balances)],
        )
    )


def _pictures(review: Review) -> tuple[FlowGraph | None, list[Balance]]:
    """Return what there is to draw; balances only where all that belongs to them could be read."""
    reviewed = review.reviewed
    if reviewed is None:
        return None, []
    graph = flow_graph(reviewed.inventory)
    balances = [balance(reviewed), plant_balance(reviewed)] if reviewed.has(SUMMED) else []
    return graph if graph.nodes else None, [found for found in balances if found is not None and found.entries]


def _shown(entry: Answered, *, numbers: dict[int, int], titles: dict[str, str], lang: str) -> Shown:
    finding = entry.finding
    return Shown(
        numbers[id(entry)],
        finding.severity,
        titles[finding.check],
        _places(entry),
        finding.line_id,
        clean(finding.what.render(lang)),
        clean(finding.why.render(lang)),
        clean(finding.mend.render(lang)),
        entry.answer,
        entry.earlier,
    )


def _places(entry: Answered) -> tuple[str, ...]:
    """Return the cells of a finding; those beyond `PLACES` are counted (the workbook names all)."""
    places = tuple(clean(str(origin)) for origin in entry.finding.where)
    return places if len(places) <= PLACES else (*places[:PLACES], f"… +{len(places) - PLACES}")


def _flow(graph: FlowGraph, lang: str) -> dict[str, Any]:
    from markupsafe import Markup

    nodes, edges = ordered(graph)
    names = {node.number: clean(node.name) for node in nodes}
    return {
        "pictures": [Markup(diagram(graph, lang=lang, columns=columns, name=f"flow{columns}")) for columns in (3, 1)],
        "legend": [(Markup(legend_line(kind)), translate(EDGE_NAMES[kind], lang)) for kind in kinds(graph)],
        "steps": [
            (
                node,
                [(edge.target, names[edge.target], clean(edge.label)) for edge in edges if edge.source == node.number],
                node.number in unconnected(graph),
            )
            for node in nodes
        ],
    }


def _choices(review: Review, settled: Settled, lang: str) -> dict[str, Any] | None:
    """Return the table of choices of a second visit: how many there are of each verdict, and a row a line."""
    rows, said = table(review), counts(review)
    if said is None:
        return None
    numbers = {id(entry.finding): number for number, entry in enumerate(settled.all, start=1)}
    shown = []
    for row in rows:
        shown.append((row.verdict, cells(row, numbers, lang), numbered(row, numbers)))
    return {"said": said.render(lang), "rows": shown}


def _balance(found: Balance, lang: str, place: int) -> dict[str, Any]:
    from markupsafe import Markup

    return {
        "heading": heading(found, lang),
        "sentence": describe(found, lang),
        "pictures": [
            Markup(picture(found, lang=lang, narrow=narrow, name=f"balance{place}{'n' if narrow else 'w'}"))
            for narrow in (False, True)
        ],
        "rows": [
            (
                translate(SIDE_NAMES[entry.side], lang),
                clean(entry.name),
                translate(KIND_NAMES[entry.kind], lang) if entry.kind in KIND_NAMES else entry.kind,
                clean(str(entry.origin)),
                significant(entry.mass, 4),
                percent(share_of_input(entry, found)),
            )
            for entry in found.entries
        ],
        "totals": [
            (translate(SIDE_NAMES[side], lang), significant(found.total(side), 4), _share(found, side)) for side in ("in", "out")
        ],
        "yield": percent(found.yield_),
        "legend": [(colour, translate(name, lang)) for colour, name in legend(found)],
        "unknown": [clean(name) for name in found.unknown],
    }


def _share(found: Balance, side: str) -> str:
    entered = found.total("in")
    return percent(found.total(side) / entered) if entered else MISSING


@lru_cache(maxsize=2)
def _environment(lang: str) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_source), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.globals |= {
        "_": partial(translate, lang=lang),
        "say": lambda text, **values: message(text, **values).render(lang),
        "severity_name": partial(summary.severity_name, lang=lang),
        "heads": {name: translate(text, lang) for name, text in COLUMNS.items()},
        "joined": lambda texts: _joined(texts, lang),
        "rendered": lambda said: said.render(lang),
    }
    return environment


def _joined(texts: Sequence[str], lang: str) -> str:
    return listed(map(clean, texts)).render(lang)


def _source(name: str) -> str:
    return (resources.files("ef_training.review.output") / "templates" / name).read_text(encoding="utf-8")
