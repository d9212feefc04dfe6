"""A step of the history as sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..inventory.changes import Change
from ..messages import msg, translate
from ..numbers import MISSING, plain, pretty_unit, significant, unit_text
from .effects import same
from .model import SINGLE_SCORE, TOTAL_OF, HistoryStep, LineEffect, Total

SHOWN = 30
"""At most so many changes, and parts of a difference, are written out; all stand in the history."""

CAUSE_NAMES = {
    "inventory": msg("the inventory"),
    "pack": msg("the method pack"),
    "background": msg("the background database"),
    "factors": msg("the MOENV factors"),
    "gwp": msg("the GWP table"),
    "settings": msg("the settings"),
    "software": msg("the software"),
}
LINE_CAUSE_NAMES = {
    "changed": msg("changed"),
    "added": msg("added"),
    "removed": msg("removed"),
    "allocation": msg("not changed itself: production, shares or sub-meters"),
    "data": msg("not changed itself: background, pack, factors or software"),
}
METRIC_NAMES = {
    "climate": msg("Climate change"),
    "cfp": msg("Carbon footprint with MOENV factors"),
    "weighted": msg("Single score"),
}
PART_NAMES = {
    "company": msg("Company"),
    "product": msg("Product"),
    "period": msg("Period"),
    "outputs": msg("Output"),
    "allocation_keys": msg("Allocation key"),
    "stocks": msg("Stock"),
    "process_steps": msg("Process step"),
    "balance_entries": msg("Balance entry"),
    "lines": msg("Line"),
    "targets": msg("Link"),
    "custom_factors": msg("Custom factor"),
}
TABLES = {
    "outputs": ("outputs",),
    "allocation_keys": ("allocation-keys",),
    "stocks": ("stocks",),
    "process_steps": ("process-flow",),
    "balance_entries": ("balance",),
    "targets": ("links",),
    "custom_factors": ("custom-factors",),
    "lines": ("energy-water", "materials", "waste", "transport", "other"),
    "company": ("basics",),
    "product": ("basics",),
    "period": ("basics",),
}
"""Part → tables of the standard form whose labels name its fields."""
FIELD_NAMES = {
    "grade": msg("how well the dataset fits"),
    "ratings": msg("data quality ratings"),
}
"""Fields that no table of the standard form has."""
KEY_WORDS = {"targets": ("view", "target-kind"), "balance_entries": ("balance", "fate"), "stocks": ("moment",)}
"""Part → vocabularies of which words stand in what its records are known by."""


def render_step(step: HistoryStep, lang: str) -> list[str]:
    """Return what changed since the version before and what that did to the result, one sentence a line."""

    def t(text: str, **values: object) -> str:
        return translate(text, lang).format(**values)

    before = step.before
    lines = [
        t(
            "Against version {number} of {date} ({file}) these changed: {causes}",
            number=before.number,
            date=before.created[:10],
            file=before.form.get("file") or MISSING,
            causes=("、" if lang.startswith("zh") else ", ").join(t(CAUSE_NAMES[cause]) for cause in step.causes) or MISSING,
        )
    ]
    lines += [f"  {name} {old or MISSING} → {new or MISSING}" for name, old, new in step.software]
    lines += [t("The file {file} of the history cannot be read and was passed over.", file=name) for name in step.damaged]
    lines += [f"  {_change(change, lang)}" for change in step.changes[:SHOWN]]
    if len(step.changes) > SHOWN:
        lines.append(t("  … and {count} more changes", count=len(step.changes) - SHOWN))
    if not step.totals:
        lines.append(t("One of the two versions was not assessed: what the changes did to the result is not known."))
        return lines
    if not step.same_unit:
        lines.append(t("Declared unit or boundary changed: the two results speak of different things."))
    for metric in step.metrics:
        lines += ["", *_difference(step, metric, lang)]
    return [*lines, "", t("All indicators, before and after"), *_indicators(step, lang)]


def _change(change: Change, lang: str) -> str:
    key = change.key if change.key != change.part else ""
    name = change.name if f" {change.name} " not in f" {key} " else ""
    known = (translate(PART_NAMES[change.part], lang), _known(change.part, key, lang), name)
    head = " ".join(text for text in known if text)
    if change.kind == "added":
        return translate("{what}: new {amount}", lang).format(what=head, amount=_amount(change.new, lang)).rstrip()
    if change.kind == "removed":
        return translate("{what}: gone {amount}", lang).format(what=head, amount=_amount(change.old, lang)).rstrip()
    label, words = _label(change, lang)
    return f"{head}: {label} {_said(change.old, words, lang)} → {_said(change.new, words, lang)}"


def _known(part: str, key: str, lang: str) -> str:
    """Return what a record is known by, in the words of the form."""
    from ..forms.layout import load_importer

    known = load_importer("itri").vocabularies if part in KEY_WORDS else {}
    words = {word: labels[lang] for name in KEY_WORDS.get(part, ()) for word, labels in known[name].labels.items()}
    return " ".join(words.get(text, text) for text in key.split(" "))


def _amount(record: Mapping[str, Any], lang: str) -> str:
    """Return the amount of a record that came or went, in brackets; nothing where it has none."""
    amount = record.get("amount", record.get("quantity", record.get("value")))
    if amount is None:
        return ""
    return f"({plain(amount)} {unit_text(record['unit'], lang, amount)})"


def _label(change: Change, lang: str) -> tuple[str, Mapping[str, str]]:
    """Return the label of a field in the form, and its words (id → word in the language) where it has some."""
    from ..forms.layout import load_importer

    layout = load_importer("itri")
    ids = {"start": "period_start", "end": "period_end", "code": f"{change.part}_code", "name": f"{change.part}_name"}
    wanted = ids.get(change.field, change.field) if change.part in ("company", "product", "period") else change.field
    tables = {table.id: table for sheet in layout.sheets for table in sheet.tables}
    for table in (tables[name] for name in TABLES[change.part]):
        if wanted in table.ids:
            field = table.field(wanted)
            terms = layout.vocabularies[field.vocabulary].labels if field.vocabulary else {}
            return field.label[lang], {key: words[lang] for key, words in terms.items()}
    names = FIELD_NAMES.get(change.field)
    return translate(names, lang) if names else change.field, {}


def _said(value: Any, words: Mapping[str, str], lang: str) -> str:
    """Return a value as the form shows it."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return translate("yes", lang) if value else translate("no", lang)
    if isinstance(value, (int, float)):
        return plain(float(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(item, {}, lang)}" for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(_said(item, {}, lang) for item in value) or MISSING
    return words.get(str(value), str(value))


def _difference(step: HistoryStep, metric: str, lang: str) -> Iterator[str]:
    """Yield one total before and after, and the lines that made the difference, the largest first."""
    total = next(total for total in step.totals if total.indicator == TOTAL_OF[metric])
    yield f"{translate(METRIC_NAMES[metric], lang)}: {_pair(total)}"
    parts = [effect for effect in step.effects if not same(*effect.values.get(metric, (0.0, 0.0)))]
    parts.sort(key=lambda effect: -abs(effect.difference(metric)))
    figures = [_signed(effect.difference(metric)) for effect in parts[:SHOWN]]
    width = max((10, *map(len, figures)))
    for figure, effect in zip(figures, parts, strict=False):
        yield f"  {figure:>{width}}  {_effect(effect, lang)}"
    rest = _signed(sum(effect.difference(metric) for effect in parts[SHOWN:])).rjust(width)
    if len(parts) > SHOWN:
        yield translate("  {value:>10}  {count} further lines", lang).format(value=rest, count=len(parts) - SHOWN)


def _effect(effect: LineEffect, lang: str) -> str:
    left, right = ("（", "）") if lang == "zh-TW" else (" (", ")")
    return f"{effect.line_id} {effect.name}{left}{translate(LINE_CAUSE_NAMES[effect.cause], lang)}{right}"


def _indicators(step: HistoryStep, lang: str) -> Iterator[str]:
    named = {"carbon-footprint": msg("Carbon footprint with MOENV factors"), SINGLE_SCORE: msg("Single score")}
    for total in step.totals:
        name = total.names.get(lang) or translate(named.get(total.indicator, total.indicator), lang)
        yield f"  {name}{'†' if total.fewer else ''}: {_pair(total)}"
    if any(total.fewer for total in step.totals):
        yield translate("† fewer data, not an improvement: lines that had data here now have a climate factor only.", lang)


def _pair(total: Total) -> str:
    change = MISSING if total.relative is None else f"{_signed(total.relative * 100, 3)} %"
    return f"{significant(total.before, 4)} → {significant(total.after, 4)} {pretty_unit(total.unit)} ({change})"


def _signed(value: float, digits: int = 3) -> str:
    text = significant(value, digits)
    return f"+{text}" if value > 0 else text
