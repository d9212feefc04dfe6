"""``ef-training form show``: the inventory of a form as the program understood it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..messages import msg, translate
from .options import importer_options, json_option, lang_option, note

if TYPE_CHECKING:
    from ..errors import FormError
    from ..inventory.model import Inventory
    from ..inventory.per_unit import UnitLine

OUTPUT_HEADS = (msg("Output"), msg("Role"), msg("Quantity"), msg("Unit"), msg("Sold"), msg("Production line"))
KEY_HEADS = (msg("Key"), msg("Basis"), msg("Level"), msg("Production line"), msg("Parent key"), msg("Left out"))
LINE_HEADS = (
    msg("Line"),
    msg("Group"),
    msg("Name"),
    msg("Amount"),
    msg("Unit"),
    msg("Level"),
    msg("Allocation key"),
    msg("Excluded amount"),
    msg("Main meter"),
    msg("Per declared unit"),
)
METER_HEADS = (
    msg("Meter"),
    msg("Name"),
    msg("Unit"),
    msg("Metered"),
    msg("Excluded amount"),
    msg("Sub-meters"),
    msg("Other production lines"),
)
BALANCE_HEADS = (
    msg("Balance"),
    msg("Name"),
    msg("Fate"),
    msg("Amount"),
    msg("Unit"),
    msg("Level"),
    msg("Allocation key"),
)


@click.command("show", short_help="Show the inventory of a form as it was understood.")
@click.argument("form", type=click.Path(path_type=Path), metavar="FILE")
@importer_options
@json_option
@click.option("--xlsx", type=click.Path(path_type=Path), metavar="PATH", help="Write the inventory as a standard form.")
@lang_option
def command(form: Path, importer: str | None, basics: Path | None, as_json: bool, xlsx: Path | None, lang: str) -> None:
    """Show what the program understood of a form: outputs with shares, keys, every line as written and per declared unit.

    With --json everything is printed for programs, places included; with --xlsx the inventory is written as a standard form,
    whatever the layout of FILE.

    Example: ef-training form show form.xlsx --xlsx normalised.xlsx
    """
    from ..forms import read_form

    if as_json and xlsx is not None:
        raise click.UsageError(translate("Choose --json or --xlsx, not both.", lang))
    inventory = read_form(form, importer=importer, basics=basics)
    if xlsx is not None:
        from ..inventory.export import to_rows
        from ..inventory.template import write_rows

        write_rows(xlsx, to_rows(inventory), lang=inventory.language)
        note("The inventory was written to {path}.", lang, path=xlsx)
        return
    if as_json:
        from ..inventory.export import as_dict

        click.echo(json.dumps(as_dict(inventory, lang=lang), ensure_ascii=False, indent=1))
        return
    lines, error = _per_unit(inventory)
    click.echo("\n".join(summary(inventory, lines, lang)))
    if error is not None:
        raise error


def _per_unit(inventory: Inventory) -> tuple[dict[str, UnitLine], FormError | None]:
    """Return the lines per declared unit; none, and the error, where levels and keys do not fit."""
    from ..errors import FormError
    from ..inventory.per_unit import per_unit

    try:
        return {item.line.line_id: item for item in per_unit(inventory)}, None
    except FormError as error:
        return {}, error


def summary(inventory: Inventory, lines: dict[str, UnitLine], lang: str) -> list[str]:
    """Return what a form says as lines of text; ``lines`` holds the amounts per declared unit by line ID."""

    def t(text: str, **values: object) -> str:
        return translate(text, lang).format(**values)

    from ..inventory.model import STAGE_NAMES, STAGES

    text = ["", *_head(inventory, lang), "", t("Outputs")]
    text += _table(_outputs(inventory, lang))
    if inventory.allocation_keys:
        text += ["", t("Allocation keys"), *_table(_keys(inventory, lang))]
    for stage in STAGES:
        rows = [line for line in inventory.lines if line.stage == stage]
        if rows:
            text += ["", translate(STAGE_NAMES[stage], lang), *_table(_lines(rows, lines, lang))]
    meters = _meters(inventory, lang)
    if len(meters) > 1:
        text += ["", t("Where plant totals go"), *_table(meters)]
    if inventory.balance_entries:
        text += ["", t("Balances"), *_table(_balances(inventory, lang))]
    counts = t(
        "{links} links, {factors} custom factors, {steps} process steps",
        links=len(inventory.targets),
        factors=len(inventory.custom_factors),
        steps=len(inventory.process_steps),
    )
    text += ["", counts]
    if inventory.assumptions:
        text += ["", t("Assumptions of the program, to be agreed to")]
        text += [f"  {entry.origin}: {entry.what.render(lang)}" for entry in inventory.assumptions]
    if inventory.ignored:
        text += ["", t("Not read")]
        text += [f"  {row.origin}: {row.reason.render(lang)}" for row in inventory.ignored]
    return [*text, ""]


def _head(inventory: Inventory, lang: str) -> list[str]:
    from ..numbers import plain, unit_text

    product = inventory.product
    return [
        translate("{product} — {company}", lang).format(product=product.name, company=inventory.company.name),
        translate("per {amount} {unit} ({mass} kg), {boundary}, {start} to {end}", lang).format(
            amount=plain(product.declared_amount),
            unit=unit_text(product.declared_unit, lang, product.declared_amount),
            mass=plain(product.mass_per_unit),
            boundary=_word("boundary", product.boundary, lang),
            start=inventory.period_start.isoformat(),
            end=inventory.period_end.isoformat(),
        ),
        translate("read from {file} as {layout}", lang).format(file=inventory.source, layout=inventory.importer),
    ]


def _word(vocabulary: str, word: str, lang: str) -> str:
    """Return a word of the form in a language."""
    from ..forms.layout import load_importer

    return load_importer("itri").vocabularies[vocabulary].labels[word][lang] if word else ""


def _outputs(inventory: Inventory, lang: str) -> list[Sequence[str]]:
    from ..numbers import percent, plain, unit_text

    heads = [translate(text, lang) for text in OUTPUT_HEADS]
    rows: list[Sequence[str]] = [[*heads, *(key.name for key in inventory.allocation_keys)]]
    for output in inventory.outputs:
        shares = [percent(key.share(output.name)) for key in inventory.allocation_keys]
        role = _word("role", output.role, lang)
        unit = unit_text(output.unit, lang, output.quantity)
        sold = "" if output.sold is None else plain(output.sold)
        rows.append([output.name, role, plain(output.quantity), unit, sold, output.production_line, *shares])
    return rows


def _keys(inventory: Inventory, lang: str) -> list[Sequence[str]]:
    heads = [translate(text, lang) for text in KEY_HEADS]
    rows: list[Sequence[str]] = [heads]
    for key in inventory.allocation_keys:
        basis, level = _word("basis", key.basis, lang), _word("key-level", key.level, lang)
        rows.append([key.name, basis, level, key.production_line, key.parent, key.excluded])
    return rows


def _lines(rows: Sequence[object], lines: dict[str, UnitLine], lang: str) -> list[Sequence[str]]:
    from ..inventory.model import GROUP_NAMES, Line
    from ..numbers import plain, significant, unit_text

    table: list[Sequence[str]] = [[translate(text, lang) for text in LINE_HEADS]]
    for line in (row for row in rows if isinstance(row, Line)):
        per_unit = lines.get(line.line_id)
        table.append(
            [
                line.line_id,
                translate(GROUP_NAMES[line.group], lang),
                line.name,
                plain(line.amount),
                unit_text(line.unit, lang, line.amount),
                _word("level", line.level, lang),
                line.allocation,
                plain(line.excluded) if line.excluded else "",
                line.meter,
                significant(per_unit.amount if per_unit else None, 4),
            ]
        )
    return table


def _meters(inventory: Inventory, lang: str) -> list[Sequence[str]]:
    """Return the table of plant totals: what is excluded, on sub-meters, elsewhere, and the part of each output."""
    from ..inventory.meters import meter_splits
    from ..numbers import significant, unit_text

    outputs = [output.name for output in inventory.outputs]
    rows: list[Sequence[str]] = [[*(translate(text, lang) for text in METER_HEADS), *outputs]]
    for split in meter_splits(inventory):
        apart = (split.excluded, sum(split.submeters.values()), split.elsewhere)
        parts = [split.outputs.get(name, 0.0) for name in outputs]
        told = [significant(part, 4) if part else "" for part in (*apart, *parts)]
        unit = unit_text(split.line.unit, lang, split.amount)
        rows.append([split.line.line_id, split.line.name, unit, significant(split.amount, 4), *told])
    return rows


def _balances(inventory: Inventory, lang: str) -> list[Sequence[str]]:
    from ..numbers import plain, unit_text

    heads = [translate(text, lang) for text in BALANCE_HEADS]
    rows: list[Sequence[str]] = [heads]
    for entry in inventory.balance_entries:
        amount, unit = plain(entry.amount), unit_text(entry.unit, lang, entry.amount)
        balance, fate = _word("balance", entry.balance, lang), _word("fate", entry.fate, lang)
        rows.append([balance, entry.name, fate, amount, unit, _word("level", entry.level, lang), entry.allocation])
    return rows


def _table(rows: list[Sequence[str]]) -> list[str]:
    """Set a table in columns; those that are empty below their head are left out, and figures stand to the right."""
    from .show import columns, pad

    used = [at for at in range(len(rows[0])) if any(row[at] for row in rows[1:])]
    width = {at: max(columns(_short(row[at])) for row in rows) for at in used}
    right = {at: all(not row[at] or row[at][0].isdigit() or row[at][0] in "−—<" for row in rows[1:]) for at in used}
    return ["  " + "  ".join(pad(_short(row[at]), width[at], right=right[at]) for at in used).rstrip() for row in rows]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 48 else f"{flat[:47]}…"
