"""How charts look: fonts, colours, sizes, and a sheet of paper on which everything is placed in inches.

Fonts: Noto Sans TC (SIL Open Font License, from the wheel ``pylopdf-fonts-zh-tw``), which lacks sub- and superscripts, then
DejaVu Sans, which matplotlib brings. Colours: Okabe and Ito (2008), told apart by people with any colour vision.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from .wrapping import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 6.7
"""Width of every chart in inches: 170 mm, the width of text on an A4 page."""
SMALL = 8.0
"""The smallest text, in points at A4 width."""
LINE = SMALL * 1.35 / 72
"""Height of a line of the smallest text, in inches."""
ROW = 0.285
"""Height in inches of a row that holds two lines of the smallest text."""
MARGIN = 0.08
DPI = 150
INK = "#1a1a1a"
QUIET = "#4d4d4d"
GRID = "#d0d0d0"
OTHERS = "#9a9a9a"
ALERT = "#b30000"
STAGE_COLOURS = {
    "raw-materials": "#0072b2",
    "manufacturing": "#e69f00",
    "distribution": "#56b4e9",
    "use": "#009e73",
    "end-of-life": "#cc79a7",
}
HATCH = "////"
KEY, GAP, LEGEND_ROW = 0.2, 0.18, 0.175
"""Width of a key of a legend, gap between its entries and height of its rows, in inches."""
Entry = tuple[str, str, str]
"""An entry of a legend: label, kind (fill, hatched, line or dashed) and colour."""


@lru_cache(maxsize=1)
def _register_font() -> str:
    """Make Noto Sans TC known to matplotlib, once a process; return its family name."""
    from matplotlib import font_manager
    from pylopdf_fonts_zh_tw import sans_path

    path = str(sans_path())
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


def look() -> AbstractContextManager[None]:
    """Return the context in which charts are drawn and saved."""
    import matplotlib

    return matplotlib.rc_context(
        {
            "font.family": [_register_font(), "DejaVu Sans"],
            "font.size": SMALL,
            "text.color": INK,
            "text.hinting": "none",
            "figure.facecolor": "white",
            "hatch.linewidth": 0.7,
            "hatch.color": "#ffffff",
            "svg.fonttype": "path",
            "svg.hashsalt": "ef-training",
        }
    )


def stage_colour(stage: str) -> str:
    """Return the colour of a stage; what is no stage is grey."""
    return STAGE_COLOURS.get(stage, OTHERS)


def ink_on(colour: Any) -> str:
    """Return black or white, whichever is better read on ``colour`` (WCAG 2.2, relative luminance)."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if luminance < 0.179 else "black"


class Sheet:
    """A figure with a title above and notes below; coordinates are inches from the upper left corner, y downwards.

    Text stands where it is put, so nothing has to be laid out and drawn twice: that is most of the time a chart takes.

    Parameters
    ----------
    title, about : str
        First and second line.
    notes : list of str
        Lines under the drawing; each is wrapped to the width.
    body : float
        Height in inches of the drawing between them.
    """

    def __init__(self, title: str, about: str, notes: list[str], body: float):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        inner = WIDTH - 2 * MARGIN
        head = wrap(about, inner, size=SMALL, lines=3)
        foot = [wrap(note, inner, size=SMALL, lines=6) for note in notes if note]
        self.top = 0.38 + LINE * (head.count("\n") + 1)
        self.height = self.top + body + sum(LINE * (note.count("\n") + 1) + 0.03 for note in foot) + 0.12
        self.figure: Figure = Figure(figsize=(WIDTH, self.height))
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, WIDTH), ylim=(self.height, 0))
        self.axes.set_axis_off()
        self.text(MARGIN, 0.06, title, size=11.5, va="top")
        self.text(MARGIN, 0.33, head, color=QUIET, va="top")
        y = self.top + body + 0.06
        for note in foot:
            self.text(MARGIN, y, note, color=QUIET, va="top")
            y += LINE * (note.count("\n") + 1) + 0.03

    def text(self, x: float, y: float, text: str, *, size: float = SMALL, **style: Any) -> None:
        """Put a text at a point: to its right and centred on it, unless ``ha`` and ``va`` say otherwise."""
        merged: dict[str, Any] = {"ha": "left", "va": "center", "linespacing": 1.08, "clip_on": False, "fontsize": size, **style}
        self.axes.text(x, y, text, **merged)

    def box(self, x: float, y: float, width: float, height: float, colour: Any, *, hatched: bool = False) -> None:
        """Draw a bar with its corner at ``x``, ``y``; width and height may be negative. ``hatched`` marks a credit."""
        from matplotlib.patches import Rectangle

        self.axes.add_artist(  # not add_patch: the limits of the sheet are fixed
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=colour,
                edgecolor="white",
                linewidth=0.6,
                hatch=HATCH if hatched else None,
            )
        )

    def cells(self, cells: list[tuple[float, float, Any]], width: float, height: float) -> None:
        """Draw many boxes of one size at once: (x, y, colour) each."""
        from matplotlib.collections import PolyCollection

        corners = [[(x, y), (x + width, y), (x + width, y + height), (x, y + height)] for x, y, _ in cells]
        colours = [colour for *_, colour in cells]
        self.axes.add_collection(PolyCollection(corners, facecolors=colours, edgecolors="white", linewidths=0.8, zorder=1))

    def line(self, xs: list[float], ys: list[float], *, colour: str = GRID, width: float = 0.6, **style: Any) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D

        self.axes.add_artist(Line2D(xs, ys, color=colour, linewidth=width, **style))

    def percent_axis(self, at: list[float], labels: list[str], top: float, bottom: float, title: str) -> None:
        """Draw vertical grid lines with their labels under them and a title, which stands in the middle."""
        for x, label in zip(at, labels, strict=True):
            self.line([x, x], [top, bottom], zorder=0)
            self.text(x, bottom + 0.09, label, ha="center")
        self.line([at[0], at[-1]], [bottom, bottom], colour=QUIET)
        self.text((at[0] + at[-1]) / 2, bottom + 0.25, title, ha="center", color=QUIET)

    def legend(self, entries: list[Entry]) -> float:
        """Draw a legend under the title and return the y where it ends."""
        y = self.top + 0.06
        for row in legend_rows(entries):
            x = MARGIN
            for label, kind, colour in row:
                self._key(x, y, kind, colour)
                self.text(x + KEY + 0.07, y + 0.06, label)
                x += _entry_width(label)
            y += LEGEND_ROW
        return y

    def _key(self, x: float, y: float, kind: str, colour: str) -> None:
        if kind in ("fill", "hatched"):
            self.box(x, y, KEY, 0.12, colour, hatched=kind == "hatched")
        elif kind == "line":
            middle = {"marker": "o", "markersize": 3, "markevery": [1]}
            self.line([x, x + KEY / 2, x + KEY], [y + 0.06] * 3, colour=colour, width=1.1, **middle)
        else:
            self.line([x, x + KEY], [y + 0.06] * 2, colour=colour, width=1.0, linestyle=(0, (4, 3)))


def legend_rows(entries: list[Entry]) -> list[list[Entry]]:
    """Spread the entries of a legend over rows of the sheet's width."""
    rows: list[list[Entry]] = [[]]
    x = MARGIN
    for entry in entries:
        width = _entry_width(entry[0])
        if rows[-1] and x + width - GAP > WIDTH - MARGIN:
            rows.append([])
            x = MARGIN
        rows[-1].append(entry)
        x += width
    return rows


def _entry_width(label: str) -> float:
    return KEY + 0.07 + text_width(label, SMALL) + GAP


def render(figure: Figure, kind: str) -> bytes:
    """Return a figure as ``png`` or ``svg``; the bytes depend on the figure alone."""
    options: dict[str, Any] = {"metadata": {"Date": None, "Creator": None}}
    if kind == "png":
        options = {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 1}}
    stream = BytesIO()
    with look():
        figure.savefig(stream, format=kind, dpi=DPI, **options)
    return stream.getvalue()
