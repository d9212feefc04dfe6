"""Breaking text into lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ef_training.report.wrapping import text_width, wrap

SIZE = 8.0
texts = st.text(alphabet="鋁合金擠型材（含回收料）、。abc defg-1234,%†·₂⁻ ", min_size=1, max_size=60)


@settings(max_examples=80, deadline=None)
@given(texts, st.floats(min_value=0.5, max_value=3.0))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    broken = wrap(text, width, size=SIZE, lines=1000)
    assert broken.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, SIZE) <= width or len(line) == 1 for line in broken.split("\n"))


@settings(max_examples=40, deadline=None)
@given(texts, st.integers(min_value=1, max_value=3))
def test_what_does_not_fit_ends_with_an_ellipsis(text: str, lines: int) -> None:
    broken = wrap(text, 0.6, size=SIZE, lines=lines)
    assert len(broken.split("\n")) <= lines
    whole = wrap(text, 0.6, size=SIZE, lines=1000)
    assert (broken == whole) == (len(whole.split("\n")) <= lines)
    if broken != whole:
        assert broken.endswith("…")


def test_words_and_closing_marks_stay_whole() -> None:
    assert wrap("Raw material acquisition", 1.0, size=SIZE, lines=3).split("\n") == ["Raw material", "acquisition"]
    assert not any(
        line.startswith(("）", "，", "†")) for line in wrap("鋁擠型材（含回收料），國產†", 0.5, size=SIZE, lines=9).split("\n")
    )


@pytest.mark.parametrize(("text", "em"), [("鋁", 1.0), ("鋁擠型", 3.0)])
def test_a_chinese_character_is_one_em_wide(text: str, em: float) -> None:
    assert text_width(text, 72.0) == pytest.approx(em, rel=0.01)


def test_measured_widths_are_those_that_matplotlib_draws() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from ef_training.report.style import look

    for text in ("鋁合金擠型材6061-T6", "Photochemical ozone formation", "3.87 × 10⁻⁵ kg CO₂ eq"):
        with look():
            figure = Figure(dpi=300)
            drawn = figure.text(0, 0, text, fontsize=SIZE).get_window_extent(FigureCanvasAgg(figure).get_renderer())
        assert text_width(text, SIZE) == pytest.approx(drawn.width / 300, rel=0.04)
