"""The table of voyages against searoute."""

from __future__ import annotations

import csv
import random

import pytest
from sea_table import HOME, TABLE

from ef_training.review.distance.places import ports
from ef_training.review.distance.sea import route, voyage

ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def test_every_large_port_of_taiwan_reaches_every_other_port() -> None:
    assert {(row["start"], row["end"]) for row in ROWS if not row["avoid"]} == {
        (home, port) for home in HOME for port in ports() if home != port
    }


@pytest.mark.parametrize("row", random.Random(1).sample(ROWS, 12), ids=lambda row: f"{row['start']}-{row['end']} {row['avoid']}")
def test_the_table_is_what_searoute_says(row: dict[str, str]) -> None:
    avoid = tuple(filter(None, [row["avoid"]]))
    start, end = ports()[row["start"]].place, ports()[row["end"]].place
    found, kept = route(start, end, avoid), voyage(start, end, avoid=avoid)
    assert kept.km == pytest.approx(found.km, abs=0.01)
    assert kept.approach_km == pytest.approx(found.approach_km, abs=0.01)
    assert kept.passages == found.passages
    assert voyage(end, start, avoid=avoid) == kept
