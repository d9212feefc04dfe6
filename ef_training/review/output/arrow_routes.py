"""Ways for the arrows of the process-flow diagram: between the boxes, never through one.

Boxes stand in rows and columns. Between two rows is a gap, beside all rows are lanes on the left and on the right. An arrow
leaves its box at a port of its own, runs along a track of a gap, where it must along a lane and another track, and enters at a
port of its own. Two arrows share a track or a lane only where they do not meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

PORT, SHIFT, TRACK, LANE = 16.0, 4.0, 10.0, 10.0
"""Distance of ports, by how much those on top stand beside those below, distance of tracks and of lanes."""
GAP_FREE = 14.0
"""Height of a gap above its first and below its last track."""
SIDE_PORTS = (18.0, 34.0)
"""How far below the top of their boxes arrows run between neighbours of one row: forward, back."""


@dataclass(frozen=True)
class Place:
    """Row and column of a box, from 0."""

    row: int
    column: int


@dataclass(frozen=True)
class Frame:
    """Where boxes stand: left edges of the columns, upper edges of the rows, width of a box and heights of the boxes of a row."""

    lefts: tuple[float, ...]
    tops: tuple[float, ...]
    heights: tuple[float, ...]
    width: float


@dataclass
class _Way:
    """An arrow in the making: the gaps it runs through, the lane between them, the ports at its ends."""

    source: int
    target: int
    gaps: tuple[int, ...] = ()
    side: str = ""
    lane: int = 0
    tracks: dict[int, int] = field(default_factory=dict)
    leaves: str = ""
    enters: str = ""


class Routes:
    """The ways of all arrows.

    Parameters
    ----------
    places : sequence of Place
        Where each box stands.
    arrows : sequence of (int, int)
        Source and target of each arrow, as positions in ``places``; no arrow leads from a box to itself.
    """

    def __init__(self, places: Sequence[Place], arrows: Sequence[tuple[int, int]]):
        self.places = tuple(places)
        self.columns = max((place.column for place in places), default=0) + 1
        self._ways = [self._way(source, target) for source, target in arrows]
        self.lanes = {side: self._share_lanes(side) for side in ("left", "right")}
        self._offsets = self._ports()
        self.tracks = self._share_tracks()

    def gap_height(self, gap: int) -> float:
        """Return how high the gap under row ``gap`` must be."""
        return 2 * GAP_FREE + TRACK * max(self.tracks.get(gap, 0), 1)

    def _way(self, source: int, target: int) -> _Way:
        a, b = self.places[source], self.places[target]
        if a.row == b.row:
            if abs(a.column - b.column) == 1:
                return _Way(source, target)
            return _Way(source, target, (a.row,), leaves="bottom", enters="bottom")
        down = b.row > a.row
        gaps = (a.row, b.row - 1) if down else (a.row - 1, b.row)
        leaves, enters = ("bottom", "top") if down else ("top", "bottom")
        if gaps[0] == gaps[1]:
            return _Way(source, target, gaps[:1], leaves=leaves, enters=enters)
        left = a.column + b.column < self.columns - 1 or (a.column + b.column == self.columns - 1 and down)
        return _Way(source, target, gaps, "left" if left else "right", leaves=leaves, enters=enters)

    def _share_lanes(self, side: str) -> int:
        """Give each arrow that needs one a lane of its side; return how many there are."""
        lanes: list[list[tuple[int, int]]] = []
        ways = [way for way in self._ways if way.side == side]
        for way in sorted(ways, key=lambda way: abs(way.gaps[0] - way.gaps[1])):
            low, high = min(way.gaps), max(way.gaps)
            way.lane = next(
                (i for i, taken in enumerate(lanes) if all(high < a or low > b for a, b in taken)),
                len(lanes),
            )
            if way.lane == len(lanes):
                lanes.append([])
            lanes[way.lane].append((low, high))
        return len(lanes)

    def _ports(self) -> dict[tuple[int, str], float]:
        """Return how far from the middle of its box each arrow leaves ("out") and enters ("in"), by (arrow, end)."""
        at: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
        for number, way in enumerate(self._ways):
            if way.gaps:
                at[way.source, way.leaves].append((number, "out"))
                at[way.target, way.enters].append((number, "in"))
        offsets = {}
        for (_, edge), ends in at.items():
            ends.sort(key=self._towards)
            for place, port in enumerate(ends):
                offsets[port] = PORT * (place - (len(ends) - 1) / 2) + (SHIFT if edge == "top" else 0.0)
        for number, way in enumerate(self._ways):
            if self._straight(way) and abs(offsets[number, "out"] - offsets[number, "in"]) <= SHIFT:
                end, other = ("in", "out") if way.enters == "top" else ("out", "in")
                offsets[number, end] = offsets[number, other]
        return offsets

    def _towards(self, end: tuple[int, str]) -> float:
        """Return the column to which an arrow goes on, so that ports next to one another do not cross without need."""
        way = self._ways[end[0]]
        if way.side:
            return -1.0 if way.side == "left" else float(self.columns)
        return float(self.places[way.target if end[1] == "out" else way.source].column)

    def _straight(self, way: _Way) -> bool:
        same = self.places[way.source].column == self.places[way.target].column
        return same and len(way.gaps) == 1 and not way.side and self.places[way.source].row != self.places[way.target].row

    def _share_tracks(self) -> dict[int, int]:
        """Give each horizontal part a track of its gap; return how many each gap has."""
        parts: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
        for number, way in enumerate(self._ways):
            ends = self._ends(number, way)
            for gap, (left, right) in zip(way.gaps, ends, strict=True):
                if left != right:
                    parts[gap].append((left, right, number))
        counts = {}
        for gap, spans in parts.items():
            tracks: list[float] = []
            for left, right, number in sorted(spans):
                track = next((i for i, end in enumerate(tracks) if end + PORT / 2 < left), len(tracks))
                tracks[track : track + 1] = [right]
                self._ways[number].tracks[gap] = track
            counts[gap] = len(tracks)
        return counts

    def _ends(self, number: int, way: _Way) -> list[tuple[float, float]]:
        """Return from where to where each horizontal part runs, in a rough measure that keeps order: 1000 a column."""
        if not way.gaps:
            return []
        out, into = (
            1000.0 * self.places[box].column + self._offsets[number, end]
            for box, end in ((way.source, "out"), (way.target, "in"))
        )
        if not way.side:
            return [(min(out, into), max(out, into))]
        lane = -1000.0 - way.lane if way.side == "left" else 1000.0 * self.columns + way.lane
        return [(min(x, lane), max(x, lane)) for x in (out, into)]

    def points(self, arrow: int, frame: Frame) -> list[tuple[float, float]]:
        """Return the corners of an arrow's way in the coordinates of ``frame``, from its source to its target."""
        way = self._ways[arrow]
        a, b = self.places[way.source], self.places[way.target]
        if not way.gaps:
            forward = b.column > a.column
            y = frame.tops[a.row] + SIDE_PORTS[0 if forward else 1]
            start = frame.lefts[a.column] + (frame.width if forward else 0.0)
            return [(start, y), (frame.lefts[b.column] + (0.0 if forward else frame.width), y)]
        start_x, end_x = (
            frame.lefts[place.column] + frame.width / 2 + self._offsets[arrow, end] for place, end in ((a, "out"), (b, "in"))
        )
        start_y, end_y = (
            frame.tops[place.row] + (frame.heights[place.row] if edge == "bottom" else 0.0)
            for place, edge in ((a, way.leaves), (b, way.enters))
        )
        if not way.tracks:
            return [(start_x, start_y), (end_x, end_y)]
        ys = [frame.tops[gap] + frame.heights[gap] + GAP_FREE + TRACK * (way.tracks[gap] + 0.5) for gap in way.gaps]
        if not way.side:
            return [(start_x, start_y), (start_x, ys[0]), (end_x, ys[0]), (end_x, end_y)]
        lane = frame.lefts[0] - LANE * (way.lane + 1.2)
        if way.side == "right":
            lane = frame.lefts[-1] + frame.width + LANE * (way.lane + 1.2)
        return [(start_x, start_y), (start_x, ys[0]), (lane, ys[0]), (lane, ys[1]), (end_x, ys[1]), (end_x, end_y)]
