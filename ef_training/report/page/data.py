"""The numbers and words that the script of the page works with, as JSON that no text of a form can break out of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...hotspots.rules import THRESHOLD
from ...inventory.model import STAGES
from ...messages import LANGUAGES, msg, translate
from ..facts import stage_name
from . import explorer, flows, steps, tree
from .bars import colour_of
from .measures import WEIGHTED, Measure
from .view import HEADED, TOLD

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def data(result: Outcome, measures: tuple[Measure, ...], start: str, charts: set[str]) -> str:
    """Return the JSON; ``charts`` are the kinds that the page holds ("flows", "tree"), so that nothing is worked out in vain."""
    indicators = [measure.id for measure in measures if measure.id != WEIGHTED]
    found = {
        "start": start,
        "shown": explorer.SHOWN,
        "most": THRESHOLD,
        "lines": [[str(row[0]), str(row[1])] for row in result.lines[["line_name", "stage"]].itertuples(index=False)],
        "stages": [stage for stage in STAGES if stage in set(result.lines["stage"])],
        "colours": {stage: colour_of(stage) for stage in STAGES},
        "measures": [_measure(measure) for measure in measures],
        "flows": flows.every(result, indicators) if "flows" in charts else {},
        "tree": tree.every(result, indicators) if "tree" in charts else {},
        "texts": {lang: _texts(lang) for lang in LANGUAGES},
        "node": flows.NODE,
        "row": flows.ROW,
    }
    return json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_ESCAPED)


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "name": {lang: measure.name(lang) for lang in LANGUAGES},
        "unit": measure.unit,
        "values": measure.values,
        "partly": [place for place, part in enumerate(measure.partly) if part],
    }


def _texts(lang: str) -> dict[str, Any]:
    """Return the words of the script; what stands in braces it fills in."""
    ids = {
        "told": TOLD,
        "headed": HEADED,
        "others": msg("others ({count} lines)"),
        "credit": msg("credits of {stage}"),
        "total": msg("total"),
        "value": msg("Value"),
        "share": msg("Share"),
        "stage": msg("Stage"),
        "none": msg("No line of the chosen stages has a value."),
        "missing": explorer.MISSING_LINES,
        "less": explorer.LESS,
        "hidden": explorer.HIDDEN,
        "explorer": explorer.TITLE,
        "flows": flows.TITLE,
        "tree": tree.TITLE,
        "steps": steps.TITLE,
    }
    return {key: translate(text, lang) for key, text in ids.items()} | {
        "stages": {stage: stage_name(stage, lang) for stage in STAGES}
    }
