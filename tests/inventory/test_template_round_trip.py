"""What is written is read back the same: both examples, and rows drawn at random, in both languages."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.forms import read_form
from ef_training.inventory.model import GROUPS, LEVELS, STAGES, Inventory
from ef_training.inventory.template import example_names, write_rows
from ef_training.inventory.template_example import in_language, load_example
from ef_training.units import convert

LANGS = ("zh-TW", "en")
LINE_SHEETS = ("materials", "packaging", "energy-water", "emissions", "waste", "use", "end-of-life")
TABLE_STAGE = {"materials": "raw-materials", "packaging": "raw-materials", "use": "use", "end-of-life": "end-of-life"}
NUMBERS = ("concentration", "density", "heat_value", "mass_per_piece")
TEXTS = ("supplier", "treatment", "evidence", "note", "data_quality", "country")


def numbers_of(inventory: Inventory) -> list[Any]:
    """Return everything of an inventory that is no text in a language and no place."""
    product = inventory.product
    return [
        (inventory.company.code, inventory.company.country, inventory.company.made_up),
        (product.declared_amount, product.declared_unit, product.mass_per_unit, product.boundary, product.biogenic_carbon),
        (inventory.period_start, inventory.period_end),
        [(o.role, o.quantity, o.unit, o.mass, o.value, o.hours, o.custom) for o in inventory.outputs],
        [(key.basis, key.level, list(key.values.values())) for key in inventory.allocation_keys],
        [(stock.moment, stock.quantity, stock.unit) for stock in inventory.stocks],
        [step.number for step in inventory.process_steps],
        [(f.factor_id, f.value, f.unit, f.year, f.gwp) for f in inventory.custom_factors],
        [
            (line.line_id, line.parent, line.stage, line.group, line.amount, line.unit, line.level, bool(line.allocation),
             line.excluded, line.concentration, line.density, line.heat_value, line.mass_per_piece, line.country,
             line.data_quality)
            for line in inventory.lines
        ],
        [(t.line_id, t.view, t.kind, t.target, t.multiplier, t.multiplier_unit) for t in inventory.targets],
    ]  # fmt: skip


def compare(inventory: Inventory, rows: dict[str, Any]) -> None:
    """Hold an inventory against the rows from which its form was written."""
    lines = {line.line_id: line for line in inventory.lines}
    for table in LINE_SHEETS:
        for row in rows.get(table, []):
            line = lines.pop(row["line_id"])
            assert line.name == row["name"]
            assert (line.amount, line.unit, line.level) == (row["amount"], row["unit"], row["level"])
            assert line.stage == TABLE_STAGE.get(table, "manufacturing")
            assert line.group == row.get("group", "packaging")
            assert line.allocation == row.get("allocation", "")
            assert line.excluded == row.get("excluded", 0)
            assert [getattr(line, name) for name in NUMBERS] == [row.get(name) for name in NUMBERS]
            assert [getattr(line, name) for name in TEXTS] == [row.get(name, "") for name in TEXTS]
            for leg in (leg for leg in (1, 2) if f"leg{leg}_km" in row):
                carried = lines.pop(f"{line.line_id}-T{leg}")
                assert carried.amount == pytest.approx(tonnes(row) * row[f"leg{leg}_km"], rel=1e-12)
                assert (carried.treatment, carried.parent) == (row[f"leg{leg}_mode"], line.line_id)
    for row in rows.get("transport", []):
        line = lines.pop(row["line_id"])
        assert line.amount == pytest.approx(convert(row["load"], row["load_unit"], "t") * row["distance"], rel=1e-12)
        assert (line.stage, line.treatment) == (row.get("stage", "distribution"), row["mode"])
    assert not lines
    assert [(t.line_id, t.view, t.kind, t.target, t.multiplier, t.multiplier_unit) for t in inventory.targets] == [
        (r["line_id"], r["view"], r["kind"], r.get("target", ""), r.get("multiplier", 1.0), r.get("multiplier_unit", ""))
        for r in rows.get("links", [])
    ]
    for output, row in zip(inventory.outputs, rows["outputs"], strict=True):
        assert (output.name, output.role, output.quantity, output.unit) == (
            row["name"],
            row["role"],
            row["quantity"],
            row["unit"],
        )
        for key in inventory.allocation_keys:
            assert key.values[output.name] == row[key.basis]
    assert [key.name for key in inventory.allocation_keys] == [row["name"] for row in rows.get("allocation-keys", [])]


def tonnes(row: dict[str, Any]) -> float:
    per_unit = {
        "kg": 0.001, "t": 1.0, "g": 1e-6, "L": row.get("density", 0) / 1000, "m3": row.get("density", 0),
        "item": row.get("mass_per_piece", 0) / 1000,
    }  # fmt: skip
    return float(row["amount"] * per_unit[row["unit"]])


@pytest.mark.parametrize("name", example_names())
def test_both_languages_of_an_example_hold_the_same_figures(forms, name) -> None:
    inventories = {lang: read_form(forms[name, lang]) for lang in LANGS}
    assert numbers_of(inventories["zh-TW"]) == numbers_of(inventories["en"])
    for lang, inventory in inventories.items():
        assert inventory.language == lang
        assert inventory.assumptions == ()
        assert inventory.ignored == ()
        assert inventory.company.made_up
        compare(inventory, in_language(load_example(name), lang))


figures = st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda value: float(f"{value:.9g}"))
positive = st.floats(min_value=1e-6, max_value=1e9).map(lambda value: float(f"{value:.9g}"))
words = st.text(string.ascii_letters + string.digits + " =+-@#,.'\"<>&（）鋁鋼酸紙箱電力用水膜％", min_size=1, max_size=12).map(
    lambda text: "x" + " ".join(text.split())
)
units = st.sampled_from(("kg", "t", "g", "L", "m3", "item"))
choice = st.sampled_from


@st.composite
def rows_of_a_form(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a sound inventory as rows."""
    count = draw(st.integers(1, 3))
    outputs = [
        {
            "name": f"{draw(words)} {number}", "role": "target" if number == 0 else draw(choice(("co-product", "other"))),
            "quantity": draw(positive), "unit": "item",
            **{basis: draw(positive) for basis in ("mass", "hours", "value", "custom")},
        }
        for number in range(count)
    ]  # fmt: skip
    keys = [
        {"name": f"{draw(words)} {number}", "basis": basis, "reason": draw(words)}
        for number, basis in enumerate(draw(st.lists(choice(("mass", "hours", "value", "custom", "quantity")), max_size=3)))
    ]
    numbers = iter(range(1, 1000))
    rows: dict[str, Any] = {
        "basics": {
            "company_code": "demo", "company_name": draw(words), "product_name": draw(words), "made_up": draw(st.booleans()),
            "declared_amount": draw(positive), "declared_unit": "item", "mass_per_unit": draw(positive),
            "boundary": "cradle-to-grave", "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31),
        },
        "outputs": outputs,
        "allocation-keys": keys,
        **{table: draw(st.lists(line_rows(table, keys, numbers), max_size=2)) for table in LINE_SHEETS},
        "transport": draw(st.lists(transport_rows(keys, numbers), max_size=2)),
    }  # fmt: skip
    ids = [row["line_id"] for table in (*LINE_SHEETS, "transport") for row in rows[table]]
    rows["links"] = [
        {
            "line_id": line_id,
            "view": view,
            "kind": "dataset",
            "target": draw(words),
            "multiplier": draw(positive),
            "multiplier_unit": "kg/L",
        }
        for line_id in ids
        for view in draw(st.lists(choice(("ef", "cfp")), unique=True))
    ]
    return rows


def level_of(draw: st.DrawFn, keys: list[dict[str, Any]]) -> dict[str, Any]:
    level = draw(choice(LEVELS if keys else LEVELS[1:]))
    return {"level": level, "allocation": draw(choice([key["name"] for key in keys]))} if level == "plant" else {"level": level}


@st.composite
def line_rows(draw: st.DrawFn, table: str, keys: list[dict[str, Any]], numbers: Iterator[int]) -> dict[str, Any]:
    from ef_training.forms.layout import load_importer

    fields = {field.id: field for field in load_importer("itri").sheet(table).tables[0].fields}
    row: dict[str, Any] = {
        "line_id": f"K{next(numbers)}", "name": draw(words), "amount": draw(figures), "unit": draw(units), **level_of(draw, keys)
    }  # fmt: skip
    if "group" in fields:
        row["group"] = draw(choice(fields["group"].choices or GROUPS))
    optional = {
        "concentration": st.floats(0, 1).map(lambda value: round(value, 6)), "density": positive, "heat_value": positive,
        "mass_per_piece": positive, "supplier": words, "country": choice(("TW", "JP", "Neverland")), "treatment": words,
        "data_quality": choice(("measured", "calculated", "estimated")), "evidence": words, "note": words,
    }  # fmt: skip
    for name in draw(st.lists(choice(sorted(optional)), unique=True)):
        if name in fields:
            row[name] = draw(optional[name])
    if "excluded" in fields and row["level"] != "unit":
        row["excluded"] = row["amount"] / 2
    if "density" in fields and "mass_per_piece" in fields:
        row.update(density=draw(positive), mass_per_piece=draw(positive))
    for leg in (
        leg for leg in (1, 2) if f"leg{leg}_km" in fields and row["unit"] in ("kg", "t", "g", "item") and draw(st.booleans())
    ):
        row["mass_per_piece"] = row.get("mass_per_piece") or draw(positive)
        row[f"leg{leg}_mode"], row[f"leg{leg}_km"] = draw(choice(("rail", "air", "van-3.5t"))), draw(figures)
    return row


@st.composite
def transport_rows(draw: st.DrawFn, keys: list[dict[str, Any]], numbers: Iterator[int]) -> dict[str, Any]:
    row = {
        "line_id": f"K{next(numbers)}", "name": draw(words), "load": draw(figures), "load_unit": draw(choice(("kg", "t"))),
        "mode": draw(choice(("lorry-35t", "ship-bulk"))), "distance": draw(figures), **level_of(draw, keys),
    }  # fmt: skip
    if draw(st.booleans()):
        row["stage"] = draw(choice(STAGES))
    return row


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(rows=rows_of_a_form())
def test_what_is_written_is_read_back(rows: dict[str, Any], tmp_path: Path) -> None:
    read = {}
    for lang in LANGS:
        write_rows(tmp_path / "form.xlsx", rows, lang=lang, blank_rows=1)
        read[lang] = read_form(tmp_path / "form.xlsx")
        compare(read[lang], rows)
        assert read[lang].assumptions == ()
        assert read[lang].ignored == ()
    assert numbers_of(read["zh-TW"]) == numbers_of(read["en"])


def test_transport_cases_of_known_answer(case, tmp_path: Path, forms) -> None:
    """Mass × one-way distance, for each leg and through the form."""
    rows = in_language(load_example("aluminium-hub"), "en")
    modes = {"truck": "lorry-35t", "train": "rail", "ship": "ship-container"}
    known = [entry for entry in case("transport_cases")["cases"] if "legs_km" in entry and "mass_kg" in entry]
    assert len(known) >= 2
    for entry in known:
        rows["transport"] = [
            {"line_id": f"K{leg}", "name": leg, "load": entry["mass_kg"], "load_unit": "kg", "level": "unit",
             "mode": modes[leg], "distance": km}
            for leg, km in entry["legs_km"].items()
        ]  # fmt: skip
        rows["links"] = []
        write_rows(tmp_path / "form.xlsx", rows, lang="en")
        lines = {line.name: line.amount for line in read_form(tmp_path / "form.xlsx").lines if line.line_id.startswith("K")}
        assert lines == pytest.approx(entry["expected_tkm"])
