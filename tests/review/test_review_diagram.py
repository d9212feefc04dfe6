"""The two pictures: nothing overlaps, every arrow leads from its step to its step, masses are drawn to scale, gaps are named."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_samples import EVIL, inventory

from ef_training.review.flow_graph import FlowEdge, FlowGraph, FlowNode, flow_graph
from ef_training.review.material_balance import OUT_KINDS, Balance, Entry
from ef_training.review.output.diagram import ARROW, BOX, diagram, ordered, unconnected
from ef_training.review.output.picture import COLOURS, KIND_NAMES, gap_text, picture
from ef_training.review.output.svg import text_width

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]
Point = tuple[float, float]


def parse(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def boxes(root: ElementTree.Element) -> list[Box]:
    """Left, top, right, bottom of every step, in the order of the picture."""
    found = [rect.attrib for rect in root.iter(f"{SVG}rect") if float(rect.attrib["width"]) == BOX]
    return [(float(a["x"]), float(a["y"]), float(a["x"]) + float(a["width"]), float(a["y"]) + float(a["height"])) for a in found]


def arrows(root: ElementTree.Element) -> list[list[Point]]:
    """Corners of every arrow, its tip last."""
    found = []
    for group in root.iter(f"{SVG}g"):
        paths = [path.attrib for path in group.iter(f"{SVG}path")]
        if len(paths) == 2 and paths[0].get("stroke") == ARROW:
            way = re.sub(r"Q([\d.-]+ [\d.-]+) [\d.-]+ [\d.-]+", r"L\1", re.sub(r"L[\d.-]+ [\d.-]+(?=Q)", "", paths[0]["d"]))
            points = [tuple(map(float, pair.split())) for pair in re.split("[ML]", way) if pair]
            tip = tuple(map(float, re.split("[MLZ]", paths[1]["d"])[1].split()))
            found.append([*points[:-1], tip])
    return found


def steps(count: int) -> tuple[FlowNode, ...]:
    return tuple(
        FlowNode(n, f"步驟 {n} stamping", "沖床", ("鋼板", "power"), ("parts",), ("power",)) for n in range(1, count + 1)
    )


@st.composite
def flows(draw: st.DrawFn) -> FlowGraph:
    count = draw(st.integers(1, 14))
    pairs = draw(st.lists(st.tuples(st.integers(1, count), st.integers(1, count)), max_size=20, unique=True))
    chosen = draw(st.sampled_from(("stated", "order")))
    return FlowGraph(steps(count), tuple(FlowEdge(a, b, "x", chosen, back=a > b) for a, b in pairs))


def on_border(point: Point, box: Box) -> bool:
    (x, y), (left, top, right, bottom) = point, box
    inside = left - 0.2 <= x <= right + 0.2 and top - 0.2 <= y <= bottom + 0.2
    return inside and (min(abs(x - left), abs(x - right)) < 0.2 or min(abs(y - top), abs(y - bottom)) < 0.2)


def crosses(a: Point, b: Point, box: Box) -> bool:
    """Whether a horizontal or vertical line runs through the inside of a box."""
    left, right = sorted((a[0], b[0]))
    top, bottom = sorted((a[1], b[1]))
    return left < box[2] - 0.5 and right > box[0] + 0.5 and top < box[3] - 0.5 and bottom > box[1] + 0.5


def coincide(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two parts of arrows lie on one another over more than a crossing."""
    for axis in (0, 1):
        along = 1 - axis
        if all(abs(point[axis] - one[0][axis]) < 0.6 for point in (*one, *other)):
            a, b = (sorted(point[along] for point in part) for part in (one, other))
            if min(a[1], b[1]) - max(a[0], b[0]) > 1.0:
                return True
    return False


@settings(max_examples=120, deadline=None)
@given(graph=flows(), columns=st.sampled_from((1, 3)))
def test_nothing_overlaps_and_every_arrow_joins_its_steps(graph: FlowGraph, columns: int) -> None:
    root = parse(diagram(graph, lang="en", columns=columns))
    nodes, edges = ordered(graph)
    found, ways = boxes(root), arrows(root)
    assert len(found) == len(nodes)
    assert len(ways) == len(edges) == len({(e.source, e.target) for e in graph.edges if e.source != e.target})
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert all(x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height for x0, y0, x1, y1 in found)
    assert all(0 <= x <= width and 0 <= y <= height for way in ways for x, y in way)
    for a, b in combinations(found, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    at = {node.number: box for node, box in zip(nodes, found, strict=True)}
    for edge, way in zip(edges, ways, strict=True):
        assert on_border(way[0], at[edge.source])
        assert on_border(way[-1], at[edge.target])
        parts = list(pairwise(way))
        assert all(a[0] == pytest.approx(b[0], abs=0.2) or a[1] == pytest.approx(b[1], abs=0.2) for a, b in parts)
        assert not any(crosses(a, b, box) for a, b in parts for box in found)


@settings(max_examples=120, deadline=None)
@given(graph=flows(), columns=st.sampled_from((1, 3)))
def test_arrows_do_not_lie_on_one_another(graph: FlowGraph, columns: int) -> None:
    ways = arrows(parse(diagram(graph, lang="en", columns=columns)))
    parts = [list(pairwise(way)) for way in ways]
    for one, other in combinations(parts, 2):
        assert not any(coincide(a, b) for a in one for b in other)


@settings(max_examples=60, deadline=None)
@given(graph=flows())
def test_the_order_follows_the_flow(graph: FlowGraph) -> None:
    """Every edge leads to a later step, but for those that close a loop."""
    nodes, edges = ordered(graph)
    place = {node.number: position for position, node in enumerate(nodes)}
    assert sorted(place) == sorted(node.number for node in graph.nodes)
    assert all(place[edge.source] < place[edge.target] for edge in edges if not edge.back)


def test_a_loop_that_nothing_marks_is_drawn_all_the_same() -> None:
    graph = FlowGraph(steps(3), (FlowEdge(1, 2), FlowEdge(2, 3), FlowEdge(3, 1)))
    assert [node.number for node in ordered(graph)[0]] == [1, 2, 3]
    assert len(arrows(parse(diagram(graph, lang="en")))) == 3


def test_steps_on_their_own_are_marked() -> None:
    graph = flow_graph(inventory())
    assert unconnected(graph) == {4}
    for lang, words in (("en", "not connected to any other step"), ("zh-TW", None)):
        root = parse(diagram(graph, lang=lang))
        dashed = [rect for rect in root.iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
        assert len(dashed) == 1
        if words:
            assert words in "".join(root.itertext())
    assert unconnected(FlowGraph(steps(1), ())) == frozenset()
    assert diagram(FlowGraph((), ()), lang="en") == ""


def test_texts_stay_in_their_boxes_and_say_all() -> None:
    long = "超長的製程名稱與設備名稱" * 4
    node = FlowNode(1, long, "equipment " * 12, ("a" * 90, "鋼板" * 20, *"bcdefghijkl"), ("x",), ("bcd",))
    root = parse(diagram(FlowGraph((node, *steps(3)[1:]), (FlowEdge(1, 2), FlowEdge(2, 3))), lang="zh-TW"))
    first = boxes(root)[0]
    group = root.find(f"{SVG}g")
    assert group is not None
    for text in group.iter(f"{SVG}text"):
        x, size = float(text.attrib["x"]), float(text.attrib["font-size"])
        width = text_width(text.text or "", size, bold=text.get("font-weight") == "600")
        if text.get("text-anchor") != "middle":
            assert first[0] < x
            assert x + width <= first[2] + 0.1, text.text
        assert first[1] < float(text.attrib["y"]) < first[3]
    title = group.find(f"{SVG}title")
    assert title is not None
    assert long in (title.text or "")


def test_company_text_is_text() -> None:
    graph = FlowGraph((FlowNode(1, EVIL, EVIL, (EVIL,), (EVIL,)), FlowNode(2, "a\x00\x1b[31m\ud800b")), (FlowEdge(1, 2, EVIL),))
    markup = diagram(graph, lang="en")
    root = parse(markup)
    assert "<script" not in markup
    assert {child.tag for child in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "g", "title", "desc", "rect", "path", "text")
    }
    assert "a [31m b" in "".join(root.itertext())


# ---- the mass balance


def balance(*, steel: float = 1.2, product: float = 1.0, scrap: float = 0.15) -> Balance:
    return Balance(
        "unit",
        (
            Entry("in", "material", f"鋼板 {EVIL}", steel),
            Entry("out", "product", "鋼板件", product),
            Entry("out", "waste", "鋼屑", scrap),
        ),
    )


def bars(root: ElementTree.Element) -> list[dict[str, str]]:
    return [dict(rect.attrib) for rect in root.iter(f"{SVG}rect")]


def test_bars_are_to_scale_and_the_gap_fills_the_shorter_one() -> None:
    root = parse(picture(balance(), lang="en"))
    steel, product, scrap, gap = bars(root)
    heights = [float(bar["height"]) for bar in (steel, product, scrap, gap)]
    assert [height / heights[0] for height in heights] == pytest.approx([1, 1 / 1.2, 0.15 / 1.2, 0.05 / 1.2], abs=0.002)
    assert gap["stroke-dasharray"]
    assert gap["x"] == product["x"] != steel["x"]
    text = " ".join(root.itertext())
    assert "not accounted for" in text
    assert "0.0500 kg (4.2%)" in text
    assert steel["fill"] == COLOURS["material"]


def test_more_out_than_in_lengthens_the_other_side() -> None:
    root = parse(picture(balance(steel=0.92), lang="en"))
    steel, gap, product, scrap = bars(root)
    assert gap["x"] == steel["x"]
    assert float(gap["height"]) / float(product["height"]) == pytest.approx(0.23, abs=0.002)
    assert float(scrap["y"]) == pytest.approx(float(product["y"]) + float(product["height"]), abs=0.2)
    assert "more out than in" in " ".join(root.itertext())


def test_a_balance_without_gap_names_none() -> None:
    root = parse(picture(balance(steel=1.15), lang="en"))
    assert not [bar for bar in bars(root) if bar.get("stroke-dasharray")]
    assert "nothing is missing" in " ".join(root.itertext())


def test_balances_that_cannot_be_a_share() -> None:
    assert picture(Balance("unit", ()), lang="en") == ""
    nothing_in = Balance("unit", (Entry("out", "product", "part", 1.0),))
    root = parse(picture(nothing_in, lang="en"))
    assert "nothing goes in" in str(gap_text(nothing_in))
    assert len(bars(root)) == 2
    strange = Balance("unit", (Entry("in", "material", "a", float("nan")), Entry("in", "material", "b", -1.0)))
    assert picture(strange, lang="en") == ""


@settings(max_examples=60, deadline=None)
@given(
    masses=st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=25),
    out=st.lists(st.floats(1e-6, 1e6), max_size=25),
    narrow=st.booleans(),
    lang=st.sampled_from(("en", "zh-TW")),
)
def test_labels_never_cover_one_another(masses: list[float], out: list[float], narrow: bool, lang: str) -> None:
    name = "原物料 of a rather long name"
    entries = [Entry("in", "material", f"{name} {i}", mass) for i, mass in enumerate(masses)]
    entries += [Entry("out", "waste", f"{name} {i}", mass) for i, mass in enumerate(out)]
    root = parse(picture(Balance("period", tuple(entries)), lang=lang, narrow=narrow))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for anchor in ("end", "start"):
        texts = [text.attrib for text in root.iter(f"{SVG}text") if text.get("text-anchor") == anchor]
        lines = sorted(float(text["y"]) for text in texts)
        assert all(b - a > 11 for a, b in pairwise(lines))
        assert lines[0] > 0
        assert lines[-1] <= height
    for text in root.iter(f"{SVG}text"):
        long = text_width(text.text or "", float(text.attrib["font-size"]), bold=text.get("font-weight") == "600")
        x = float(text.attrib["x"])
        assert (x - long >= -0.5) if text.get("text-anchor") == "end" else (x + long <= width + 0.5)
    for bar in bars(root):
        assert float(bar["y"]) + float(bar["height"]) <= height


def test_every_kind_of_the_balance_has_a_name_and_a_colour_of_its_own() -> None:
    kinds = {"material", "product", "co-product", "waste", "emission", "water", *OUT_KINDS.values()}
    assert kinds == set(KIND_NAMES) == set(COLOURS)
    assert len(set(COLOURS.values())) == len(COLOURS)
