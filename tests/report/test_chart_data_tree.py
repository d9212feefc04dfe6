"""The contribution tree: the children of every node add up to it, to any depth."""

from __future__ import annotations

import pytest

from ef_training.hotspots.outcome import Outcome
from ef_training.report import charts_tree
from ef_training.report.chart_data_tree import TreeNode, missing_chains, tree
from ef_training.report.tree_text import tree_text


def assert_adds_up(root: TreeNode) -> int:
    """Every node with children is their sum; return how many have."""
    parents = [node for _, node in root.walk() if node.children]
    for node in parents:
        size = sum(abs(child.value) for child in node.children) + abs(node.value)
        assert sum(child.value for child in node.children) == pytest.approx(node.value, abs=1e-9 * size), node
        assert sum(child.share for child in node.children) == pytest.approx(node.share, abs=1e-9)
    return len(parents)


@pytest.mark.parametrize("indicator", ["climate-change", "water-use", "eutrophication-marine"])
@pytest.mark.parametrize("depth", [0, 1, 2, 5])
@pytest.mark.parametrize("least", [0.0, 0.01, 0.3])
def test_children_add_up(full: Outcome, indicator: str, depth: int, least: float) -> None:
    root = tree(full, indicator, depth=depth, least=least)
    assert assert_adds_up(root) >= 1
    assert root.value == pytest.approx(float(full.scores.at[indicator, "value"]))


def test_the_levels_are_total_stage_line_target_supplier(full: Outcome) -> None:
    root = tree(full, "climate-change", depth=2)
    stage = root.children[0]
    line = stage.children[0]
    target = line.children[0]
    assert [node.kind for node in (root, stage, line, target)] == ["total", "stage", "line", "target"]
    assert (stage.name, line.line_id, target.code) == ("raw-materials", "M01", "aluminium-extrusion")
    assert [(node.kind, node.code) for node in target.children] == [
        ("process", "mix"),
        ("direct", ""),
        ("process", "scrap"),
        ("rest", ""),
    ]
    mix = target.children[0]
    assert mix.value == pytest.approx(0.5 * 2.95)
    assert (mix.name, mix.place, mix.amount, mix.unit) == ("電力組合｜electricity mix", "TW", 2.0, "kilowatt hour")
    assert target.children[2].value == pytest.approx(-0.1 * 2.95)  # a credit stays one


def test_depth_ends_the_tree(full: Outcome) -> None:
    for depth in (0, 1, 2):
        tiers = [tier for tier, _ in tree(full, "climate-change", depth=depth).walk()]
        assert max(tiers) == 3 + depth


def test_small_nodes_are_summed_with_their_number(full: Outcome) -> None:
    root = tree(full, "climate-change", depth=0)
    raw = next(node for node in root.children if node.name == "raw-materials")
    others = raw.children[-1]
    assert others.kind == "others"
    lines = full.lines[full.lines["stage"] == "raw-materials"]["climate-change"]
    small = lines[lines.abs() < 0.01 * full.lines["climate-change"].abs().sum()]
    assert (others.count, others.value) == (len(small), pytest.approx(small.sum()))
    assert not others.partly
    water = next(node for node in tree(full, "water-use", depth=0).children if node.name == "raw-materials")
    assert water.children[-1].partly  # a line with a climate factor beside its dataset is among them


def test_a_line_without_a_value_is_marked_and_adds_nothing(full: Outcome) -> None:
    root = tree(full, "water-use", least=0.0)
    line = next(node for _, node in root.walk() if node.line_id == "K01" and node.kind == "line")
    assert (line.missing, line.value) == (True, 0.0)
    row = next(text for text in tree_text(root, "m3", "en") if "K01" in text)
    assert row.split()[:2] == ["—", "—"]


def test_one_stage_alone_keeps_the_shares(full: Outcome) -> None:
    whole = tree(full, "climate-change")
    part = tree(full, "climate-change", stage="manufacturing")
    (stage,) = part.children
    assert stage == next(node for node in whole.children if node.name == "manufacturing")
    assert part.value == pytest.approx(stage.value)
    assert part.share == pytest.approx(stage.share)


def test_a_folder_without_chains_ends_at_what_is_bought(result: Outcome, full: Outcome) -> None:
    assert missing_chains(full) is None
    note = missing_chains(result)
    assert note is not None
    assert "no supply chains" in note.render("en")
    root = tree(result, "climate-change", depth=3)
    assert max(tier for tier, _ in root.walk()) == 3
    assert_adds_up(root)
    texts = [text.get_text() for text in charts_tree.tree_chart(result.run, lang="en", result=result).axes[0].texts]
    assert any("no supply chains" in text for text in texts)


def test_the_text_has_a_branch_for_every_node(full: Outcome) -> None:
    root = tree(full, "climate-change")
    lines = tree_text(root, "kg CO2 eq", "en")
    nodes = list(root.walk())
    assert len(lines) == len(nodes) + 1
    assert lines[0] == "Share · kg CO₂ eq"
    for text, (tier, node) in zip(lines[1:], nodes, strict=True):
        branch = max(text.find("├─ "), text.find("└─ "))
        assert (branch >= 0) == (tier > 0), text
        if node.kind == "line":
            assert f"{node.line_id} {node.name}" in text
    assert any("electricity mix · TW · 2.00 kWh" in text for text in lines)


def test_the_picture_names_as_many_nodes_as_fit(full: Outcome) -> None:
    rows, least = charts_tree.shown(full, "climate-change", 2)
    assert len(rows) <= charts_tree.ROWS
    finer = charts_tree.STEPS[charts_tree.STEPS.index(least) - 1] if least > charts_tree.STEPS[0] else None
    if finer is not None:
        assert len(charts_tree._rows(tree(full, "climate-change", depth=2, least=finer))) > charts_tree.ROWS
    top = [row for row in rows if row.tier == 1]
    assert sum(row.node.value for row in top) == pytest.approx(rows[0].node.value)


def test_an_unknown_indicator_is_an_error(full: Outcome) -> None:
    with pytest.raises(KeyError):
        tree(full, "nope")
