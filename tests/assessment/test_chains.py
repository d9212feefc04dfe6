"""Supply chains: children add up to their node, whatever the system; nodes agree with systems solved by hand and bw2calc."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from ef_training.assessment.chains import chains
from ef_training.assessment.run_folder import CHAINS, RunFolder
from ef_training.assessment.unit_scores import UnitScores, adjoint_scores
from ef_training.brightway.arrays import Node
from ef_training.errors import CalculationError
from ef_training.settings import SETTINGS

EVERYTHING = replace(SETTINGS, chain_share=0.0 + 1e-15, chain_nodes=10_000)


def unit_scores(A, B, C) -> UnitScores:
    """Unit scores of a small system; product and process i have the code "p{i}"."""
    A, B, C = (np.array(part, dtype=float) for part in (A, B, C))
    characterised, scores = adjoint_scores(csr_matrix(A), csr_matrix(B), C)
    nodes = tuple(Node(0, "db", f"p{i}", f"process {i}", "TW", "kilogram") for i in range(len(A)))
    arrays = {"scores": scores, "characterised": characterised, "characterisation": C}
    for name, matrix in (("technosphere", csr_matrix(A)), ("biosphere", csr_matrix(B))):
        arrays |= {f"{name}_{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}
    flows = tuple(Node(0, "flows", f"f{i}", f"flow {i}", "air", "kilogram") for i in range(len(B)))
    return UnitScores("key", tuple(f"i{j}" for j in range(len(C))), nodes, nodes, flows, arrays, Path())


def target(product: int, amount: float, line_id: str = "L1"):
    """A dataset bought by a line."""
    choice = SimpleNamespace(kind="dataset", line_id=line_id, target=f"p{product}")
    return SimpleNamespace(target=choice, key=("db", f"p{product}"), amount=amount)


def grown(scores: UnitScores, *targets, setting=EVERYTHING) -> pd.DataFrame:
    values = np.array([t.amount * scores.scores[scores.product_index[t.key]] for t in targets])
    units = ["kg"] * len(scores.indicators)
    return chains(targets, values, scores, units, list(scores.indicators), settings=setting)


def assert_adds_up(table: pd.DataFrame) -> int:
    """Every node that has children is their sum; return how many have."""
    known = table.set_index("node")["value"]
    sums = table[table["parent"] != ""].groupby("parent")["value"].agg(["sum", lambda values: values.abs().sum()])
    for parent, (total, size) in zip(sums.index, sums.to_numpy(), strict=True):
        assert total == pytest.approx(known[parent], abs=1e-9 * max(size, abs(known[parent])))
    return len(sums)


def shown(table: pd.DataFrame) -> list[tuple[int, str, str, float, float]]:
    """Tier, kind, code, amount and value of each row."""
    return [
        (int(row.tier), row.kind, row.code, None if row.amount != row.amount else row.amount, row.value)
        for row in table.itertuples()
    ]


def test_two_tiers_by_hand():
    """Steel (1 kg CO2 of its own a kg) takes 2 kWh of electricity (0.4 kg a kWh of its own, and 0.3 kg coal at 0.5 kg CO2)."""
    A = [[1, 0, 0], [-2, 1, 0], [0, -0.3, 1]]
    scores = unit_scores(A, [[1.0, 0.4, 0.5]], [[1.0]])
    table = grown(scores, target(0, 10.0))
    assert list(table.columns) == list(CHAINS)
    expected = [
        (0, "process", "p0", 10.0, 21.0),
        (1, "process", "p1", 20.0, 11.0),
        (2, "process", "p2", 6.0, 3.0),
        (3, "direct", "", None, 3.0),
        (2, "direct", "", None, 8.0),
        (1, "direct", "", None, 10.0),
    ]
    for row, wanted in zip(shown(table), expected, strict=True):
        assert row == pytest.approx(wanted)
    assert table["parent"].tolist() == ["", "1", "2", "3", "2", "1"]


def test_production_other_than_one_and_negative_production():
    """A batch of 4 kg; a treatment written with production −1 (as ecoinvent's wastes), of which −0.5 is consumed a batch."""
    A = [[4, 0], [0.5, -1]]
    scores = unit_scores(A, [[8.0, 3.0]], [[1.0]])
    table = grown(scores, target(0, 1.0))
    by_kind = {(row[0], row[1]): row for row in shown(table)}
    assert by_kind[1, "direct"][4] == pytest.approx(2.0)
    assert by_kind[1, "process"][3:] == pytest.approx((-0.125, 0.375))
    assert table["value"].iloc[0] == pytest.approx(2.375)


def test_a_loop_ends_at_the_depth():
    """Electricity takes 0.5 of steel, steel 0.5 of electricity: each tier is a quarter of the tier two above it."""
    scores = unit_scores([[1, -0.5], [-0.5, 1]], [[1.0, 0.0]], [[1.0]])
    table = grown(scores, target(0, 3.0))
    assert table["tier"].max() == SETTINGS.chain_depth
    processes = table[table["kind"] == "process"]
    assert processes["value"].tolist() == pytest.approx([4.0, 1.0, 1.0, 0.25, 0.25, 0.0625])
    assert_adds_up(table)


def test_small_suppliers_are_the_rest():
    """Two suppliers of 40 and 0.5 percent: the second is not named; the sum holds."""
    scores = unit_scores([[1, 0, 0], [-1, 1, 0], [-1, 0, 1]], [[59.5, 40.0, 0.5]], [[1.0]])
    table = grown(scores, target(0, 1.0), setting=SETTINGS)
    assert [(row[1], row[4]) for row in shown(table) if row[0] == 1] == [
        ("process", pytest.approx(40.0)),
        ("direct", pytest.approx(59.5)),
        ("rest", pytest.approx(0.5)),
    ]


def test_what_is_small_itself_has_no_rows():
    scores = unit_scores([[1, 0], [0, 1]], [[1.0, 1.0]], [[1.0]])
    table = grown(scores, target(0, 1000.0), target(1, 1.0, "L2"), setting=SETTINGS)
    assert set(table["line_id"]) == {"L1"}


def test_one_dataset_twice_on_a_line_is_one_tree():
    scores = unit_scores([[1]], [[2.0]], [[1.0]])
    table = grown(scores, target(0, 1.0), target(0, 3.0))
    assert shown(table) == [(0, "process", "p0", 4.0, 8.0), (1, "direct", "", None, 8.0)]


def test_the_table_stays_small_whatever_the_system():
    """Forty suppliers of one another: at most so many nodes are followed, the largest first."""
    n = 40
    A = np.eye(n) - (np.ones((n, n)) - np.eye(n)) * 0.02
    scores = unit_scores(A, [np.linspace(1, 2, n)], [[1.0]])
    setting = replace(SETTINGS, chain_share=1e-6, chain_nodes=25)
    table = grown(scores, target(0, 1.0), setting=setting)
    assert assert_adds_up(table) == 25
    assert len(table) <= 25 * (n + 1) + 1
    followed = set(table["parent"]) - {""}
    least = table.loc[table["node"].isin(followed), "value"].min()
    left = table[~table["node"].isin(followed) & (table["kind"] == "process")]
    assert left["value"].max() <= least * (1 + 1e-12)


numbers = st.floats(-1, 1).map(lambda value: round(value, 3))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_children_add_up_in_any_system(data):
    n, k = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 3))
    A = np.array([[data.draw(numbers) * 0.4 for _ in range(n)] for _ in range(n)])
    for i in range(n):
        A[i, i] = data.draw(st.sampled_from([1.0, 2.5, -1.5]))
    B = np.array([[data.draw(numbers) for _ in range(n)] for _ in range(2)])
    C = np.array([[data.draw(numbers) for _ in range(2)] for _ in range(k)])
    try:
        scores = unit_scores(A, B, C)
    except CalculationError:
        return
    if np.abs(scores.scores).max() > 1e6:
        return  # nearly singular: rounding alone is larger than the tolerance
    targets = [target(i, data.draw(numbers) * 10, f"L{i}") for i in range(n)]
    for setting in (EVERYTHING, SETTINGS):
        table = grown(scores, *targets, setting=setting)
        assert_adds_up(table)
        for root in table[table["parent"] == ""].itertuples():
            j, i = int(root.indicator[1:]), int(root.target[1:])
            assert root.value == pytest.approx(targets[i].amount * scores.scores[i, j])


# ---- the worked example, against its results and bw2calc


@pytest.fixture(scope="module")
def hub(hub_folder: Path) -> RunFolder:
    return RunFolder.read(hub_folder)


def test_chains_of_a_run_add_up_to_its_results(hub: RunFolder):
    assert assert_adds_up(hub.chains) > 300
    results = hub.results[hub.results["view"] == "ef"].groupby(["line_id", "target", "indicator"])["value"].sum()
    roots = hub.chains[hub.chains["parent"] == ""].set_index(["line_id", "target", "indicator"])["value"]
    assert len(roots) > 60
    assert roots.to_dict() == pytest.approx(results[roots.index].to_dict(), rel=1e-12)
    assert hub.chains["tier"].max() == SETTINGS.chain_depth
    assert len(hub.chains) < 5000
    whole = hub.results[hub.results["view"] == "ef"].groupby("indicator")["value"].apply(lambda values: values.abs().sum())
    processes = hub.chains[hub.chains["kind"] == "process"]
    assert (processes["value"].abs() >= processes["indicator"].map(whole) * SETTINGS.chain_share * (1 - 1e-9)).all()


def test_a_deep_node_is_what_bw2calc_says(hub: RunFolder):
    """A plain LCA of the third tier's dataset, times its amount; and its direct emissions from its exchanges in Brightway."""
    from ef_training.assessment.engine import open_engine
    from ef_training.assessment.verify import reference_scores
    from ef_training.brightway.project import open_project
    from ef_training.names import BIOSPHERE, OWN_FLOWS, PROJECT

    climate = hub.chains[(hub.chains["indicator"] == "climate-change") & (hub.chains["line_id"] == "M01")]
    node = climate[(climate["code"] == "elec-coal-cn") & (climate["tier"] == 3)].iloc[0]
    (direct,) = climate[(climate["parent"] == node["node"]) & (climate["kind"] == "direct")]["value"]
    with open_engine(PROJECT, "training", "ef-3.1", lambda step: None) as engine:
        open_project(engine.folder.name, create=True)
        database, method = engine.background.database, engine.pack.categories[0].method
        lists = (BIOSPHERE, OWN_FLOWS, database)
        plain = reference_scores(lists, (database, "elec-coal-cn"), {"climate-change": method})["climate-change"]
        from bw2data import Method, get_activity, get_node

        factors = {
            (get_node(id=key).id if isinstance(key, int) else get_activity(key).id): value for key, value in Method(method).load()
        }
        own = sum(e["amount"] * factors.get(e.input.id, 0.0) for e in get_activity((database, "elec-coal-cn")).biosphere())
    assert node["value"] == pytest.approx(node["amount"] * plain, rel=1e-6)
    assert direct == pytest.approx(node["amount"] * own, rel=1e-6)
    assert own < plain  # there is coal mining behind it


def test_names_are_in_both_languages(hub: RunFolder):
    processes = hub.chains[hub.chains["kind"] == "process"]
    assert processes["name"].str.contains("｜").all()
    behind = hub.contributions[(hub.contributions["level"] == "process") & (hub.contributions["name"] != "(rest)")]
    assert behind["name"].str.contains("｜").all()


def test_an_older_folder_has_no_chains(hub_folder: Path, tmp_path: Path):
    import json
    import shutil

    old = tmp_path / "old"
    shutil.copytree(hub_folder, old, ignore=shutil.ignore_patterns("charts", "report.*", "chains.csv"))
    record = json.loads((old / "run.json").read_text(encoding="utf-8"))
    (old / "run.json").write_text(json.dumps(record | {"schema": "2"}), encoding="utf-8")
    run = RunFolder.read(old)
    assert list(run.chains.columns) == list(CHAINS)
    assert len(run.chains) == 0
    assert len(run.quality) > 0
