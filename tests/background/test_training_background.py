"""The training background: complete, as declared, Taiwan's evaporation on its own flow, and right in one known number."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ef_training import background as room
from ef_training.background import Background, load_background, load_background_summary, load_own_flows, load_processes
from ef_training.background import load as load_module
from ef_training.background.water import evaporation_on_own_flow
from ef_training.errors import DataError
from ef_training.names import BIOSPHERE, CARBON_FOOTPRINT, CO2_EQUIVALENT, OWN_FLOWS, TRAINING, WATER_EVAPORATED_TW
from ef_training.tables import shipped
from ef_training.units import find_unit

FOLDER = shipped("ef_training.background", "data", "training")
Rows = list[dict[str, str]]


def table(name: str, folder: Path = FOLDER) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def background() -> Background:
    return load_background("training")


def test_everything_is_loaded(background: Background) -> None:
    rows = table("exchanges")
    assert (len(background.processes), len(background.exchanges), len(background.sources)) == (234, 6362, 131)
    assert [e.process for e in background.exchanges] == [row["process"] for row in rows]
    assert [e.amount for e in background.exchanges] == [float(row["amount"]) for row in rows]
    assert background.processes == load_processes()
    assert all(find_unit(process.unit) for process in background.processes.values())
    assert all(process.name_zh and process.name_en and process.location for process in background.processes.values())


def test_tables_are_as_declared() -> None:
    metadata = json.loads((FOLDER / "metadata.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in metadata["resources"]} == {path.name for path in FOLDER.glob("*.csv")}
    for resource in metadata["resources"]:
        content = (FOLDER / resource["path"]).read_bytes().replace(b"\r\n", b"\n")
        assert hashlib.sha256(content).hexdigest() == resource["sha256"]
        assert len(table(resource["path"].removesuffix(".csv"))) == resource["rows"]


def test_quality_in_the_text_is_the_quality_in_the_table(background: Background) -> None:
    classes = [process.quality for process in background.processes.values()]
    for text in (background.quality, background.quality_zh):
        for number in (len(classes), *(classes.count(letter) for letter in "ABC")):
            assert str(number) in text
    assert background.disclaimer_en == "training data, not for disclosure, labels or tenders"
    assert background.disclaimer_zh == "訓練用資料，不得用於揭露、標示或投標"
    assert background.licence == "CC BY 4.0"
    assert background.database == TRAINING
    assert len(background.indicators) == 16


def test_summary_is_the_light_part(background: Background) -> None:
    summary = load_background_summary()
    assert (summary.sha256, summary.title, summary.version) == (background.sha256, background.title, background.version)
    assert room.available_backgrounds() == ("training",)


def test_evaporation_in_taiwan_is_on_its_own_flow(background: Background) -> None:
    places = {row["code"]: row["location"] for row in table("processes")}
    expected = {i: row for i, row in enumerate(table("exchanges"))
                if row["type"] == "biosphere" and row["input_name"] == "Water" and row["compartment"].startswith("air")
                and places[row["process"]] == "TW"}
    assert len(expected) == 131
    moved = {i: e for i, e in enumerate(background.exchanges) if e.database == OWN_FLOWS}
    assert moved.keys() == expected.keys()
    for i, exchange in moved.items():
        row = expected[i]
        assert (exchange.input, exchange.input_name) == (WATER_EVAPORATED_TW, "Water, evaporated, TW")
        assert exchange.compartment == "air"
        assert (exchange.amount, exchange.unit, exchange.gsd2) == (float(row["amount"]), "cubic meter", float(row["gsd2"]))
        assert (exchange.source, exchange.evidence, exchange.note) == (row["source"], row["evidence"], row["note"])
    left = [e for e in background.exchanges if e.database == BIOSPHERE and (e.input_name, e.compartment[:3]) == ("Water", "air")]
    assert left
    assert all(places[e.process] != "TW" for e in left)


def test_water_to_rivers_and_evaporation_in_another_unit_are_not_moved(background: Background) -> None:
    moved = next(e for e in background.exchanges if e.database == OWN_FLOWS)
    air = replace(moved, database=BIOSPHERE, input="x", input_name="Water")
    river = replace(air, compartment="water/surface water")
    assert evaporation_on_own_flow([air, river], background.processes) == (moved, river)
    with pytest.raises(DataError, match="evaporation in kilogram"):
        evaporation_on_own_flow([replace(air, unit="kilogram")], background.processes)


def test_own_flows_are_those_named() -> None:
    flows = {flow.code: flow for flow in load_own_flows()}
    assert flows.keys() == {WATER_EVAPORATED_TW, CO2_EQUIVALENT, CARBON_FOOTPRINT}
    assert (flows[WATER_EVAPORATED_TW].name_en, flows[WATER_EVAPORATED_TW].unit) == ("Water, evaporated, TW", "cubic meter")
    assert all(flow.compartment == "air" and flow.name_zh and flow.purpose for flow in flows.values())


def test_sixteen_indicators_of_every_process_are_positive_and_grid_electricity_is_right(background: Background) -> None:
    from ef_training.method_pack import load_pack

    pack = load_pack("ef-3.1")
    factors = {(r.category_id, r.database, r.flow_code): r.value for r in pack.factors.itertuples()}
    main = [category.category_id for category in pack.main_categories]
    position = {code: i for i, code in enumerate(background.processes)}
    technosphere = np.zeros((len(position), len(position)))
    direct = np.zeros((len(main), len(position)))
    for e in background.exchanges:
        if e.type == "biosphere":
            direct[:, position[e.process]] += [e.amount * factors.get((c, e.database, e.input), 0.0) for c in main]
        else:
            technosphere[position[e.input], position[e.process]] += e.amount * (1 if e.type == "production" else -1)
    scores = np.linalg.solve(technosphere.T, direct.T)
    assert (scores > 0).all()
    grid = scores[position["elec-tw-mv"], main.index("climate-change")]
    assert grid == pytest.approx(0.589, abs=0.0005)  # 0.97 of MOENV's factor for 2022, 0.6058
    assert grid / 0.6058 == pytest.approx(0.97, abs=0.005)


def test_light_part_imports_neither_pandas_nor_numpy() -> None:
    code = ("import sys; from ef_training.background import load_background_summary, load_processes; load_processes(); "
            "load_background_summary(); print({'pandas', 'numpy', 'bw2data'} & set(sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Rows], object]], None]:
    """Return a function that changes a table of a copy, which is then loaded as "training"."""
    shutil.copytree(FOLDER.parent, tmp_path / "data")
    monkeypatch.setattr(load_module, "shipped", lambda package, *parts: tmp_path.joinpath(*parts))

    def change(name: str, change_rows: Callable[[Rows], object]) -> None:
        rows = table(name, tmp_path / "data" / "training")
        change_rows(rows)
        with (tmp_path / "data" / "training" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    return change


def find(rows: Rows, **cells: str) -> dict[str, str]:
    return next(row for row in rows if all(row[key] == value for key, value in cells.items()))


EXCHANGES: list[tuple[Callable[[Rows], Any], str, str]] = [
    (lambda r: find(r, type="technosphere").update(input="alchemy"), "input", "no process “alchemy”"),
    (lambda r: find(r, type="technosphere").update(unit="megajoule"), "unit", "the exchange is in megajoule"),
    (lambda r: find(r, type="technosphere").update(amount="-1"), "amount", "negative"),
    (lambda r: find(r, type="technosphere").update(amount="inf"), "amount", "not a finite number"),
    (lambda r: find(r, type="technosphere").update(amount=""), "amount", "not a finite number"),
    (lambda r: find(r, type="technosphere").update(gsd2="0.5"), "gsd2", "at least 1"),
    (lambda r: find(r, type="technosphere").update(source="HEARSAY"), "source", "no source “HEARSAY”"),
    (lambda r: find(r, type="technosphere").update(source=""), "source", "no source “”"),
    (lambda r: find(r, type="technosphere").update(type="technospere"), "type", "technospere"),
    (lambda r: find(r, type="technosphere").update(**{"class": "D"}), "class", "quality class “D”"),
    (lambda r: find(r, type="technosphere").update(evidence="heard"), "evidence", "evidence “heard”"),
    (lambda r: find(r, type="technosphere").update(process="alchemy"), "process", "no process “alchemy”"),
    (lambda r: find(r, type="production").update(amount="2"), "amount", "makes 1 unit"),
    (lambda r: r.remove(find(r, type="production")), "", "0 productions"),
    (lambda r: r.append(find(r, type="production")), "", "2 productions"),
    (lambda r: find(r, input="075e433b-4be4-448e-9510-9a5029c1ce94").update(unit="kilogram"), "unit", "the flow is in kilogram"),
]


@pytest.mark.parametrize(("change", "column", "text"), EXCHANGES)
def test_unsound_exchanges_are_refused(spoilt: Any, change: Callable[[Rows], Any], column: str, text: str) -> None:
    spoilt("exchanges", change)
    with pytest.raises(DataError) as caught:
        load_background()
    assert any(text in str(problem) and problem.where.startswith("exchanges.csv") and problem.where.endswith(column)
               for problem in caught.value.problems)


def test_unsound_processes_are_refused_and_all_is_told(spoilt: Any) -> None:
    spoilt("processes", lambda rows: (rows[0].update(year="recent"), rows[1].update({"class": "Z"}), rows.append(dict(rows[2]))))
    spoilt("exchanges", lambda rows: rows[1].update(amount="some"))
    with pytest.raises(DataError) as caught:
        load_background()
    text = str(caught.value)
    for part in ("processes.csv, row 2, year", "processes.csv, row 3, class", "processes.csv, row 236, code",
                 "exchanges.csv, row 3, amount"):
        assert part in text
    with pytest.raises(DataError, match="row 2, year"):
        load_processes()


def test_flows_are_compared_with_a_flow_list(background: Background) -> None:
    flows = {(e.database, e.input): e.unit for e in background.exchanges if e.type == "biosphere"}
    flows |= {(BIOSPHERE, row["input"]): row["unit"] for row in table("exchanges") if row["type"] == "biosphere"}
    assert load_background(flows=flows).sha256 == background.sha256
    (gone, other) = [key for key in flows if key[0] == BIOSPHERE][:2]
    unit = flows.pop(gone)
    flows[other] = "gram"
    with pytest.raises(DataError) as caught:
        load_background(flows=flows)
    assert unit
    assert f"no flow “{gone[1]}”" in str(caught.value)
    assert "the flow is in gram" in str(caught.value)


def test_an_unknown_background_names_those_there_are() -> None:
    for function in (load_background, load_processes, load_background_summary):
        with pytest.raises(DataError, match=r"“real”.*training"):
            function("real")


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"indicators": 1}'])
def test_a_description_that_is_not_sound(spoilt: Any, tmp_path: Path, content: str) -> None:
    (tmp_path / "data" / "training" / "metadata.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"metadata\.json"):
        load_background_summary()


def test_hash_follows_every_table(spoilt: Any, background: Background) -> None:
    seen = {background.sha256}
    for name, column in (("processes", "technology_note"), ("exchanges", "note"), ("sources", "citation")):
        spoilt(name, lambda rows, column=column: rows[0].update({column: "another"}))
        seen.add(load_background_summary().sha256)
    assert len(seen) == 4
