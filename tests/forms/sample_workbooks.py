"""The sample forms of the importers, as they are made.

``python tests/forms/sample_workbooks.py`` writes them into importers/ again, the same bytes each time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import Workbook
from sample_bolts import moenv_platform, training_five_sheet
from sample_bottles import COMPANION, activity_csv, activity_list, stacked_tables

from ef_training.inventory.template import _same_bytes as same_bytes
from ef_training.inventory.template import write_rows

IMPORTERS = Path(__file__).parents[2] / "importers"
BUILDERS: Mapping[str, Callable[[], Workbook]] = {
    "moenv-platform": moenv_platform,
    "training-five-sheet": training_five_sheet,
    "stacked-tables": stacked_tables,
    "activity-list": activity_list,
}


def csv_bytes() -> bytes:
    """Return the sample csv as Excel saves it: UTF-8 with a byte order mark."""
    stream = io.StringIO()
    csv.writer(stream).writerows(activity_csv())
    return stream.getvalue().encode("utf-8-sig")


def write_samples(folder: Path = IMPORTERS) -> None:
    """Write every sample into the folder of its importer."""
    for name, build in BUILDERS.items():
        stream = io.BytesIO()
        build().save(stream)
        (folder / name / "sample.xlsx").write_bytes(same_bytes(stream.getvalue()))
    (folder / "activity-list" / "sample.csv").write_bytes(csv_bytes())
    write_rows(folder / "activity-list" / "basics.xlsx", COMPANION, blank_rows=3)


if __name__ == "__main__":
    write_samples()
