"""What is written is read back the same: both examples, and rows drawn at random, in both languages."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ef_training.forms import read_form
from ef_training.inventory.export import as_dict, to_rows, without_origins
from ef_training.inventory.model import BALANCES, FATES, GROUPS, LEVELS, STAGES, Inventory
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
        [(o.role, o.quantity, o.unit, o.mass, o.value, o.hours, o.custom, o.sold) for o in inventory.outputs],
        [(key.basis, key.level, list(key.values.values()), key.parent_share) for key in inventory.allocation_keys],
        [(stock.moment, stock.quantity, stock.unit) for stock in inventory.stocks],
        [(step.number, step.following.isalpha() or step.following) for step in inventory.process_steps],
        [(b.balance, b.fate, b.amount, b.unit, b.level, bool(b.allocation)) for b in inventory.balance_entries],
        [(f.factor_id, f.value, f.unit, f.year, f.gwp) for f in inventory.custom_factors],
        [
            (line.line_id, line.parent, line.stage, line.group, line.amount, line.unit, line.level, bool(line.allocation),
             line.excluded, line.concentration, line.density, line.heat_value, line.mass_per_piece, line.country,
             line.data_quality, line.distance, line.load, line.meter, [(a.level, a.amount, a.unit) for a in line.also])
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
            assert line.meter == row.get("meter", "")
            assert {(told.level, told.amount, told.unit) for told in line.also} == told_of(row)
            assert [getattr(line, name) for name in NUMBERS] == [row.get(name) for name in NUMBERS]
            assert [getattr(line, name) for name in TEXTS] == [row.get(name, "") for name in TEXTS]
            for leg in (leg for leg in (1, 2) if f"leg{leg}_km" in row):
                carried = lines.pop(f"{line.line_id}-T{leg}")
                assert carried.amount == pytest.approx(tonnes(row) * row[f"leg{leg}_km"], rel=1e-12)
                assert (carried.treatment, carried.parent) == (row[f"leg{leg}_mode"], line.line_id)
                assert carried.distance == row[f"leg{leg}_km"]
                assert carried.load == pytest.approx(tonnes(row), rel=1e-12)
    for row in rows.get("transport", []):
        line = lines.pop(row["line_id"])
        assert line.amount == pytest.approx(convert(row["load"], row["load_unit"], "t") * row["distance"], rel=1e-12)
        assert (line.stage, line.treatment, line.distance) == (row.get("stage", "distribution"), row["mode"], row["distance"])
    assert not lines
    assert [(t.line_id, t.view, t.kind, t.target, t.multiplier, t.multiplier_unit) for t in inventory.targets] == [
        (r["line_id"], r["view"], r["kind"], r.get("target", ""), r.get("multiplier", 1.0), r.get("multiplier_unit", ""))
        for r in rows.get("links", [])
    ]
    for output, row in zip(inventory.outputs, rows["outputs"], strict=True):
        names = ("name", "role", "quantity", "unit", "sold", "production_line")
        assert [getattr(output, name) or None for name in names] == [row.get(name) or None for name in names]
    for key, row in zip(inventory.allocation_keys, rows.get("allocation-keys", []), strict=True):
        assert (key.name, key.level, key.parent) == (row["name"], row.get("level", "plant"), row.get("parent", ""))
        shared = [r for r in rows["outputs"] if key.level == "plant" or r["production_line"] == row["production_line"]]
        assert dict(key.values) == {r["name"]: r[key.basis] for r in shared}
        parent = next((r["basis"] for r in rows["allocation-keys"] if r["name"] == row.get("parent")), None)
        reaching = sum(r[parent] for r in shared) / sum(r[parent] for r in rows["outputs"]) if parent else 1.0
        assert key.parent_share == pytest.approx(reaching)
    for kind, table in (("stocks", "stocks"), ("process_steps", "process-flow"), ("balance_entries", "balance")):
        for entry, row in zip(getattr(inventory, kind), rows.get(table, []), strict=True):
            assert {name: getattr(entry, name) for name in row} == row
    for factor, row in zip(inventory.custom_factors, rows.get("custom-factors", []), strict=True):
        assert {name: getattr(factor, name) for name in row} == row


def told_of(row: dict[str, Any]) -> set[tuple[str, float, str]]:
    """Return the amounts that a row tells at further levels."""
    named = {"plant": "plant", "product": "product", "unit": "per_unit"}
    return {
        (level, row[f"amount_{name}"], row.get(f"unit_{name}", row["unit"]))
        for level, name in named.items()
        if f"amount_{name}" in row
    }


def tonnes(row: dict[str, Any]) -> float:
    per_unit = {
        "kg": 0.001, "t": 1.0, "g": 1e-6, "L": row.get("density", 0) / 1000, "m3": row.get("density", 0),
        "item": row.get("mass_per_piece", 0) / 1000,
    }  # fmt: skip
    return float(row["amount"] * per_unit[row["unit"]])


@pytest.mark.parametrize("name", example_names())
def test_both_languages_of_an_example_hold_the_same_figures(forms, name) -> None:
    inventories = {lang: read_form(forms[name, lang], importer="itri") for lang in LANGS}
    assert numbers_of(inventories["zh-TW"]) == numbers_of(inventories["en"])
    for lang, inventory in inventories.items():
        assert inventory.language == lang
        assert inventory.assumptions == ()
        assert inventory.ignored == ()
        assert inventory.company.made_up
        compare(inventory, in_language(load_example(name), lang))


figures = st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda value: float(f"{value:.9g}"))
positive = st.floats(min_value=1e-6, max_value=1e9).map(lambda value: float(f"{value:.9g}"))
ODD = " =+-@#,.;:'\"<>&|{}[]\\/%（），。、％～−–—…µ²₂鋁鋼酸紙箱電力用水膜𠮷é\u200b"
words = st.text(string.ascii_letters + string.digits + ODD, min_size=1, max_size=12).map(
    lambda text: "x" + " ".join(text.split())
)
formulas = words.map(lambda text: "=1+" + text) | words.map(lambda text: "@" + text) | words.map(lambda text: "+" + text)
texts = words | formulas | words.map(lambda text: f"{text}\n{text}")
exact = st.floats(min_value=0, max_value=1e9, allow_nan=False, allow_subnormal=False)
"""All digits that a number has, 17 of them too."""
units = st.sampled_from(("kg", "t", "g", "L", "m3", "item"))
choice = st.sampled_from


LINES = ("x 1", "x 2")
"""Production lines."""


@st.composite
def outputs_of(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 4))
    return [
        {
            "name": f"{draw(words)} {number}", "role": "target" if number == 0 else draw(choice(("co-product", "other"))),
            "quantity": draw(positive), "unit": "item", "sold": draw(st.none() | exact),
            "production_line": LINES[0] if number == 0 else draw(choice(LINES)),
            **{basis: draw(positive) for basis in ("mass", "hours", "value", "custom")},
        }
        for number in range(count)
    ]  # fmt: skip


@st.composite
def keys_of(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw keys of the plant, and of the first production line with or without a parent."""
    bases = draw(st.lists(choice(("mass", "hours", "value", "custom", "quantity")), max_size=3))
    keys = [{"name": f"{draw(words)} {number}", "basis": basis, "reason": draw(texts)} for number, basis in enumerate(bases)]
    plant = [key["name"] for key in keys]
    for number, basis in enumerate(draw(st.lists(choice(("mass", "hours")), max_size=2))):
        key = {"name": f"{draw(words)} L{number}", "basis": basis, "level": "line", "production_line": LINES[0]}
        if plant and draw(st.booleans()):
            key["parent"] = draw(choice(plant))
        keys.append(key)
    return keys


@st.composite
def rows_of_a_form(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a sound inventory as rows."""
    keys = draw(keys_of())
    numbers = iter(range(1, 1000))
    rows: dict[str, Any] = {
        "basics": {
            "company_code": "demo", "company_name": draw(words), "product_name": draw(words), "made_up": draw(st.booleans()),
            "site": draw(texts), "declared_amount": draw(positive), "declared_unit": "item", "mass_per_unit": draw(positive),
            "boundary": "cradle-to-grave", "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31),
        },
        "outputs": draw(outputs_of()),
        "allocation-keys": keys,
        **{table: draw(st.lists(line_rows(table, keys, numbers), max_size=2)) for table in LINE_SHEETS},
        "transport": draw(st.lists(transport_rows(keys, numbers), max_size=2)),
        "balance": draw(st.lists(balance_rows(keys), max_size=2)),
        "stocks": [
            {"name": draw(words), "moment": draw(choice(("start", "end"))), "quantity": draw(exact), "unit": "item"}
            for _ in range(draw(st.integers(0, 2)))
        ],
        "process-flow": [
            {"number": number, "name": draw(words), "following": draw(choice(("3", "3, 5", "x end"))), "inputs": draw(texts)}
            for number in range(1, draw(st.integers(1, 3)))
        ],
        "custom-factors": [
            {"factor_id": f"F{number}", "name": draw(words), "value": draw(exact), "unit": draw(units), "source": draw(texts)}
            for number in range(draw(st.integers(0, 2)))
        ],
    }  # fmt: skip
    meters = rows["energy-water"]
    if len(meters) == 2 and meters[0]["level"] == "plant" and meters[1]["level"] != "unit":
        part = meters[0]["amount"] / 4
        meters[1].update(meter=meters[0]["line_id"], unit=meters[0]["unit"], amount=part, excluded=part / 2)
    ids = [row["line_id"] for table in (*LINE_SHEETS, "transport") for row in rows[table]]
    rows["links"] = [
        {
            "line_id": line_id,
            "view": view,
            "kind": "dataset",
            "target": draw(words),
            "multiplier": draw(positive),
            "multiplier_unit": "kg/L",
            "reason": draw(texts),
        }
        for line_id in ids
        for view in draw(st.lists(choice(("ef", "cfp")), unique=True))
    ]
    return rows


@st.composite
def balance_rows(draw: st.DrawFn, keys: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "balance": draw(choice(BALANCES)), "name": draw(words), "fate": draw(choice(FATES)), "amount": draw(exact),
        "unit": draw(choice(("m3", "kg", "t"))), "note": draw(texts), **level_of(draw, keys),
    }  # fmt: skip


def level_of(draw: st.DrawFn, keys: list[dict[str, Any]]) -> dict[str, Any]:
    level = draw(choice(LEVELS if keys else LEVELS[1:]))
    return {"level": level, "allocation": draw(choice([key["name"] for key in keys]))} if level == "plant" else {"level": level}


@st.composite
def line_rows(draw: st.DrawFn, table: str, keys: list[dict[str, Any]], numbers: Iterator[int]) -> dict[str, Any]:
    from ef_training.forms.layout import load_importer

    fields = {field.id: field for field in load_importer("itri").sheet(table).tables[0].fields}
    row: dict[str, Any] = {
        "line_id": f"K{next(numbers)}", "name": draw(words), "amount": draw(figures | exact), "unit": draw(units),
        **level_of(draw, keys),
    }  # fmt: skip
    if "group" in fields:
        row["group"] = draw(choice(fields["group"].choices or GROUPS))
    optional = {
        "concentration": st.floats(0, 1).map(lambda value: round(value, 6)), "density": positive, "heat_value": positive,
        "mass_per_piece": positive, "supplier": texts, "country": choice(("TW", "JP", "Neverland")), "treatment": texts,
        "data_quality": choice(("measured", "calculated", "estimated")), "evidence": texts, "note": texts,
        "amount_plant": exact, "amount_product": exact, "amount_per_unit": exact,
    }  # fmt: skip
    for name in draw(st.lists(choice(sorted(optional)), unique=True)):
        if name in fields:
            row[name] = draw(optional[name])
    for name in ("plant", "product", "per_unit"):
        if f"amount_{name}" in row and draw(st.booleans()):
            row[f"unit_{name}"] = draw(units)
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


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(rows=rows_of_a_form())
def test_what_is_written_is_read_back(rows: dict[str, Any], tmp_path: Path) -> None:
    read = {}
    for lang in LANGS:
        write_rows(tmp_path / "form.xlsx", rows, lang=lang, blank_rows=1)
        read[lang] = read_form(tmp_path / "form.xlsx", importer="itri")
        compare(read[lang], rows)
        write_rows(tmp_path / "again.xlsx", to_rows(read[lang]), lang=lang, blank_rows=0)
        again = read_form(tmp_path / "again.xlsx", importer="itri")
        assert without_origins(as_dict(again)) == without_origins(as_dict(read[lang]))
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
        lines = {
            line.name: line.amount
            for line in read_form(tmp_path / "form.xlsx", importer="itri").lines
            if line.line_id.startswith("K")
        }
        assert lines == pytest.approx(entry["expected_tkm"])
