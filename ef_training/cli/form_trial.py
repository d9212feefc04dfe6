"""Printing what would be read of a form, as a listing for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..messages import msg, translate
from .form_text import as_text, table

if TYPE_CHECKING:
    from ..forms.trial import Trial, TrialTable
    from ..inventory.model import Line

LINE_HEAD = (
    msg("Cell"),
    msg("Line ID"),
    msg("Stage"),
    msg("Group"),
    msg("Name"),
    msg("Amount"),
    msg("Unit"),
    msg("Level"),
    msg("Allocation key"),
    msg("At other levels"),
)
AMOUNT = frozenset((5,))
SETTLED = {"stage": msg("Stage"), "group": msg("Group"), "level": msg("Level")}
"""Headers of what the layout settles for all rows of a table that has no such column."""
NOT_READ = "✗"


def show_trial(trial: Trial, lang: str, *, as_json: bool) -> None:
    """Print rows, resulting lines, problems, assumptions and what was not read."""
    if as_json:
        click.echo(json.dumps(_content(trial, lang), ensure_ascii=False, indent=1, default=_plain))
    else:
        click.echo("\n".join(_text(trial, lang)))


def _text(trial: Trial, lang: str) -> Iterator[str]:
    def t(text: str, /, **values: object) -> str:
        return translate(text, lang).format(**values)

    layout = trial.layout
    yield t("{form}, read as {layout} ({title})", form=trial.form, layout=layout.id, title=layout.title[lang])
    if trial.detection is not None:
        yield t("The layout was detected, score {score} of 1.", score=f"{trial.detection.ranked[0].score:.2f}")
    for one in trial.tables:
        yield ""
        yield t("{sheet}: table “{table}”, read as {record}, rows: {count}", **_named(one))
        yield from _rows(one, trial, lang)
    yield ""
    yield t("Lines that result: {count}", count=len(trial.lines))
    if trial.lines:
        yield from table(
            [translate(head, lang) for head in LINE_HEAD], [_line(line, trial, lang) for line in trial.lines], AMOUNT
        )
    yield from _notes(trial, lang)


def _named(one: TrialTable) -> dict[str, object]:
    return {"sheet": one.sheet, "table": one.id, "record": one.record, "count": len(one.rows)}


def _rows(one: TrialTable, trial: Trial, lang: str) -> Iterator[str]:
    """Yield the rows of a table under the headers of the columns that say something; entries one below another."""
    ids = [field_id for field_id in one.labels if any(field_id in row.values for row in one.rows)]
    ids += sorted({field_id for row in one.rows for field_id in row.values} - set(ids))
    labels = {**{name: translate(text, lang) for name, text in SETTLED.items()}, **one.labels}
    if one.record == "basics" and len(one.rows) == 1:
        row = one.rows[0]
        yield from table(("", ""), [(labels.get(name, name), _word(trial, name, row.values[name], lang)) for name in ids])
        return
    head = [translate(LINE_HEAD[0], lang), *(labels.get(name, name) for name in ids)]
    rows = [
        [
            f"{row.origin.cell}{'' if row.sound else f' {NOT_READ}'}",
            *(_word(trial, name, row.values.get(name), lang) for name in ids),
        ]
        for row in one.rows
    ]
    yield from table(head, rows)
    if any(not row.sound for row in one.rows):
        yield translate("  ✗ the row has a problem and is not used", lang)


def _word(trial: Trial, field_id: str, value: Any, lang: str) -> str:
    """Return a value in the words of the form: stages, groups, levels and the like by their label."""
    if isinstance(value, str):
        field = next((one for own in trial.layout.tables for one in own.fields if one.id == field_id), None)
        name = field.vocabulary if field is not None and field.vocabulary else field_id.replace("_", "-")
        vocabulary = trial.layout.vocabularies.get(name)
        label = vocabulary.labels.get(value) if vocabulary is not None else None
        return label[lang] if label else value
    return as_text(value)


def _line(line: Line, trial: Trial, lang: str) -> list[str]:
    also = "; ".join(f"{as_text(other.amount)} {other.unit} {_word(trial, 'level', other.level, lang)}" for other in line.also)
    words = [_word(trial, name, getattr(line, name), lang) for name in ("stage", "group")]
    level = _word(trial, "level", line.level, lang)
    return [str(line.origin), line.line_id, *words, line.name, as_text(line.amount), line.unit, level, line.allocation, also]


def _notes(trial: Trial, lang: str) -> Iterator[str]:
    def t(text: str, /, **values: object) -> str:
        return translate(text, lang).format(**values)

    yield ""
    yield t("Not read: {count}", count=len(trial.ignored))
    yield from (f"  {row.origin}: {row.reason.render(lang)}" for row in trial.ignored)
    yield ""
    yield t("Assumptions: {count}", count=len(trial.assumptions))
    yield from (
        f"  {one.origin}: {one.what.render(lang)}" if str(one.origin) else f"  {one.what.render(lang)}"
        for one in trial.assumptions
    )
    yield ""
    yield t("Problems: {count}", count=len(trial.problems))
    yield from (f"{number:>3}. {problem.render(lang)}" for number, problem in enumerate(trial.problems, start=1))
    yield ""
    if trial.readable:
        yield t("The form can be read as it is.")
    else:
        yield t("The form cannot be used yet: see the problems above.")


def _content(trial: Trial, lang: str) -> dict[str, Any]:
    return {
        "form": trial.form,
        "importer": trial.layout.id,
        "readable": trial.readable,
        "tables": [
            {
                "sheet": one.sheet,
                "table": one.id,
                "record": one.record,
                "rows": [{"cell": row.origin.cell, "read": row.sound, "values": dict(row.values)} for row in one.rows],
            }
            for one in trial.tables
        ],
        "lines": [
            {
                "line_id": line.line_id,
                "stage": line.stage,
                "group": line.group,
                "name": line.name,
                "amount": line.amount,
                "unit": line.unit,
                "level": line.level,
                "allocation": line.allocation,
                "also": [{"level": other.level, "amount": other.amount, "unit": other.unit} for other in line.also],
                "cell": str(line.origin),
            }
            for line in trial.lines
        ],
        "problems": [
            {
                "where": problem.where,
                "what": problem.what.render(lang),
                "mend": problem.mend.render(lang) if problem.mend else "",
            }
            for problem in trial.problems
        ],
        "assumptions": [{"where": str(one.origin), "what": one.what.render(lang)} for one in trial.assumptions],
        "ignored": [{"where": str(row.origin), "what": row.reason.render(lang)} for row in trial.ignored],
    }


def _plain(value: Any) -> Any:
    """Return a value JSON has no word for: dates and months as text, sets and tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
