"""Steps, what they take in and give out, and how they follow one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_forms import STEPS, findings, line, plant, told

from ef_training.inventory.model import Inventory, Origin, ProcessStep
from ef_training.review.flow_graph import alike, flow_graph, parts


def step(number: int, inputs: str = "", outputs: str = "", following: str = "", name: str = "") -> ProcessStep:
    origins = {
        field: Origin("form.xlsx", "Flow", f"{column}{number + 1}")
        for field, column in (("number", "A"), ("inputs", "C"), ("outputs", "D"), ("following", "E"))
    }
    return ProcessStep(
        number,
        name or f"Step {number}",
        inputs,
        outputs,
        following=following,
        origin=Origin("form.xlsx", "Flow", f"B{number + 1}"),
        origins=origins,
    )


def flow(*steps: ProcessStep) -> Inventory:
    return plant(process_steps=steps)


def edges(inventory: Inventory) -> list[tuple[int, int, str, bool]]:
    return [(edge.source, edge.target, edge.basis, edge.back) for edge in flow_graph(inventory).edges]


def test_a_sound_form_has_nothing_to_say() -> None:
    assert told(plant(), "process-flow") == []
    assert edges(plant()) == [(1, 2, "order", False)]
    assert flow_graph(plant()).edges[0].label == "cups"


def test_what_is_bought_and_what_leaves() -> None:
    nodes = flow_graph(plant()).nodes
    assert [node.outside for node in nodes] == [("granulate",), ("cartons",)]
    assert [node.leaving for node in nodes] == [(), ("packed cups",)]


def test_stated_numbers_and_ends() -> None:
    inventory = flow(step(1, "granulate", "parts", "3"), step(2, "granulate", "dust", "end"), step(3, "parts", "cups"))
    assert edges(inventory) == [(1, 3, "stated", False)]
    assert told(inventory, "process-flow") == []


def test_a_step_that_names_itself_is_asked_about_not_told_as_a_loop() -> None:
    inventory = flow(step(1, "resin", "granules"), step(2, "granules", "parts", following="2"), step(3, "parts", "box"))
    assert told(inventory, "process-flow") == [("question", "leads-to-itself-2", "Flow!E3")]
    assert (2, 2) not in [pair[:2] for pair in edges(inventory)]


def test_a_loop_is_named_not_refused() -> None:
    inventory = flow(step(1, "granulate", "sprues", "2, 3"), step(2, "sprues", "regrind", "1"), step(3, "parts", "cups"))
    assert edges(inventory) == [(1, 2, "stated", False), (1, 3, "stated", False), (2, 1, "stated", True)]
    assert told(inventory, "process-flow") == [("info", "loop-2-1", "Flow!B3")]


def test_a_step_that_does_not_exist() -> None:
    inventory = flow(step(1, "granulate", "parts", "99"), step(2, "granulate", "cups"))
    assert told(inventory, "process-flow") == [("error", "unknown-step-1", "Flow!E2")]


def test_words_that_name_no_step() -> None:
    inventory = flow(step(1, "granulate", "parts", "the oven"), step(2, "granulate", "cups"))
    assert ("question", "unread-following-1", "Flow!E2") in told(inventory, "process-flow")


def test_a_step_cut_off() -> None:
    inventory = flow(step(1, "granulate", "parts", "3"), step(2), step(3, "parts", "cups"))
    assert told(inventory, "process-flow") == [("warning", "unconnected-step-2", "Flow!C3")]


def test_a_step_that_takes_in_nothing_bought_is_asked_about() -> None:
    inventory = flow(step(1, "granulate", "parts", "3"), step(2, "moon dust", "shine"), step(3, "parts", "cups"))
    assert told(inventory, "process-flow") == [("question", "unconnected-step-2", "Flow!C3")]


def test_an_end_whose_output_another_step_takes_in() -> None:
    inventory = flow(step(1, "granulate", "raw parts", "end"), step(2, "parts, granulate", "cups"))
    assert told(inventory, "process-flow") == [("question", "ends-early-1", "Flow!E2")]


def test_a_number_twice() -> None:
    assert told(flow(step(1, "granulate", "parts"), step(1, "parts", "cups")), "process-flow")[0][:2] == (
        "warning",
        "number-twice-1",
    )


def test_no_steps_at_all() -> None:
    assert told(plant(process_steps=()), "process-flow") == [("question", "no-steps", "")]
    assert flow_graph(plant(process_steps=())).nodes == ()


def test_a_material_that_no_step_takes_in_is_information() -> None:
    inventory = plant(line("M3", "material", "Silicone ring", 0.1, "kg"))
    assert [(finding.severity, finding.kind) for finding in findings(inventory, "process-flow")] == [
        ("info", "material-without-step")
    ]
    named = plant(line("M3", "material", "Silicone ring", 0.1, "kg"), process_steps=(STEPS[0], step(2, "rings, cups", "cups")))
    assert told(named, "process-flow") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("finished lids", "lids", True),
        ("hub shells", "hub shell", True),
        ("boxes", "box", True),
        ("hub blanks", "hub", False),
        ("spent fluid", "fluid", False),
        ("乾燥混合料", "混合料", True),
        ("花鼓殼", "花鼓", False),
        ("廢切削液", "切削液", False),
        ("回收料（廠內）", "回收料", True),
        ("", "cups", False),
    ],
)
def test_names_that_speak_of_one_thing(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


def test_names_in_a_cell() -> None:
    assert parts("PP 粒、色母，水；電力") == ("PP 粒", "色母", "水", "電力")
    assert parts("回收料（廠內循環，不另列）、水") == ("回收料（廠內循環，不另列）", "水")
    assert parts("blanks and (oil, water) mixture") == ("blanks", "(oil, water) mixture")
    assert parts("") == ()


@given(st.lists(st.lists(st.integers(1, 6), max_size=3), min_size=1, max_size=6))
def test_without_the_edges_that_close_loops_there_is_none(targets: list[list[int]]) -> None:
    steps = [step(number, "granulate", "x", ", ".join(map(str, found)) or "end") for number, found in enumerate(targets, 1)]
    onward: dict[int, set[int]] = {number: set() for number in range(1, 7)}
    for edge in flow_graph(flow(*steps)).edges:
        if not edge.back:
            onward[edge.source].add(edge.target)
    left = set(onward)
    while ends := {number for number in left if not onward[number] & left}:
        left -= ends
    assert not left
