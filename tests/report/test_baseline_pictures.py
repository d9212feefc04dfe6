"""Charts against the pictures kept in ``baseline/``; `baseline_pictures` makes them anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import baseline_pictures as baseline
import pytest
from matplotlib.figure import Figure
from PIL.Image import open as open_image
from synthetic_more import with_more
from synthetic_run import build

from ef_training.hotspots.outcome import outcome
from ef_training.report import charts, style

NAMES = (
    *("stage-shares", "pareto", "heatmap", "waterfall-climate-change", "sankey-climate-change", "tree-climate-change"),
    *("quality", "two-views", "comparison"),
)


@pytest.fixture(scope="module")
def drawn() -> Callable[[str], dict[str, Figure]]:
    """Return the charts in a language, drawn once."""
    return cache(baseline.figures)


@pytest.mark.parametrize("lang", baseline.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_looks_as_before(name: str, lang: str, drawn) -> None:
    kept = open_image(baseline.FOLDER / f"{name}-{lang}.png")
    found = baseline.difference(baseline.picture(drawn(lang)[name]), kept)
    assert found <= baseline.TOLERANCE, f"{name}-{lang}: {found:.0f}; look at it, then run baseline_pictures.py"


def test_every_chart_has_its_picture(drawn) -> None:
    assert set(drawn("en")) == set(NAMES)
    kept = {path.name for path in baseline.FOLDER.iterdir()}
    assert kept == {f"{name}-{lang}.png" for name in NAMES for lang in baseline.LANGUAGES}
    assert sum(path.stat().st_size for path in baseline.FOLDER.iterdir()) < 1_000_000


def test_a_changed_value_is_seen() -> None:
    """Half the electricity, of better data: every chart differs by more than what is tolerated."""
    other, full = baseline.other(), outcome(with_more(build()))
    changed = charts.figures(other.run, lang="en", result=other, against=full)
    assert set(changed) == set(NAMES)
    for name, figure in changed.items():
        kept = open_image(baseline.FOLDER / f"{name}-en.png")
        assert baseline.difference(baseline.picture(figure), kept) > baseline.TOLERANCE, name


def test_letters_drawn_differently_are_tolerated(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hinted letters, as another FreeType might draw them, are not taken for another chart."""
    import matplotlib

    figure, kept = drawn("en")["heatmap"], open_image(baseline.FOLDER / "heatmap-en.png")
    plain = style.look

    def hinted():
        context = plain()
        return _both(context, matplotlib.rc_context({"text.hinting": "force_autohint"}))

    monkeypatch.setattr(style, "look", hinted)
    found = baseline.difference(baseline.picture(figure), kept)
    assert 5 < found <= baseline.TOLERANCE


def _both(first, second):
    from contextlib import ExitStack

    stack = ExitStack()
    stack.enter_context(first)
    stack.enter_context(second)
    return stack
