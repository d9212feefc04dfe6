"""The pictures that charts are compared with: what they are of, how they are made anew.

    python tests/report/baseline_pictures.py

writes ``baseline/`` anew; look at every picture that git shows as changed.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL.Image import Dither, Image
from PIL.Image import open as open_image
from synthetic_more import with_more
from synthetic_run import build

from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.report import charts, style

FOLDER = Path(__file__).parent / "baseline"
DPI = 50
"""Enough to see a bar that is longer, gone or of another colour; all pictures together stay well under a megabyte."""
TILE = 12
"""Side in pixels of the tiles that are compared: a quarter of an inch, two lines of text."""
TOLERANCE = 40.0
"""How much the mean colour of a tile may differ, of 255.

Another version of FreeType or of matplotlib draws each letter a little differently, which moves the root mean square of all
pixels as much as a changed bar does (about 20 both). Means of tiles tell them apart: hinting the letters, which is more than
versions do, moves a tile by 26 at most; half the electricity of a line moves one by 52 at least.
"""
LANGUAGES = ("zh-TW", "en")


def figures(lang: str) -> dict[str, Figure]:
    """Draw all charts of the made-up run, the comparison with one that uses half the electricity and twice the packaging."""
    full = outcome(with_more(build()))
    return charts.figures(full.run, lang=lang, result=full, against=other())


def other() -> Outcome:
    """Return the made-up run with half the electricity, of better data, and twice the packaging."""
    run = with_more(build())
    tables = {"results": run.results, "contributions": run.contributions, "chains": run.chains}
    factors = {"E01": 0.5, "P01": 2.0}
    rated = run.quality["line_id"] == "E01"
    changed = {"quality": run.quality.assign(DQR=run.quality["DQR"].mask(rated, 1.5))}
    changed |= {
        name: table.assign(value=table["value"] * table["line_id"].map(factors).fillna(1.0)) for name, table in tables.items()
    }
    return outcome(replace(run, **changed))


def picture(figure: Figure) -> Image:
    """Return a chart as a small picture of at most 256 colours."""
    stream = BytesIO()
    with style.look():
        figure.savefig(stream, format="png", dpi=DPI)
    return open_image(stream).convert("RGB").quantize(256, dither=Dither.NONE)


def difference(one: Image, other: Image) -> float:
    """Return the largest difference of the mean colour of a tile, 0 to 255; 255 where the sizes differ by more than a pixel."""
    first, second = (np.asarray(image.convert("RGB"), dtype=float) for image in (one, other))
    if np.abs(np.subtract(first.shape, second.shape)).max() > 1:
        return 255.0
    height, width = (min(a, b) // TILE for a, b in zip(first.shape[:2], second.shape[:2], strict=True))
    whole = (slice(height * TILE), slice(width * TILE))
    means = [part[whole].reshape(height, TILE, width, TILE, 3).mean(axis=(1, 3)) for part in (first, second)]
    return float(np.abs(means[0] - means[1]).max())


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        for name, figure in figures(lang).items():
            picture(figure).save(FOLDER / f"{name}-{lang}.png", optimize=True)
            sys.stdout.write(f"{name}-{lang}.png\n")


if __name__ == "__main__":
    main()
