"""The native charts: made of cells of the sheet of chart numbers, so that a reader can change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...messages import message, translate
from ...text import fold
from ..outline.pictures import alt
from ..style import STAGE_COLOURS
from .chart_data_blocks import LEAST_SHARE, Block, named
from .sheets import HEAD, QUIET, Sheets, span

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (46.0, *[15.0] * 8)
PIXELS, ROW_PIXELS = (900, 560), 20
"""Width and height of a chart, and height of a row, in pixels."""
BURDEN, CREDIT, TOTAL, FOOTPRINT, CLIMATE = "#D55E00", "#009E73", "#4D4D4D", "#4D4D4D", "#D55E00"
BAR, LINE = "#0072B2", "#1A1A1A"
IMPORTANT, OTHER = "#D55E00", "#8FA3B3"


@dataclass(frozen=True)
class Place:
    """Where the numbers of a block stand: sheet, row of the heads, first and last row of numbers."""

    sheet: str
    head: int
    first: int
    last: int

    def column(self, position: int) -> list[Any]:
        """Return the range of a column as a chart takes it."""
        return [self.sheet, self.first, position, self.last, position]

    def title(self, position: int) -> list[Any]:
        """Return the cell that heads a column."""
        return [self.sheet, self.head, position]


def write_numbers(sheets: Sheets, sheet: Worksheet, found: list[Block], back: tuple[str, str]) -> dict[str, Place]:
    """Write the blocks one under the other and return where each stands, by name."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    row = sheets.top(sheet, WIDTHS, back)
    columns, width = span(WIDTHS, 100)
    places = {}
    for block in found:
        sheets.spread(sheet, row, block.table.caption, columns, width, bold=True, font_size=12)
        last = sheets.table(sheet, row + 1, block.table, WIDTHS)
        places[block.name] = Place(sheet.get_name(), row + 1, row + 2, last)
        if block.table.note:
            sheets.spread(sheet, last + 1, block.table.note, columns, width, font_color=QUIET)
        row = last + 3
    sheets.paper(sheet, sum(WIDTHS))
    return places


def write_charts(
    sheets: Sheets, sheet: Worksheet, found: list[Block], places: Mapping[str, Place], back: tuple[str, str]
) -> None:
    """Draw every chart on a sheet of its own place, one a printed page."""
    widths = (8.43,) * 13
    row = sheets.top(sheet, widths, back)
    breaks = []
    for block in found:
        place = places[block.name]
        if block is not found[0]:
            breaks.append(row)
        text = message(
            "{chart} Numbers: {sheet}, row {row}.", chart=alt(block.name, sheets.lang), sheet=place.sheet, row=place.head + 1
        )
        sheets.spread(sheet, row, text.render(sheets.lang), len(widths), sum(widths), font_color=QUIET)
        sheet.insert_chart(
            row + 1, 0, draw(sheets, block, place), {"description": f"{block.table.caption}. {alt(block.name, sheets.lang)}"}
        )
        row += 1 + PIXELS[1] // ROW_PIXELS + 1
    sheet.hide_gridlines(2)
    sheets.paper(sheet, sum(widths))
    sheet.set_print_scale(85)
    sheet.set_h_pagebreaks(breaks)


def draw(sheets: Sheets, block: Block, place: Place, size: tuple[int, int] = PIXELS) -> Chart:
    """Return the chart of a block."""
    makers = {
        "stage-shares": _stages,
        "pareto": _pareto,
        "waterfall-climate-change": _waterfall,
        "two-views": _views,
        "quality": _quality,
    }
    chart = makers[block.name](sheets, block, place)
    chart.set_title({"name": block.table.caption, "name_font": {"size": 13, "color": HEAD}, "overlay": False})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.set_legend(_legend(block))
    return chart


def _legend(block: Block) -> dict[str, Any]:
    if block.name != "waterfall-climate-change":
        return {"position": "bottom"}
    drawn = [any(row[position] for row in block.table.rows) for position in range(1, 8)]
    hidden = [0, *(position for position in range(1, 7) if position > 3 or not drawn[position])]
    return {"position": "bottom", "delete_series": hidden}


def _font(size: float = 9.0, **more: Any) -> dict[str, Any]:
    return {"size": size, **more}


def _value_axis(title: str, **more: Any) -> dict[str, Any]:
    return {
        "name": title,
        "name_font": _font(10, bold=False),
        "num_font": _font(),
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        **more,
    }


def _stages(sheets: Sheets, block: Block, place: Place) -> Chart:
    chart = sheets.book.add_chart({"type": "bar", "subtype": "stacked"})
    for position, colour in enumerate(STAGE_COLOURS.values(), start=1):
        chart.add_series(
            {
                "name": place.title(position),
                "categories": place.column(0),
                "values": place.column(position),
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_plotarea({"layout": {"x": 0.27, "y": 0.1, "width": 0.68, "height": 0.7}})
    lowest = -1 if any(isinstance(v, float) and v < 0 for row in block.table.rows for v in row[1:]) else 0
    chart.set_x_axis(_value_axis(block.measure, num_format="0%", max=1, min=lowest))
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": _font(), "label_position": "low", "crossing": "max"})
    return chart


def _pareto(sheets: Sheets, block: Block, place: Place) -> Chart:
    chart = sheets.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": place.title(1),
            "categories": place.column(0),
            "values": place.column(1),
            "fill": {"color": BAR},
            "gap": 30,
        }
    )
    line = sheets.book.add_chart({"type": "line"})
    line.add_series(
        {
            "name": place.title(2),
            "categories": place.column(0),
            "values": place.column(2),
            "y2_axis": True,
            "line": {"color": LINE, "width": 1.75},
            "marker": {"type": "circle", "size": 5, "fill": {"color": LINE}, "border": {"color": LINE}},
        }
    )
    chart.combine(line)
    chart.set_x_axis({"num_font": _font(9, rotation=-45), "interval_unit": 1, "label_position": "low"})
    chart.set_y_axis(_value_axis(block.measure))
    line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%", "num_font": _font(), "name": block.table.columns[2].title})
    return chart


def _waterfall(sheets: Sheets, block: Block, place: Place) -> Chart:
    chart = sheets.book.add_chart({"type": "column", "subtype": "stacked"})
    for position in range(1, 8):
        colour = (None, BURDEN, CREDIT, TOTAL, BURDEN, CREDIT, TOTAL)[position - 1]
        chart.add_series(
            {
                "name": place.title(position),
                "categories": place.column(0),
                "values": place.column(position),
                "fill": {"color": colour} if colour else {"none": True},
                "border": {"none": True},
                "gap": 50,
            }
        )
    chart.set_x_axis({"num_font": _font(10), "label_position": "low"})
    chart.set_y_axis(_value_axis(block.measure))
    return chart


def _views(sheets: Sheets, block: Block, place: Place) -> Chart:
    chart = sheets.book.add_chart({"type": "bar"})
    for position, colour in ((1, FOOTPRINT), (2, CLIMATE)):
        chart.add_series(
            {
                "name": place.title(position),
                "categories": place.column(0),
                "values": place.column(position),
                "fill": {"color": colour},
                "gap": 50,
                "overlap": 0,
            }
        )
    chart.set_x_axis(_value_axis(block.measure))
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": _font(), "label_position": "low", "crossing": "max"})
    return chart


def _quality(sheets: Sheets, block: Block, place: Place) -> Chart:
    chart = sheets.book.add_chart({"type": "scatter"})
    relevant = sum(bool(row[3]) for row in block.table.rows)
    parts = (
        (translate("most relevant", sheets.lang), 0, relevant, IMPORTANT, 9),
        (translate("other data", sheets.lang), relevant, len(block.table.rows), OTHER, 6),
    )
    for name, start, stop, colour, size in parts:
        if start == stop:
            continue
        rows = block.table.rows[start:stop]
        names = [
            {"value": _short(str(row[0]))} if wanted else {"delete": True} for row, wanted in zip(rows, named(rows), strict=True)
        ]
        part = Place(place.sheet, place.head, place.first + start, place.first + stop - 1)
        series = {
            "name": name,
            "categories": part.column(1),
            "values": part.column(2),
            "marker": {"type": "circle", "size": size, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}},
        }
        if any(named(rows)):
            series["data_labels"] = {"value": True, "custom": names, "position": "above", "font": _font(8)}
        chart.add_series(series)
    chart.set_x_axis(_value_axis(block.measure, num_format="0.##%", log_base=10, min=LEAST_SHARE, max=1, crossing=LEAST_SHARE))
    chart.set_y_axis(_value_axis(translate("DQR (1 best, 5 worst)", sheets.lang), min=1, max=5, major_unit=1))
    return chart


def _short(name: str) -> str:
    """Return the line of "line: dataset", cut where it is long."""
    line = name.split(": ")[0]
    return line if len(fold(line)) <= 18 else line[:17] + "…"
