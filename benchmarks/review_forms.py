"""A review as a whole process: forms of 40 and 300 lines, 21 forms at once, workbooks far larger than what stands in them.

Beside it, in the same run, stands what it takes to start Python and load the same workbook with openpyxl alone. Printed are the
median seconds, the ratios, and the largest memory of each process.

    python benchmarks/review_forms.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOAD = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1], data_only=True)"


def timed(command: list[str]) -> tuple[float, int]:
    """Return the seconds and the largest resident memory (MB) of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss // 1024


def main() -> None:
    """Write the forms, run all in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    review = [sys.executable, "-m", "ef_training", "review"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        small, large = work / "small.xlsx", work / "large.xlsx"
        # in a process of its own: a child's largest memory is never told as less than its parent's at the start
        subprocess.run([sys.executable, str(Path(__file__).with_name("large_form.py")), str(work)], check=True)
        many = [work / f"form-{number:02d}.xlsx" for number in range(21)]
        for path in many:
            path.write_bytes(small.read_bytes())
        runs = {
            "openpyxl alone, 300 lines": [sys.executable, "-c", LOAD, str(large)],
            "review, 40 lines": [*review, str(small)],
            "review, 300 lines": [*review, str(large)],
            "review, 300 lines, with page and workbook": [*review, str(large), "--out", str(work / "out")],
            "review, 21 forms of 40 lines": [*review, *map(str, many), "--out", str(work / "many")],
            "a million formatted empty rows": [*review, str(work / "rows.xlsx")],
            "an archive that unpacks to 2 GB": [*review, str(work / "bomb.xlsx")],
        }
        figures: dict[str, list[tuple[float, int]]] = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, command in runs.items():
                figures[name].append(timed(command))
    base = statistics.median(seconds for seconds, _ in figures["openpyxl alone, 300 lines"])
    for name, values in figures.items():
        seconds = statistics.median(second for second, _ in values)
        print(f"{name:44} {seconds:6.2f} s  {seconds / base:5.1f} ×  {max(memory for _, memory in values):5} MB")


if __name__ == "__main__":
    main()
