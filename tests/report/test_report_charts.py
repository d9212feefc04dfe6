"""How charts come out: glyphs, bytes, legibility, nothing cut off."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from ef_training.hotspots.outcome import Outcome
from ef_training.report import chart_data, charts, style

OF_ONE = ("waterfall-climate-change", "sankey-climate-change", "tree-climate-change")
Drawn = Callable[[str, str], dict[str, Figure]]
NAMES = ("stage-shares", "pareto", "heatmap", *OF_ONE, "quality", "two-views")


@pytest.fixture(params=["zh-TW", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def drawn(full: Outcome, withheld: Outcome) -> Drawn:
    """Return the charts of a run in a language; each is drawn once."""
    runs = {"full": full, "withheld": withheld}

    @cache
    def figures(some: str, lang: str) -> dict[str, Figure]:
        return charts.figures(runs[some].run, lang=lang, result=runs[some], against=full)

    return figures


@pytest.fixture(params=["full", "withheld"])
def some(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_glyph_is_missing(some: str, lang: str, drawn: Drawn) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in drawn(some, lang).values():
            assert style.render(figure, "png").startswith(b"\x89PNG")


def test_a_missing_glyph_would_be_noticed() -> None:
    with style.look():
        figure = Figure()
        figure.text(0.1, 0.1, "\U0001f6b2")
    with pytest.warns(UserWarning, match="missing from font"):
        style.render(figure, "png")


@pytest.mark.parametrize(("kind", "lang"), [("png", "zh-TW"), ("svg", "en")], indirect=["lang"])
def test_the_same_run_gives_the_same_bytes(full: Outcome, kind: str, lang: str, drawn: Drawn) -> None:
    once = drawn("full", lang)
    again = charts.figures(full.run, lang=lang, result=full)
    for name in NAMES[:: 2 if kind == "png" else -2]:
        assert style.render(once[name], kind) == style.render(again[name], kind), f"{name}.{kind}"


def test_another_process_gives_the_same_bytes(result: Outcome, run_path: Path) -> None:
    program = (
        "import sys, hashlib; from pathlib import Path; from ef_training.report import charts, style;"
        "from ef_training.assessment.run_folder import RunFolder;"
        "run = RunFolder.read(Path(sys.argv[1]));"
        "print(hashlib.sha256(style.render(charts.heatmap(run, lang='en'), 'svg')).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program, str(run_path)], capture_output=True, text=True, check=True)
    here = hashlib.sha256(style.render(charts.heatmap(result.run, lang="en", result=result), "svg")).hexdigest()
    assert done.stdout.strip() == here


def test_every_text_is_large_enough_and_inside_the_sheet(some: str, lang: str, drawn: Drawn) -> None:
    for name, figure in drawn(some, lang).items():
        width, height = figure.get_size_inches() * figure.dpi
        assert figure.get_size_inches()[0] == pytest.approx(170 / 25.4, rel=0.01)
        with style.look():
            renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
            for text in figure.axes[0].texts:
                assert text.get_fontsize() >= 8, name
                box = text.get_window_extent(renderer)
                inside = box.x0 >= 0 and box.x1 <= width + 1 and box.y0 >= 0 and box.y1 <= height
                assert inside, f"{name}: {text.get_text()}"


def test_row_labels_do_not_overlap(lang: str, drawn: Drawn) -> None:
    for name, figure in drawn("full", lang).items():
        with style.look():
            renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
            boxes = [
                (t.get_text(), t.get_window_extent(renderer).shrunk(0.96, 0.8)) for t in figure.axes[0].texts if t.get_text()
            ]
        for position, (text, box) in enumerate(boxes):
            for other, second in boxes[position + 1 :]:
                assert not box.overlaps(second), f"{name}: {text!r} and {other!r}"


def test_texts_on_bars_can_be_read() -> None:
    from matplotlib.colors import to_rgb

    def luminance(colour: str) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    pairs = [(style.ink_on(colour), colour) for colour in style.STAGE_COLOURS.values()]
    pairs += [(style.QUIET, "white"), (style.INK, "white")]
    for ink, ground in pairs:
        light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"


def test_every_chart_says_product_unit_method_and_disclaimer(some: str, drawn: Drawn) -> None:
    for name, figure in drawn(some, "en").items():
        said = " ".join(text.get_text().replace("\n", " ") for text in figure.axes[0].texts)
        for part in ("自行車鋁合金花鼓 36H", "per 1 piece", "ef-3.1 1.0.0", "not for disclosure, labels or tenders"):
            assert part in said, f"{name}: {part}"
        assert "Percentages are of" in said or name.startswith(("waterfall", "two-views", "sankey", "quality", "comparison"))


def test_partly_covered_indicators_are_marked(result: Outcome) -> None:
    texts = [text.get_text() for text in charts.stage_stack(result.run, lang="en", result=result).axes[0].texts]
    assert "Climate change" in texts
    assert "Ozone depletion†" in texts
    assert any(text.startswith("† partly covered") for text in texts)


def legend(texts: list[str]) -> bool:
    return any(text.startswith("† partly covered") for text in texts)


def test_every_chart_that_shows_a_partly_covered_indicator_says_so(result: Outcome) -> None:
    drawn = charts.figures(result.run, lang="en", indicator="water-use", result=result)
    texts = {name: [text.get_text() for text in figure.axes[0].texts] for name, figure in drawn.items()}
    for name in ("stage-shares", "pareto", "heatmap", "waterfall-water-use", "sankey-water-use", "tree-water-use"):
        assert legend(texts[name]), name
    assert any(text.startswith("Water use† from stage to stage") for text in texts["waterfall-water-use"])
    assert sum(text.endswith("†") for text in texts["pareto"]) == 2  # one line, and the others, which hold another
    climate = charts.waterfall(result.run, lang="en", result=result).axes[0].texts
    assert not any("†" in text.get_text() for text in climate)
    assert not any("†" in text for text in texts["two-views"])


def test_a_partly_covered_cell_of_the_heatmap_is_told_from_one_without_value(
    result: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts.chart_data, "heatmap", partial(chart_data.heatmap, limit=100))
    monkeypatch.setattr(charts.chart_data, "heatmap_partly", partial(chart_data.heatmap_partly, limit=100))
    texts = [text.get_text() for text in charts.heatmap(result.run, lang="en", result=result).axes[0].texts]
    assert texts.count("×") == 15  # the line that has a climate factor only
    assert sum(text.endswith("†") and (text == "†" or text.strip("−†").isdigit()) for text in texts) == 15


def test_above_thirty_percent_screening_nothing_is_weighted(withheld: Outcome) -> None:
    texts = " ".join(t.get_text() for t in charts.pareto(withheld.run, lang="en", result=withheld).axes[0].texts)
    assert "Climate change by line" in texts
    assert "µPt" not in texts
    assert "eighted score" not in texts


def test_charts_have_their_names(result: Outcome, full: Outcome) -> None:
    drawn = charts.figures(full.run, lang="en", indicator="water-use", result=full, against=full)
    of_one = ("waterfall-water-use", "sankey-water-use", "tree-water-use")
    assert tuple(drawn) == ("stage-shares", "pareto", "heatmap", *of_one, "quality", "two-views", "comparison")
    assert charts.names(full) == NAMES
    assert list(charts.figures(full.run, lang="en", result=full, only=("two-views", "pareto"))) == ["pareto", "two-views"]
    assert charts.names(result) == tuple(name for name in NAMES if name != "quality")  # it holds no ratings
