"""The rows of MOENV's summary: each factor of each line, with the amount in its unit, so that all units of a row agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...inventory.model import STAGES
from ...messages import message, msg, translate
from ...numbers import plain, unit_text
from ...units import find_unit
from ..facts import name_of, own_half, ratio_text
from ..period import production, target_output
from ..tables_cutoff import OMISSION_NAMES

if TYPE_CHECKING:
    from ...assessment.run_folder import RunFolder

GROUPS = {
    "energy": "energy",
    "water": "resource",
    "material": "material",
    "auxiliary": "auxiliary",
    "packaging": "auxiliary",
    "transport": "auxiliary",
    "product": "co-product",
    "refrigerant": "emission",
    "emission-air": "emission",
    "emission-water": "emission",
    "wastewater": "emission",
    "waste": "residue",
    "co-product": "residue",
}
"""MOENV's group of each group of lines. What is sold and leaves without burden is a residue there: a co-product would share
burdens."""
NO_MOENV_FACTOR = {
    "gwp": msg("not a MOENV factor: GWP"),
    "custom-factor": msg("not a MOENV factor: factor with its source"),
}
NOT_KEPT = msg("the value of the factor is not on record in this folder of an older version")
LEFT_OUT = msg("left out of the carbon footprint ({kind}): {reason}")
CONVERTED = msg("inventory: {amount} {unit} per declared unit × {multiplier} {ratio}")
CONVERTED_UNIT = msg("inventory: {amount} {unit} per declared unit")


@dataclass(frozen=True)
class SummaryRow:
    """A row of the summary. ``unit`` (a code of `units`) is that of total, amount per declared unit and factor.

    ``factor`` is kg CO2e per ``unit``, None where there is none; ``factor_missing`` where there is one whose value is not on
    record. ``group`` is a key of the groups of MOENV's form.
    """

    stage: str
    group: str
    name: str
    total: float
    per_unit: float
    unit: str
    factor_name: str = ""
    factor: float | None = None
    source: str = ""
    note: str = ""
    factor_missing: bool = False


def summary_rows(run: RunFolder, lang: str) -> list[SummaryRow]:
    """Return the rows by stage, each stage in the order of the form; the product is the last of manufacturing."""
    made, targets = production(run), run.targets[run.targets["view"] == "cfp"]
    by_line: dict[str, list[dict[Any, Any]]] = {}
    for target in targets.to_dict("records"):
        by_line.setdefault(target["line_id"], []).append(target)
    lines = run.inventory.to_dict("records")
    rows: list[SummaryRow] = []
    for stage in STAGES:
        for line in lines:
            if line["stage"] == stage:
                rows += _rows_of(line, by_line.get(line["line_id"], []), made, lang)
        if stage == "manufacturing":
            rows += _outputs(run, made, lang)
    return rows


def _rows_of(line: dict[Any, Any], targets: list[dict[Any, Any]], made: float, lang: str) -> list[SummaryRow]:
    return [_row(line, target, made, lang, alone=len(targets) == 1) for target in targets]


def _row(line: dict[Any, Any], target: dict[Any, Any], made: float, lang: str, *, alone: bool) -> SummaryRow:
    group = GROUPS[line["group"]]
    if target["kind"] == "left-out":
        kind = name_of(OMISSION_NAMES, target["omission"], lang)
        note = message(LEFT_OUT, kind=kind, reason=target["reason"]).render(lang)
        amount = line["amount_per_unit"]
        return SummaryRow(
            line["stage"], group, line["name"], amount * made, amount, _code(line["unit"]), note=_note(line, [note])
        )
    factor, kind = target["factor_value"], target["kind"]
    known = factor == factor
    name = own_half(target["target_name"], lang) or target["target"]
    notes = [
        translate(NO_MOENV_FACTOR.get(kind, ""), lang),
        "" if known else translate(NOT_KEPT, lang),
        _conversion(line, target, lang),
        target["reason"],
    ]
    return SummaryRow(
        line["stage"],
        group,
        line["name"] if alone else f"{line['name']} – {name}",
        target["amount"] * made,
        target["amount"],
        _code(target["target_unit"]),
        name if known else "",
        float(factor) if known else None,
        _source(target, lang),
        _note(line, notes if known else [*notes, name]),
        factor_missing=not known,
    )


def _source(target: dict[Any, Any], lang: str) -> str:
    """Return where the factor stands, with its id and GWP set."""
    parts = [target["factor_source"] or target["source"], target["target"], target["gwp_set"]]
    return ("；" if lang.startswith("zh") else "; ").join(filter(None, parts))


def _conversion(line: dict[Any, Any], target: dict[Any, Any], lang: str) -> str:
    """Say how the amount of the line became that of the factor, where it did."""
    same = _code(line["unit"]) == _code(target["target_unit"])
    if same and target["multiplier"] == 1:
        return ""
    said = {"amount": plain(line["amount_per_unit"]), "unit": unit_text(line["unit"], lang)}
    if target["multiplier"] == 1 and not target["multiplier_unit"]:
        return message(CONVERTED_UNIT, **said).render(lang)
    ratio = ratio_text(target["multiplier_unit"], lang)
    return message(CONVERTED, **said, multiplier=plain(target["multiplier"]), ratio=ratio).render(lang).rstrip()


def _note(line: dict[Any, Any], parts: list[str]) -> str:
    return "；".join([line["line_id"], *filter(None, parts)])


def _outputs(run: RunFolder, made: float, lang: str) -> list[SummaryRow]:
    """Return the product, and what is made beside it and shares its burdens."""
    product, target = run.run["product"], target_output(run)
    note = translate("production in the period, not sales", lang)
    unit = _code(product["declared_unit"])
    per_unit = float(product["declared_amount"])
    rows = [SummaryRow("manufacturing", "product", product["name"], made * per_unit, per_unit, unit, note=note)]
    for output in run.run["outputs"]:
        if output["role"] == "co-product" and output is not target:
            quantity = float(output["quantity"])
            name = output["name"]
            rows.append(SummaryRow("manufacturing", "co-product", name, quantity, quantity / made, _code(output["unit"])))
    return rows


def _code(text: str) -> str:
    found = find_unit(text)
    return found.code if found else text
