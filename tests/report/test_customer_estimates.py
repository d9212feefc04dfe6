"""What can be worked out from an edition for customers with the unit scores of the background by somebody who wants to know.

The attack: find amounts of datasets, none below zero, whose scores are the published numbers within their rounding. One fit
(non-negative least squares) gives a guess; the least and the largest amount of a dataset in all such recipes (linear programmes)
tell how far the numbers settle it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog, nnls

from ef_training.assessment.run_folder import RunFolder
from ef_training.assessment.unit_scores import load
from ef_training.report.customer import cells_of, climate_by_line, for_customer
from ef_training.settings import SETTINGS

CLIMATE = "climate-change"
MARGIN = 0.20
"""A main material must be off by more than this, or be free to be."""
FLOWS = (
    (CLIMATE, "climate-change-fossil"),
    (CLIMATE, "climate-change-biogenic"),
    (CLIMATE,),
    ("water-use",),
    ("photochemical-ozone",),
)
"""What elementary flows of a product add to: carbon dioxide, methane, factors of climate alone, water, solvents."""
MAIN = {
    "hub": ("aluminium-extrusion", "forging-steel", "steel-wire-rod", "elec-tw-mv"),
    "box": ("pp", "silicone", "corrugated-board", "elec-tw-mv"),
}


@dataclass(frozen=True)
class Attack:
    """A run with its published numbers and the unit scores (dataset × indicator) of the background."""

    name: str
    run: RunFolder
    units: pd.DataFrame

    @property
    def used(self) -> pd.Series:
        """The amounts that are to be kept: dataset → amount per declared unit."""
        targets = self.run.targets[self.run.targets["view"] == "ef"]
        amounts = pd.to_numeric(targets["amount"], errors="coerce").groupby(targets["target"]).sum()
        return amounts[[target for target in amounts.index if target in self.units.index]]

    @property
    def totals(self) -> pd.Series:
        """The totals as published."""
        shown = for_customer(self.run).results
        totals = shown[shown["view"] == "ef"].groupby("indicator")["value"].sum()
        return totals[totals != 0]

    def system(self, numbers: pd.Series, datasets: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the equations in units of half the last digit: columns of the datasets and flows, the numbers."""
        half = 0.5 * 10.0 ** (np.floor(np.log10(numbers.abs())) - 2)
        flows = [[float(indicator in flow) for indicator in numbers.index] for flow in FLOWS]
        columns = np.vstack([self.units.loc[datasets, list(numbers.index)].to_numpy(), flows]).T
        return columns / half.to_numpy()[:, None], (numbers / half).to_numpy()

    def fit(self, numbers: pd.Series, datasets: list[str]) -> pd.Series:
        """Guess the amounts by non-negative least squares."""
        columns, wanted = self.system(numbers, datasets)
        scale = np.abs(columns).max(axis=0)
        scale[scale == 0] = 1.0
        found, _ = nnls(columns / scale, wanted, maxiter=100_000)
        return pd.Series((found / scale)[: len(datasets)], index=datasets)

    def bounds(self, numbers: pd.Series, datasets: list[str], wanted: str) -> tuple[float, float]:
        """Return the least and the largest amount of a dataset with which the numbers can be met."""
        columns, middle = self.system(numbers, datasets)
        scale = np.abs(columns).max(axis=0)
        scale[scale == 0] = 1.0
        rows, place = np.vstack([columns, -columns]) / scale, datasets.index(wanted)
        limits = np.concatenate([middle + 1.0, 1.0 - middle])
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(columns.shape[1])
            cost[place] = sign / scale[place]
            solved = linprog(cost, A_ub=rows, b_ub=limits, bounds=(0, None), method="highs")
            assert solved.status == 0, "the numbers must be met by some recipe: the true one"
            ends.append(sign * solved.fun)
        return ends[0], ends[1]


@pytest.fixture(scope="module", params=["hub", "box"])
def attack(request: pytest.FixtureRequest, brightway_folder: Path) -> Attack:
    run = RunFolder.read(request.getfixturevalue(f"{request.param}_folder"))
    key = run.run["unit_scores"]
    folder = next(path for path in brightway_folder.rglob("unit-scores") if (path / key).is_dir())
    scores = load(folder, key)
    units = pd.DataFrame(scores.scores, index=[node.code for node in scores.products], columns=list(scores.indicators))
    return Attack(request.param, run, units)


def test_with_all_datasets_in_question_the_main_materials_stay_open(attack: Attack) -> None:
    everything, totals, used = list(attack.units.index), attack.totals, attack.used
    assert len(everything) > 200
    guess = attack.fit(totals, everything)
    for dataset in MAIN[attack.name]:
        low, high = attack.bounds(totals, everything, dataset)
        off = abs(guess[dataset] / used[dataset] - 1)
        assert low <= used[dataset] <= high
        assert off > MARGIN or low < (1 - MARGIN) * used[dataset], dataset
        assert low < (1 - MARGIN) * used[dataset], dataset


def test_who_takes_a_part_for_its_largest_line_is_off_by_the_margin(attack: Attack) -> None:
    cells, _ = cells_of(attack.run)
    shown, climate = for_customer(attack.run).run["held_back"], climate_by_line(attack.run)
    total = attack.totals[CLIMATE]
    assert len(cells) == len(shown["parts"]) > 1
    by_key = {(cell.stage, cell.groups): cell for cell in cells}
    for part in shown["parts"]:
        cell = by_key[part["stage"], frozenset(part["groups"])]
        largest = max((climate.get(line, 0.0) for line in cell.lines), key=abs)
        taken = part["share"] * total
        assert abs(taken - largest) >= SETTINGS.customer_margin * abs(largest) - 0.006 * total


def test_the_attack_finds_the_recipe_in_numbers_of_groups(attack: Attack) -> None:
    """The same fit on what must not be given: the indicators of the materials with three digits."""
    results, targets = attack.run.results, attack.run.targets
    part = results[(results["view"] == "ef") & (results["group"] == "material") & (results["stage"] == "raw-materials")]
    numbers = part.groupby("indicator")["value"].sum().map(lambda value: float(f"{value:.2e}"))
    amounts = targets[(targets["view"] == "ef") & targets["line_id"].isin(part["line_id"])]
    truth = pd.to_numeric(amounts["amount"]).groupby(amounts["target"]).sum()
    guess = attack.fit(numbers[numbers != 0], list(attack.used.index))
    main = MAIN[attack.name][0]
    assert guess[main] == pytest.approx(truth[main], rel=0.02)


def test_what_the_totals_tell_to_who_knows_the_datasets_is_what_the_rule_says(attack: Attack) -> None:
    """Not protected, and said so in `customer`, docs and banner: the materials that make most of the product."""
    used = attack.used
    guess = attack.fit(attack.totals, list(used.index))
    main = MAIN[attack.name][0]
    assert guess[main] == pytest.approx(used[main], rel=0.05)
    if attack.name == "hub":
        lesser = [dataset for dataset in MAIN["hub"][1:] if abs(guess[dataset] / used[dataset] - 1) > MARGIN]
        assert len(lesser) == 3
