"""One form × 16 indicators with line contributions: this program against plain loops of ``bw2calc.LCA``.

All run as whole processes, in turn, over the same databases of one Brightway project in a folder of its own. Printed are the
median seconds, the ratios, and the largest difference of the scores, so that it is seen that all compute the same. The loop with
a new LCA per pair takes minutes; it runs once, and only with ``--new``.

    python benchmarks/one_form.py [--rounds 5] [--example aluminium-hub] [--new]
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Return the seconds a command takes as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Set up, run both in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--example", default="aluminium-hub")
    parser.add_argument("--new", action="store_true", help="time the loop with a new LCA per line target and indicator too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "brightway").mkdir()
        environment = {**os.environ, "BRIGHTWAY2_DIR": str(work / "brightway")}
        command = [sys.executable, "-m", "ef_training"]
        form, out, plain = work / "form.xlsx", work / "out", work / "plain.csv"
        subprocess.run([*command, "form", "new", "--out", form, "--example", options.example], env=environment, check=True)
        assess = [*command, "assess", str(form), "--out", str(out)]
        print(f"cold assess (everything set up): {timed(assess, environment):.2f} s")
        database = _database(out)
        reused, new = (
            [sys.executable, str(HERE / "plain_loop.py"), way, "ef-training", database, str(plain)] for way in ("reused", "new")
        )
        rivals = {"assess": assess, "assess, tables only": [*assess, "--no-report"], "one LCA, reused": reused}
        seconds: dict[str, list[float]] = {name: [] for name in rivals}
        for _ in range(options.rounds):
            for name, command in rivals.items():
                seconds[name].append(timed(command, environment))
        print(f"largest difference of a line's score, relative to Σ|score| of the indicator: {_difference(out, plain):.1e}")
        if options.new:
            seconds["new LCA per pair"] = [timed(new, environment)]
            print(f"the same for new LCAs: {_difference(out, plain):.1e}")
        for name, values in seconds.items():
            print(f"{name:20}  median {statistics.median(values):6.2f} s  (min {min(values):.2f}, max {max(values):.2f})")
        ours = statistics.median(seconds["assess, tables only"])
        for name in seconds:
            print(f"{name:20}  {statistics.median(seconds[name]) / ours:6.1f} × assess, tables only")


def _database(out: Path) -> str:
    import json

    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return f"{run['company']['code']} {run['product']['code']} (ef)"


def _difference(out: Path, plain: Path) -> float:
    """Compare the sums by line and indicator."""
    from collections import defaultdict

    from ef_training.method_pack import load_pack_summary

    names = {category.method[2]: category.category_id for category in load_pack_summary("ef-3.1").categories}
    ours: dict[tuple[str, str], float] = defaultdict(float)
    theirs: dict[tuple[str, str], float] = defaultdict(float)
    with (out / "results.csv").open(encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            if row["view"] == "ef" and row["value"]:
                ours[row["line_id"], row["indicator"]] += float(row["value"])
    with plain.open(encoding="utf-8") as stream:
        for line, method, score in csv.reader(stream):
            theirs[line, names[method]] += float(score)
    scale: dict[str, float] = defaultdict(float)
    for (_, indicator), value in theirs.items():
        scale[indicator] += abs(value)
    return max(abs(ours[key] - value) / scale[key[1]] for key, value in theirs.items() if scale[key[1]])


if __name__ == "__main__":
    main()
