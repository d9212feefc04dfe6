"""A form that contradicts itself is stopped; a doubtful one is named with its results."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ef_training.forms import read_form
from ef_training.inventory.consistency import contradictions, doubts
from ef_training.inventory.per_unit import per_unit


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "en"])


@pytest.fixture(scope="module")
def box(forms):
    return read_form(forms["pp-food-box", "en"])


def problems(inventory):
    return [str(problem) for problem in contradictions(inventory, per_unit(inventory))]


def doubted(inventory):
    return [(check, str(what)) for check, _, what in doubts(inventory, per_unit(inventory))]


def with_line(inventory, line_id, **changes):
    lines = tuple(replace(line, **changes) if line.line_id == line_id else line for line in inventory.lines)
    return replace(inventory, lines=lines)


def test_the_examples_agree_with_themselves(hub, box):
    for inventory in (hub, box):
        assert problems(inventory) == []
        assert doubted(inventory) == []


def test_a_declared_unit_that_does_not_fit_its_mass(box):
    product = replace(box.product, declared_amount=1.0)  # the mass of 1,000 boxes stays
    assert "1e+03 times the mass of the output" in problems(replace(box, product=product))[0]
    slightly = replace(box, product=replace(box.product, mass_per_unit=box.product.mass_per_unit * 1.2))
    assert problems(slightly) == []
    assert "mass per declared unit" in [check for check, _ in doubted(slightly)]


def test_a_line_outside_the_boundary(box):
    found = problems(replace(box, product=replace(box.product, boundary="cradle-to-gate")))
    outside = [line for line in box.lines if line.stage in ("distribution", "use", "end-of-life")]
    assert len(found) == len(outside) > 3
    assert "“Use”, which the boundary leaves out" in " ".join(found)


def test_a_boundary_without_lines(hub):
    found = doubted(replace(hub, product=replace(hub.product, boundary="cradle-to-grave")))
    assert [check for check, _ in found] == ["boundary", "boundary"]


def test_nothing_to_calculate(hub):
    assert "holds no line" in problems(replace(hub, lines=()))[0]
    zero = replace(hub, lines=tuple(replace(line, amount=0.0, excluded=0.0) for line in hub.lines))
    assert "every amount in the form is zero" in problems(zero)[0]


@pytest.mark.parametrize(
    ("line_id", "changes", "sentence"),
    [
        ("M01", {"mass_per_piece": 2.35}, "kg/item, its own row states 2.35"),
        ("M12", {"concentration": 0.10}, "kg/kg, its own row states 0.1"),
        ("M08", {"density": 1.9}, "kg/L, its own row states 1.9"),
    ],
)
def test_a_row_that_contradicts_its_links(hub, line_id, changes, sentence):
    found = doubted(with_line(hub, line_id, **changes))
    assert [check for check, _ in found if check == "multiplier"] == ["multiplier"]
    assert sentence in " ".join(text for _, text in found)


def test_amounts_counted_at_the_wrong_level(box):
    found = doubted(with_line(box, "M01", level="unit"))
    assert "mass balance" in [check for check, _ in found]
