"""Rows that stand twice."""

from __future__ import annotations

from dataclasses import replace

from small_forms import LINES, line, plant, told


def again(number: int, **values: object) -> object:
    """Return a copy of a line of the plant under another id."""
    return replace(line(f"X{number}", LINES[0].group, LINES[0].name, LINES[0].amount, LINES[0].unit), **values)


def test_the_same_row_twice() -> None:
    assert told(plant(again(9)), "duplicates") == [("warning", "row-twice", "Materials!B9")]  # type: ignore[arg-type]


def test_the_same_row_twice_in_another_unit() -> None:
    assert told(plant(again(9, amount=0.104, unit="t")), "duplicates")[0][1] == "row-twice"  # type: ignore[arg-type]


def test_another_supplier_or_amount_is_another_row() -> None:
    assert told(plant(again(9, supplier="Demo supplier B"), again(8, amount=50.0)), "duplicates") == []  # type: ignore[arg-type]


def test_one_stream_in_two_lists() -> None:
    waste = line("R9", "waste", "PP sprues, sold", 3.5, "kg", treatment="Recycling")
    assert told(plant(waste), "duplicates") == [("warning", "in-two-lists", "Waste!B9")]


def test_nearly_one_name_with_one_amount_and_one_supplier() -> None:
    first = line("M8", "material", "Steel bolts M5", 4330.0, "kg", supplier="Demo supplier")
    second = replace(first, line_id="M9", name="Steel bolts M5 2")
    kinds = [(severity, kind) for severity, kind, _ in told(plant(first, second), "duplicates")]
    assert kinds == [("warning", "row-nearly-twice")]
    for other in (replace(second, name="Rubber seals"), replace(second, supplier="Another"), replace(second, amount=4331.0)):
        assert [kind for _, kind, _ in told(plant(first, other), "duplicates") if kind == "row-nearly-twice"] == []


def test_a_figure_of_many_digits_twice_is_information() -> None:
    ink, glue = (line(f"A{row}", "auxiliary", name, 1.234, "kg") for row, name in ((2, "Ink"), (3, "Glue")))
    assert told(plant(ink, glue), "duplicates") == [("info", "same-figure", "Other!C3")]
    assert told(plant(replace(ink, amount=1.2), replace(glue, amount=1.2)), "duplicates") == []
