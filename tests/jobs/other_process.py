"""What tests let another process do to a Brightway directory: die while it writes, rewrite the background, score.

Run as ``python other_process.py ACTION ARGUMENTS``; what is found is the last line of output, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

PROJECT = "ef-training"
EF, CFP = "demo-hub front-hub-32 (ef)", "demo-hub front-hub-32 (cfp)"
CLIMATE = ("ef-training", "EF 3.1", "climate change")
CARBON = ("ef-training", "MOENV", "carbon footprint")
Scores = dict[str, float]


def plain() -> Scores:
    """Score both databases of the hub with nothing but Brightway, as a person in a notebook would."""
    import bw2calc
    import bw2data

    bw2data.projects.set_current(PROJECT)
    found = {}
    for database, method in ((EF, CLIMATE), (CFP, CARBON)):
        lca = bw2calc.LCA({bw2data.get_node(database=database, code="product"): 1}, method)
        lca.lci()
        lca.lcia()
        found[database] = float(lca.score)
    return found


def assessed(form: str) -> Scores:
    """Assess a form and return both climate totals."""
    from ef_training.job import assess_form

    sums = assess_form(form).results.groupby("indicator")["value"].sum()
    return {EF: float(sums["climate-change"]), CFP: float(sums["carbon-footprint"])}


def use_background(folder: str) -> None:
    """Let the package take its training background from a folder of that name; "" for its own."""
    load = import_module("ef_training.background.load")
    load.background_path = (lambda name: Path(folder)) if folder else load.background_path


def die(step: str, after: int) -> None:
    """End without a word when ``step`` of `ef_training.brightway.database` is called, or at the end of call number ``after``."""
    database = import_module("ef_training.brightway.database")
    original, calls = getattr(database, step), 0

    def dying(*arguments: object) -> object:
        nonlocal calls
        if after == 0:
            os._exit(9)
        calls += 1
        result = original(*arguments)
        if calls == after:
            os._exit(9)
        return result

    setattr(database, step, dying)


def main(action: str, *arguments: str) -> list[Scores]:
    if action == "die":
        step, after, form, background = arguments
        use_background(background)
        die(step, int(after))
        return [assessed(form)]
    if action == "score":
        return [plain(), *(scores for form in arguments for scores in (assessed(form), plain()))]
    form, background = arguments  # rewrite: another background, and back to the package's own
    load = import_module("ef_training.background.load")
    own = load.background_path
    use_background(background)
    import_module("ef_training.job").install_background("training")
    found = [plain(), assessed(form)]
    load.background_path = own
    return [*found, assessed(form), plain()]


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
