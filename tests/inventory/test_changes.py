"""Two versions of an inventory, record by record and field by field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ef_training.forms import read_form
from ef_training.inventory.changes import Change, inventory_changes, matched_lines
from ef_training.inventory.export import as_dict, without_origins
from ef_training.inventory.model import Inventory


@pytest.fixture(scope="module")
def hub(forms) -> Inventory:
    return read_form(forms["aluminium-hub", "en"])


def told(old: Inventory, new: Inventory) -> list[tuple[str, str, str, str]]:
    return [(change.part, change.kind, change.key, change.field) for change in changes(old, new)]


def changes(old: Inventory, new: Inventory) -> tuple[Change, ...]:
    return inventory_changes(as_dict(old), as_dict(new))


def edited(inventory: Inventory, line_id: str, /, **fields) -> Inventory:
    lines = tuple(replace(line, **fields) if line.line_id == line_id else line for line in inventory.lines)
    return replace(inventory, lines=lines)


def test_the_same_inventory_at_other_places_has_not_changed(hub, forms) -> None:
    moved = replace(hub, lines=tuple(reversed(hub.lines)), source="other.xlsx", assumptions=(), language="zh-TW")
    assert changes(hub, moved) == ()
    assert without_origins(as_dict(hub)) == without_origins(as_dict(read_form(forms["aluminium-hub", "en"])))


def test_fields_of_lines_company_and_period(hub) -> None:
    new = edited(hub, "M02", amount=6000.0, note="")
    new = replace(new, company=replace(hub.company, site="Elsewhere"), period_end=hub.period_end.replace(day=30))
    assert told(hub, new) == [
        ("company", "changed", "company", "site"),
        ("period", "changed", "period", "end"),
        ("lines", "changed", "M02", "amount"),
        ("lines", "changed", "M02", "note"),
    ]
    amount = changes(hub, new)[2]
    assert (amount.old, amount.new, amount.name) == (5940.0, 6000.0, "Aluminium bar 6061 (for end caps)")
    assert amount.origin.startswith("Materials!")


def test_lines_links_and_factors_that_came_and_went(hub) -> None:
    gone = [line for line in hub.lines if line.line_id != "M07"]
    links = [target for target in hub.targets if target.line_id != "M07"]
    new = replace(hub, lines=tuple(gone), targets=tuple(links), custom_factors=())
    found = told(hub, new)
    assert ("lines", "removed", "M07", "") in found
    assert {key for part, kind, key, _ in found if part == "targets" and kind == "removed"} >= {
        f"M07 {target.view} {target.kind} {target.target}" for target in hub.targets if target.line_id == "M07"
    }
    assert ("custom_factors", "removed", "waste-oil-burned", "") in found
    assert {(part, "added", key, "") for part, _, key, _ in found} == set(told(new, hub))


def test_outputs_keys_and_shares(hub) -> None:
    outputs = tuple(replace(o, hours=13_000.0) if o.role == "target" else o for o in hub.outputs)
    keys = tuple(
        replace(key, values={**key.values, hub.target_output.name: 13_000.0}) if key.basis == "hours" else key
        for key in hub.allocation_keys
    )
    assert told(hub, replace(hub, outputs=outputs, allocation_keys=keys)) == [
        ("outputs", "changed", hub.target_output.name, "hours"),
        ("allocation_keys", "changed", "Machine hours", "values"),
    ]


def test_ids_given_anew_are_followed_by_name(hub) -> None:
    """A row put in above moves all IDs that the program gave; lines, legs and links stay the same lines."""
    renumber = {f"M{n:02d}{leg}": f"M{n + 1:02d}{leg}" for n in range(1, 15) for leg in ("", "-T1", "-T2")}
    lines = tuple(
        replace(line, line_id=renumber.get(line.line_id, line.line_id), parent=renumber.get(line.parent, line.parent))
        for line in hub.lines
    )
    targets = tuple(replace(target, line_id=renumber.get(target.line_id, target.line_id)) for target in hub.targets)
    first = replace(lines[0], line_id="M01", name="Something new", amount=3.0)
    found = told(hub, replace(hub, lines=(first, *lines), targets=targets))
    assert ("lines", "added", "M01", "") in found
    moved = [line.line_id for line in hub.lines if line.line_id in renumber]
    assert [entry for entry in found if entry[0] == "lines" and entry[1] != "added"] == [
        ("lines", "changed", renumber[line_id], "line_id") for line_id in moved
    ]
    assert [entry for entry in found if entry[0] == "targets"] == []


def test_a_name_that_was_rewritten_is_the_same_line(hub) -> None:
    assert told(hub, edited(hub, "M02", name="Bar")) == [("lines", "changed", "M02", "name")]
    ids = {line.line_id for line in hub.lines}
    assert matched_lines(as_dict(hub)["lines"], as_dict(edited(hub, "M02", name="Bar"))["lines"]) == {i: i for i in ids}
