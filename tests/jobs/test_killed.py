"""Killed while writing, another background, several processes at once: the old or the new result, never another.

Kills at every step of a write are tested beside the writing of databases; here are those of whole jobs. Processes at once on
an empty Brightway directory: with the installed wheel.
"""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import independent_calculation as independent
import pytest
from form_cells import edited
from other_process import CFP, EF

HUB = "aluminium-hub"
TOLERANCE = 1e-6  # plain Brightway calculates in float32

# step of the writing of databases, killed at its start (0) or at the end of its n-th call, what stands then
KILLS = {
    "one view written, not committed": ("_write_rows", 1, "old"),
    "one view processed": ("write_json", 1, "new"),
}
BACKGROUND_KILLS = {
    "background committed, not processed": ("_commit", 1, "new"),
}


@cache
def climate(form: Path, background: Path = independent.TRAINING) -> dict[str, float]:
    """Both climate totals by the independent calculation, under the names of the databases."""
    found = independent.totals(form, background)
    return {EF: found["climate-change"], CFP: found["carbon-footprint"]}


def same(found: dict[str, float], expected: dict[str, float]) -> bool:
    return not independent.deviating(found, expected, TOLERANCE)


@pytest.fixture(scope="module")
def old(forms):
    return forms[HUB, "zh-TW"]


@pytest.fixture(scope="module")
def new(forms, tmp_path_factory):
    """The hub with three times the electricity: both views change a lot."""
    folder = tmp_path_factory.mktemp("new")
    return edited(forms[HUB, "zh-TW"], folder / "form.xlsx", ("能源與水", "E01", "數量", 3 * 498000))


@pytest.fixture(scope="module")
def other_background(tmp_path_factory):
    """The training background with twice the electricity in primary aluminium."""
    folder = tmp_path_factory.mktemp("background") / "training"
    folder.mkdir()
    for path in independent.TRAINING.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    rows, changed = independent.rows(folder / "exchanges.csv"), 0
    for row in rows:
        if row["process"] == "aluminium-primary" and row["unit"] == "kilowatt hour":
            row["amount"], changed = str(2 * float(row["amount"])), changed + 1
    assert changed
    with (folder / "exchanges.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def after_kills(copied, old, new, other_background):
    """What is found after each kill: by plain Brightway at once, then by ``assess`` and plain Brightway again."""

    places = {name: copied(name.replace(" ", "-")) for name in (*KILLS, *BACKGROUND_KILLS)}

    def killed(name: str):
        step, after, _ = {**KILLS, **BACKGROUND_KILLS}[name]
        background = other_background if name in BACKGROUND_KILLS else ""
        form = old if background else new
        code, _, err = places[name].other("die", step, after, form, background)
        return (code, err, *places[name].other("score", form))

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(places, pool.map(killed, places), strict=True))


@pytest.mark.parametrize("kill", KILLS)
def test_a_kill_leaves_the_old_or_the_new_company(kill, after_kills, old, new):
    died, err, code, found, trouble = after_kills[kill]
    assert died == 9, err
    assert code == 0, trouble
    left, again, plain = found
    assert not same(climate(old), climate(new))
    assert same(left, climate({"old": old, "new": new}[KILLS[kill][2]]))  # both views: never one old and one new
    assert same(again, climate(new))
    assert same(plain, climate(new))


@pytest.mark.parametrize("kill", BACKGROUND_KILLS)
def test_a_kill_leaves_the_old_or_the_new_background(kill, after_kills, old, other_background):
    """The company was not touched: it scores with the background that stands; the next run puts the package's own back."""
    died, err, code, found, trouble = after_kills[kill]
    assert died == 9, err
    assert code == 0, trouble
    left, again, plain = found
    background = {"old": independent.TRAINING, "new": other_background}[BACKGROUND_KILLS[kill][2]]
    assert same(left, climate(old, background))
    assert same(again, climate(old))
    assert same(plain, climate(old))


def test_a_rewritten_background_and_the_company_scored_again(copied, old, other_background):
    """Plain Brightway on a company that was processed before, and ``assess``: both give the new, then both the old again."""
    code, found, err = copied("rewritten").other("rewrite", old, other_background)
    assert code == 0, err
    expected = climate(old, other_background)
    assert not same(expected, climate(old))
    assert [same(scores, expected) for scores in found[:2]] == [True, True]
    assert [same(scores, climate(old)) for scores in found[2:]] == [True, True]


def assess(form: Path, out: Path) -> tuple[str, ...]:
    return ("-m", "ef_training", "assess", str(form), "--out", str(out), "--no-report", "--lang", "en")


def at_once(place, *commands: tuple[str, ...]) -> None:
    """Start all commands together and wait; each must finish well."""
    processes = [place.start(*command) for command in commands]
    ends = [process.communicate(timeout=300) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), [err for _, err in ends]


def results(folder: Path) -> bytes:
    return (folder / "results.csv").read_bytes()


def test_processes_at_once_on_one_company(copied, old, new, hub_folder, tmp_path):
    """The same form twice into one folder, and another state of the same company: each gets its own result."""
    place = copied("at-once")
    at_once(place, assess(new, tmp_path / "new"), assess(new, tmp_path / "new"), assess(old, tmp_path / "old"))
    assert results(tmp_path / "old") == results(hub_folder)
    with (tmp_path / "new" / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    total = sum(float(row["value"]) for row in rows if row["indicator"] == "climate-change")
    assert total == pytest.approx(climate(new)[EF], rel=TOLERANCE)
    assert not [path.name for path in (tmp_path / "new").iterdir() if path.name.startswith(".")]
    code, found, err = place.other("score")
    assert code == 0, err
    assert same(found[0], climate(old)) or same(found[0], climate(new))
