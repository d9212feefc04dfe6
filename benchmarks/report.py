"""The report of one company from its results, format by format, and checking and registering a method pack, as whole processes.

Beside them, in the same run, stands what it takes to start Python and read the tables of the same results with pandas alone.
Printed are the median seconds, the ratios to that, and the seconds of the processor (all processes of a command together).

    python benchmarks/report.py [--rounds 5] [--example aluminium-hub]
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

READ = "import sys, glob, pandas; [pandas.read_csv(name) for name in glob.glob(sys.argv[1] + '/*.csv')]"
FORMATS = ("html", "xlsx", "docx", "png", "svg")
PACK = "ef-3.0"


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds on the clock and of the processor that a process takes, its own forks included."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_utime + usage.ru_stime


def main() -> None:
    """Make the results, run all in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--example", default="aluminium-hub")
    options = parser.parse_args()
    program = [sys.executable, "-m", "ef_training"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "brightway").mkdir()
        environment = {**os.environ, "BRIGHTWAY2_DIR": str(work / "brightway")}
        demo = [*program, "demo", "--example", options.example, "--out", str(work / "results")]
        subprocess.run(demo, env=environment, check=True, stdout=subprocess.DEVNULL)
        install, remove = ([*program, "methods", name, PACK] for name in ("install", "remove"))
        subprocess.run(install, env=environment, check=True, stdout=subprocess.DEVNULL)
        report = [*program, "report", str(work / "results"), "--out", str(work / "report"), "--format"]
        runs = {
            "pandas alone reads the tables": [sys.executable, "-c", READ, str(work / "results")],
            "report, all formats": [*report, ",".join(FORMATS)],
            **{f"report, {name}": [*report, name] for name in FORMATS},
            f"methods install {PACK}": install,
            f"methods check {PACK}": [*program, "methods", "check", PACK],
        }
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
        for _ in range(options.rounds):
            subprocess.run(remove, env=environment, check=True, stdout=subprocess.DEVNULL)
            for name, command in runs.items():
                figures[name].append(timed(command, environment))
    base = statistics.median(seconds for seconds, _ in figures["pandas alone reads the tables"])
    for name, values in figures.items():
        seconds, worked = (statistics.median(column) for column in zip(*values, strict=True))
        print(f"{name:32} {seconds:6.2f} s  {seconds / base:5.1f} ×  {worked:6.2f} s of the processor")


if __name__ == "__main__":
    main()
