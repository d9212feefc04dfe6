"""The worked examples worked out again, step by step, with none of the package's code: openpyxl, csv, json and numpy alone.

    cell of the form → ÷ production, × share of the key → kg, m3, MJ … → × multiplier → amount of the target
    amounts of datasets f → A s = f (dense, 234 × 234) → flows B s + own flows → × characterisation factors

Headers of the form are found by their text (Chinese form). The figures come from the tables that the package ships and from
bw2io's archive; what they mean is written down here a second time.
"""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import openpyxl

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "ef_training" / "background" / "data" / "training"
FACTORS = ROOT / "ef_training" / "factors" / "data"
PACK = ROOT / "method_packs" / "ef-3.1"

UNITS = {
    **dict.fromkeys(("公斤", "kg", "kilogram"), ("kg", 1.0)),
    **dict.fromkeys(("公噸", "t"), ("kg", 1000.0)),
    **dict.fromkeys(("公克", "g"), ("kg", 0.001)),
    **dict.fromkeys(("立方公尺", "m3", "cubic meter"), ("m3", 1.0)),
    **dict.fromkeys(("公升", "L"), ("m3", 0.001)),
    **dict.fromkeys(("MJ", "megajoule"), ("MJ", 1.0)),
    **dict.fromkeys(("kWh", "度", "kilowatt hour"), ("MJ", 3.6)),
    **dict.fromkeys(("MWh", "千度"), ("MJ", 3600.0)),
    **dict.fromkeys(("個", "item", "unit"), ("piece", 1.0)),
    **dict.fromkeys(("m2", "square meter"), ("m2", 1.0)),
    **dict.fromkeys(("tkm", "ton kilometer"), ("tkm", 1.0)),
}
"""Spelling → dimension, and how many of its base unit one is."""

INDICATORS = {
    "climate-change": ("climate change", "global warming potential (GWP100)"),
    "ozone-depletion": ("ozone depletion", "ozone depletion potential (ODP)"),
    "human-toxicity-cancer": ("human toxicity: carcinogenic", "comparative toxic unit for human (CTUh)"),
    "human-toxicity-non-cancer": ("human toxicity: non-carcinogenic", "comparative toxic unit for human (CTUh)"),
    "particulate-matter": ("particulate matter formation", "impact on human health"),
    "ionising-radiation": ("ionising radiation: human health", "human exposure efficiency relative to u235"),
    "photochemical-ozone": ("photochemical oxidant formation: human health", "tropospheric ozone concentration increase"),
    "acidification": ("acidification", "accumulated exceedance (AE)"),
    "eutrophication-terrestrial": ("eutrophication: terrestrial", "accumulated exceedance (AE)"),
    "eutrophication-freshwater": (
        "eutrophication: freshwater",
        "fraction of nutrients reaching freshwater end compartment (P)",
    ),
    "eutrophication-marine": ("eutrophication: marine", "fraction of nutrients reaching marine end compartment (N)"),
    "ecotoxicity-freshwater": ("ecotoxicity: freshwater", "comparative toxic unit for ecosystems (CTUe)"),
    "land-use": ("land use", "soil quality index"),
    "water-use": ("water use", "user deprivation potential (deprivation-weighted water consumption)"),
    "resource-minerals-metals": (
        "material resources: metals/minerals",
        "abiotic depletion potential (ADP): elements (ultimate reserves)",
    ),
    "resource-fossils": ("energy resources: non-renewable", "abiotic depletion potential (ADP): fossil fuels"),
}
"""The 16 indicators of EF 3.1 and what they are called in bw2io's archive."""

SHEETS = ("原物料", "包裝", "能源與水", "直接排放與冷媒", "廢棄物與廢水", "使用", "廢棄處理")
BASIS = {"質量": "總重", "數量": "產量", "工時": "工時", "產值": "產值", "自訂": "自訂基準值"}
EVAPORATED_TW = "water-evaporated-tw"
WATER_FACTOR_TW = 4.99  # m3 world eq per m3 evaporated in Taiwan, EF 3.1
WATER_FACTOR_WORLD = 42.95  # the same, world


@dataclass(frozen=True)
class Bought:
    """What one line is in one view, per declared unit: ``amount`` in ``unit`` of a target."""

    line_id: str
    view: str
    kind: str
    code: str
    amount: float
    unit: str


# ---- the form


def heading(value: object) -> str:
    """Return a header's text without its mark and its unit."""
    return str(value or "").split("\n")[0].split("(kg")[0].replace("*", "").strip()


def table(sheet, *needed: str) -> list[dict[str, object]]:
    """Return the rows below the header row that holds the ``needed`` headers, up to an empty row or the next table."""
    rows: list[dict[str, object]] = []
    headers: list[str] = []
    for values in sheet.iter_rows(values_only=True):
        if not headers:
            found = [heading(value) for value in values]
            headers = found if set(needed) <= set(found) else []
        elif values[0] is None or str(values[0]).startswith("◎"):
            break
        else:
            rows.append(dict(zip(headers, values, strict=True)))
    assert headers, f"{sheet.title} has no table with {needed}"
    return rows


def read(path: Path):
    """Return the workbook with its cells as they are stored."""
    return openpyxl.load_workbook(path, data_only=True)


def basics(book) -> dict[str, object]:
    return {heading(row[0]): row[1] for row in book["基本資料"].iter_rows(values_only=True) if row[0]}


def made(book) -> float:
    """How many declared units of the product were made: the target's row of outputs ÷ the declared amount."""
    entries, (target,) = basics(book), [row for row in table(book["產出與分配"], "產出名稱", "角色") if row["角色"] == "標的產品"]
    dimension, size = UNITS[target["單位"]]
    declared, declared_size = UNITS[entries["宣告單位"]]
    assert dimension == declared
    return float(target["產量"]) * size / (float(entries["宣告單位數量"]) * declared_size)


def shares(book) -> dict[str, float]:
    """The target's part of the basis value of all outputs, by allocation key."""
    outputs = table(book["產出與分配"], "產出名稱", "角色")
    found = {}
    for key in table(book["產出與分配"], "分配基準名稱", "依據"):
        values = {row["角色"] + row["產出名稱"]: float(row[BASIS[key["依據"]]] or 0) for row in outputs}
        found[key["分配基準名稱"]] = sum(v for name, v in values.items() if name.startswith("標的產品")) / sum(values.values())
    return found


def scale(row: dict[str, object], book) -> float:
    """From the amount as written to the amount per declared unit."""
    match row["數據範圍"]:
        case "每宣告單位":
            return 1.0
        case "標的產品全期":
            return 1.0 / made(book)
        case "全廠":
            return shares(book)[row["分配基準"]] / made(book)
    raise AssertionError(row)


def tonnes(row: dict[str, object]) -> float:
    """Mass of a row as written: a mass, litres × kg/L, or pieces × kg."""
    dimension, size = UNITS[row["單位"]]
    per_base = {"kg": 1.0, "m3": 1000 * float(row.get("密度") or 0), "piece": float(row.get("單件重") or 0)}[dimension]
    assert per_base
    return float(row["數量"]) * size * per_base / 1000


def lines(book) -> dict[str, tuple[float, str]]:
    """Line id → amount per declared unit and its unit; each transport leg is a line of its own, in tkm."""
    found: dict[str, tuple[float, str]] = {}
    for name in SHEETS:
        for row in table(book[name], "編號", "名稱", "數量") if name in book.sheetnames else ():
            if row["名稱"] is None:
                continue
            factor = scale(row, book)
            found[row["編號"]] = ((float(row["數量"]) - float(row.get("扣除量") or 0)) * factor, row["單位"])
            for number, leg in ((1, "第一段"), (2, "第二段")):
                if row.get(f"{leg}單程距離"):
                    found[f"{row['編號']}-T{number}"] = (tonnes(row) * float(row[f"{leg}單程距離"]) * factor, "tkm")
    for row in table(book["運輸與配送"], "編號", "載運量"):
        if row["名稱"] is not None:
            load = float(row["載運量"]) * UNITS[row["載運量單位"]][1] / 1000
            found[row["編號"]] = (load * float(row["單程距離"]) * scale(row, book), "tkm")
    return found


def converted(amount: float, source: str, target: str) -> float:
    assert UNITS[source][0] == UNITS[target][0], (source, target)
    return amount * UNITS[source][1] / UNITS[target][1]


def bought(path: Path) -> list[Bought]:
    """Everything the links of a form say, with amounts per declared unit."""
    book = read(path)
    amounts, own = lines(book), {row["係數代碼"]: row["單位"] for row in table(book["自填係數"], "係數代碼", "係數值")}
    found = []
    for row in table(book["數據連結"], "編號", "對象種類"):
        if row["對象種類"] == "排除":
            continue
        kind, code = row["對象種類"], row["對象代碼"]
        unit = {
            "數據集": lambda code: processes()[code]["unit"],
            "環境部係數": lambda code: moenv()[code]["unit_code"],
            "基本流": lambda code: "m3" if code == EVAPORATED_TW else "kg",  # the forms name no other flow than these
            "GWP": lambda code: "kg",
            "自填係數": lambda code: own[code],
        }[kind](code)
        amount, source = amounts[row["編號"]]
        if row["倍數單位"]:
            above, below = row["倍數單位"].split("/")
            amount, source = converted(amount, source, below), above
        amount = converted(amount * float(row["換算倍數"]), source, unit)
        found.append(Bought(row["編號"], {"環境足跡": "ef", "碳足跡": "cfp"}[row["視角"]], kind, code, amount, unit))
    return found


# ---- the figures


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def processes() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows(TRAINING / "processes.csv")}


@cache
def moenv() -> dict[str, dict[str, str]]:
    return {row["factor_id"]: row for row in rows(FACTORS / "moenv_factors.csv")}


@cache
def gwp() -> dict[str, float]:
    return {f"{row['substance']}@{row['gwp_set']}": float(row["gwp100"]) for row in rows(FACTORS / "gwp.csv")}


@cache
def factors() -> dict[str, dict[str, float]]:
    """Indicator → flow code → factor: the archive, put right by the overrides, and the factors of the project's own flows."""
    spec = find_spec("bw2io")
    with zipfile.ZipFile(Path(spec.submodule_search_locations[0], "data", "lcia", "lcia_39_ecoinvent.zip")) as archive:
        methods = {tuple(method["name"]): method["exchanges"] for method in json.loads(archive.read("data.json"))}
    found = {
        indicator: {exchange["input"][1]: float(exchange["amount"]) for exchange in methods["EF v3.1", *name]}
        for indicator, name in INDICATORS.items()
    }
    for row in rows(PACK / "overrides.csv"):
        if row["category_id"] in found:
            if row["op"] == "drop":
                del found[row["category_id"]][row["flow_code"]]
            else:
                found[row["category_id"]][row["flow_code"]] = float(row["value"])
    found["climate-change"]["co2-equivalent"] = 1.0
    found["water-use"][EVAPORATED_TW] = WATER_FACTOR_TW
    return found


@dataclass(frozen=True)
class Background:
    """The training background: A (products × processes), B (flows × processes), dense."""

    codes: tuple[str, ...]
    flows: tuple[str, ...]
    technosphere: np.ndarray
    biosphere: np.ndarray

    def unit_scores(self) -> dict[str, np.ndarray]:
        """Indicator → score of one unit of each process, from the inverse of A."""
        supply = np.linalg.solve(self.technosphere, np.eye(len(self.codes)))
        return {
            indicator: np.array([values.get(flow, 0.0) for flow in self.flows]) @ self.biosphere @ supply
            for indicator, values in factors().items()
        }


@cache
def background(folder: Path = TRAINING) -> Background:
    place = {row["code"]: row["location"] for row in rows(folder / "processes.csv")}
    codes = tuple(place)
    exchanges = rows(folder / "exchanges.csv")
    for row in exchanges:
        if row["type"] == "biosphere" and row["input_name"] == "Water" and row["compartment"].startswith("air"):
            row["input"] = EVAPORATED_TW if place[row["process"]] == "TW" else row["input"]
    flows = tuple(dict.fromkeys(row["input"] for row in exchanges if row["type"] == "biosphere"))
    column = {code: i for i, code in enumerate(codes)}
    row_of = {flow: i for i, flow in enumerate(flows)}
    a, b = np.zeros((len(codes), len(codes))), np.zeros((len(flows), len(codes)))
    for row in exchanges:
        if row["type"] == "biosphere":
            b[row_of[row["input"]], column[row["process"]]] += float(row["amount"])
        else:
            a[column[row["input"]], column[row["process"]]] += float(row["amount"]) * (1 if row["type"] == "production" else -1)
    return Background(codes, flows, a, b)


# ---- the results


def totals(path: Path, folder: Path = TRAINING) -> dict[str, float]:
    """The 16 indicators of the ``ef`` view and "carbon-footprint", the total of the ``cfp`` view, per declared unit."""
    everything, data = bought(path), background(folder)
    demand, own = np.zeros(len(data.codes)), {}
    climate = 0.0
    for item in (item for item in everything if item.view == "ef"):
        if item.kind == "數據集":
            demand[data.codes.index(item.code)] += item.amount
        elif item.kind == "基本流":
            own[item.code] = own.get(item.code, 0.0) + item.amount
        else:  # a climate factor stands in, with climate change alone
            climate += item.amount * float(moenv()[item.code]["kgco2e_per_unit"])
    flows = data.biosphere @ np.linalg.solve(data.technosphere, demand)
    result = {
        indicator: float(
            np.array([values.get(flow, 0.0) for flow in data.flows]) @ flows
            + sum(values.get(code, 0.0) * amount for code, amount in own.items())
        )
        for indicator, values in factors().items()
    }
    result["climate-change"] += climate
    return {**result, "carbon-footprint": sum(carbon(item, path) for item in everything if item.view == "cfp")}


def carbon(item: Bought, path: Path) -> float:
    """kg CO2e of one target of the ``cfp`` view."""
    match item.kind:
        case "環境部係數":
            return item.amount * float(moenv()[item.code]["kgco2e_per_unit"])
        case "GWP":
            return item.amount * gwp()[item.code]
        case "自填係數":
            own = {row["係數代碼"]: row["係數值"] for row in table(read(path)["自填係數"], "係數代碼", "係數值")}
            return item.amount * float(own[item.code])
    raise AssertionError(item)


def deviating(found: dict[str, float], expected: dict[str, float], tolerance: float = 1e-3) -> dict[str, float]:
    """Return the relative deviation of every figure that is off by more than ``tolerance``, or not a number."""
    assert set(found) == set(expected)
    deviation = {name: abs(found[name] - value) / abs(value) for name, value in expected.items()}
    return {name: value for name, value in deviation.items() if not value <= tolerance}
