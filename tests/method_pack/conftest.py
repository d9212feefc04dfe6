"""The archive and the flow list that bw2io ships, read without the package's code; a copy of a pack to be spoilt."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ef_training.method_pack import MethodPack, load_pack, pack_path, seal_pack

UNITS = {"kg": "kilogram", "kBq": "kilo Becquerel", "m2": "square meter", "m2*year": "square meter-year", "m3": "cubic meter",
         "MJ": "megajoule", "Sm3": "standard cubic meter"}
ECOSPOLD = "{http://www.EcoInvent.org/EcoSpold02}"
Flows = dict[tuple[str, str], str]


def bw2io_file(*parts: str) -> Path:
    spec = importlib.util.find_spec("bw2io")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "data", *parts)


@pytest.fixture(scope="session")
def archive() -> dict[tuple[str, str], dict[str, Any]]:
    """Methods of EF 3.0 and 3.1 by (family, category)."""
    with zipfile.ZipFile(bw2io_file("lcia", "lcia_39_ecoinvent.zip")) as zipped:
        methods = json.loads(zipped.read("data.json"))
    return {(m["name"][0], m["name"][1]): m for m in methods if m["name"][0] in ("EF v3.0", "EF v3.1")}


@pytest.fixture(scope="session")
def flow_list() -> Flows:
    """Unit of every flow of biosphere3 and of the project's own."""
    tree = ElementTree.parse(bw2io_file("lci", "ecoinvent elementary flows 3.9.xml"))
    units = {("biosphere3", flow.attrib["id"]): flow.findtext(f"{ECOSPOLD}unitName", "")
             for flow in tree.getroot().iter(f"{ECOSPOLD}elementaryExchange")}
    own = {"water-evaporated-tw": "cubic meter", "co2-equivalent": "kilogram", "carbon-footprint-co2e": "kilogram"}
    return {key: UNITS.get(unit, unit) for key, unit in units.items()} | {
        ("ef-training flows", code): unit for code, unit in own.items()}


@pytest.fixture(scope="session")
def ef31(flow_list: Flows) -> MethodPack:
    return load_pack("ef-3.1", flows=flow_list)


@pytest.fixture(scope="session")
def ef30(flow_list: Flows) -> MethodPack:
    return load_pack("ef-3.0", flows=flow_list)


class Trial:
    """A copy of a pack under a free name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def change(self, table: str, change: Callable[[list[dict[str, str]]], object]) -> None:
        """Change a table's rows in place and seal the pack."""
        rows = self.table(table)
        change(rows)
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        seal_pack(self.folder)

    def describe(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the description in place."""
        path = self.folder / "datapackage.json"
        description = json.loads(path.read_text(encoding="utf-8"))
        change(description)
        path.write_text(json.dumps(description), encoding="utf-8")


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    folder = tmp_path / "trial"
    shutil.copytree(pack_path("ef-3.1"), folder)
    copy = Trial(folder)
    copy.describe(lambda description: description.update(name="trial", family="EF 3.1 · trial", sets="EF 3.1"))
    return copy
