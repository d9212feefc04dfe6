"""The worked examples read straight from TOML and CSV, and their arithmetic, without the package's own code for either.

Only the units come from the package. Amounts per declared unit, masses and the climate score are worked out here again.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib import resources, util
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ef_training.units import convert, split_ratio, unit

SECTIONS = ("materials", "packaging", "energy-water", "emissions", "waste", "transport", "use", "end-of-life")


def rows(*path: str) -> list[dict[str, str]]:
    text = resources.files("ef_training").joinpath(*path).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("ef_training").joinpath("inventory", "examples", f"{name}.toml").read_text("utf-8"))


@cache
def moenv() -> dict[str, dict[str, str]]:
    return {row["factor_id"]: row for row in rows("factors", "data", "moenv_factors.csv")}


@cache
def gwp() -> dict[str, float]:
    return {f"{row['substance']}@{row['gwp_set']}": float(row["gwp100"]) for row in rows("factors", "data", "gwp.csv")}


@cache
def dataset_units() -> dict[str, str]:
    return {row["code"]: row["unit"] for row in rows("background", "data", "training", "processes.csv")}


@cache
def flow_units() -> dict[str, str]:
    """Unit of every elementary flow of biosphere3 (the list bw2io ships) and of the project's own flows."""
    spec = util.find_spec("bw2io")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0], "data", "lci", "ecoinvent elementary flows 3.9.xml")
    tree = ElementTree.parse(path).getroot()
    space = tree.tag.partition("}")[0] + "}"
    flows = {e.attrib["id"]: e.findtext(space + "unitName", "") for e in tree.iter(space + "elementaryExchange")}
    return flows | {row["code"]: row["unit"] for row in rows("background", "data", "own_flows.csv")}


@cache
def lines(name: str) -> dict[str, dict[str, Any]]:
    """Every line with its section, its unit and its amount per declared unit; transport legs are lines of their own."""
    data, found = read(name), {}
    for section in SECTIONS:
        for row in data.get(section, ()):
            per_unit = factor(name, row)
            amount = row["load"] * row["distance"] / 1000 if section == "transport" else row["amount"]
            line = {
                **row,
                "section": section,
                "unit": row.get("unit", "tkm"),
                "amount": (amount - row.get("excluded", 0)) * per_unit,
            }
            found[row["line_id"]] = line
            for leg in (1, 2):
                if f"leg{leg}_km" in row:
                    tkm = kilograms(line) * row[f"leg{leg}_km"] / 1000
                    found[f"{row['line_id']}-T{leg}"] = {"section": section, "unit": "tkm", "amount": tkm}
    return found


def target(name: str) -> dict[str, Any]:
    return next(row for row in read(name)["outputs"] if row["role"] == "target")


def shares(name: str, key: dict[str, str]) -> list[float]:
    """Shares of all outputs under one allocation key."""
    data = read(name)
    basis = next(row["basis"] for row in data["allocation-keys"] if row["name"] == key)
    total = sum(row[basis] for row in data["outputs"])
    return [float(row[basis] / total) for row in data["outputs"]]


def factor(name: str, row: dict[str, Any]) -> float:
    """From the amount as written to the amount per declared unit."""
    if row["level"] == "unit":
        return 1.0
    data = read(name)
    share = shares(name, row["allocation"])[data["outputs"].index(target(name))] if row["level"] == "plant" else 1.0
    return float(share * data["basics"]["declared_amount"] / target(name)["quantity"])


def kilograms(row: dict[str, Any]) -> float:
    kind = unit(row["unit"]).kind
    if kind == "mass":
        return convert(row["amount"], row["unit"], "kg")
    if kind == "volume":
        return convert(row["amount"], row["unit"], "L") * float(row["density"])
    return float(row["amount"] * row["mass_per_piece"])


def row(name: str, line_id: str) -> dict[str, Any]:
    """A line as written."""
    return next(r for s in SECTIONS for r in read(name).get(s, ()) if r["line_id"] == line_id)


def links(name: str, **wanted: str) -> list[dict[str, Any]]:
    return [link for link in read(name)["links"] if all(link[k] == v for k, v in wanted.items())]


def target_unit(name: str, link: dict[str, Any]) -> str:
    """Unit of a link's target; KeyError where there is no such target."""
    code = link["target"]
    match link["kind"]:
        case "dataset":
            return dataset_units()[code]
        case "elementary-flow":
            return flow_units()[code]
        case "factor":
            return moenv()[code]["unit_code"]
        case "gwp":
            return "kg" if gwp()[code] else ""
        case _:
            return next(str(f["unit"]) for f in read(name)["custom-factors"] if f["factor_id"] == code)


def tables(data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(k, r) for k, v in data.items() if k != "title" for r in (v if isinstance(v, list) else [v])]


def climate(name: str) -> dict[str, float]:
    """Climate score per line in the cfp view, kg CO2e per declared unit."""
    own = {f["factor_id"]: float(f["value"]) for f in read(name)["custom-factors"]}
    values = {code: float(r["kgco2e_per_unit"]) for code, r in moenv().items()} | gwp() | own
    score: dict[str, float] = {}
    for link in links(name, view="cfp"):
        if link["kind"] == "left-out":
            continue
        line = lines(name)[link["line_id"]]
        over, under = (u.code for u in split_ratio(link["multiplier_unit"])) if "multiplier_unit" in link else ("", "")
        wanted = target_unit(name, link)
        amount = (
            convert(convert(line["amount"], line["unit"], under) * link["multiplier"], over, wanted)
            if over
            else convert(line["amount"], line["unit"], wanted) * link["multiplier"]
        )
        score[link["line_id"]] = score.get(link["line_id"], 0.0) + amount * values[link["target"]]
    return score
