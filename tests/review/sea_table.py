"""Makes the table ``voyages.csv`` of the distance room: ways by sea between Taiwan's large ports and all others, by searoute."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import ef_training.review.distance as room
from ef_training.review.distance.places import PlaceError, ports
from ef_training.review.distance.sea import route

TABLE = Path(room.__file__).parent / "data" / "voyages.csv"
HOME = ("TWKHH", "TWKEL", "TWTXG", "TWTPE")
COLUMNS = ("start", "end", "avoid", "km", "approach_km", "passages")


def rows() -> Iterator[tuple[str, ...]]:
    """Yield a row for each pair of ports and each choice of the canal, where a way leads there."""
    for start in HOME:
        for end in sorted(set(ports()) - {start}):
            for avoid in ((), ("suez",)):
                try:
                    found = route(ports()[start].place, ports()[end].place, avoid)
                except PlaceError:
                    continue
                yield (start, end, " ".join(avoid), f"{found.km:.2f}", f"{found.approach_km:.2f}", " ".join(found.passages))


def main() -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
