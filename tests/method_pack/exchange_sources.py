"""A small flow list, and small sources in other layouts to be read and damaged."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from ef_training.method_pack import load_pack_summary
from ef_training.method_pack.exchange import Flow, ImportOptions, ImportReport, import_methods
from ef_training.method_pack.model import FOOTPRINT_CATEGORIES

CO2, CH4, CH4_BIO, N2O = "co2-0001", "ch4-0002", "ch4-0003", "n2o-0004"
WATER, WATER_URBAN, WATER_TW = "wat-0005", "wat-0006", "water-evaporated-tw"
CS137, OCCUPATION, ALUMINIUM, COAL, CO2_TAKEN, CO2_URBAN = "cs1-0007", "occ-0008", "alu-0009", "coa-0010", "co2-0011", "co2-0012"
FLOWS = (
    Flow("biosphere3", CO2, "Carbon dioxide, fossil", "air", "kilogram", "000124-38-9", (), "output"),
    Flow(
        "biosphere3",
        CO2_URBAN,
        "Carbon dioxide, fossil",
        "air/urban air close to ground",
        "kilogram",
        "000124-38-9",
        (),
        "output",
    ),
    Flow("biosphere3", CH4, "Methane, fossil", "air", "kilogram", "000074-82-8", ("marsh gas",), "output"),
    Flow("biosphere3", CH4_BIO, "Methane, non-fossil", "air", "kilogram", "000074-82-8", (), "output"),
    Flow("biosphere3", N2O, "Dinitrogen monoxide", "air", "kilogram", "010024-97-2", ("nitrous oxide",), "output"),
    Flow("biosphere3", WATER, "Water", "air", "cubic meter", "007732-18-5", (), "output"),
    Flow("biosphere3", WATER_URBAN, "Water", "air/urban air close to ground", "cubic meter", "007732-18-5", (), "output"),
    Flow("biosphere3", CS137, "Cesium-137", "water/surface water", "kilo Becquerel", "010045-97-3", (), "output"),
    Flow("biosphere3", OCCUPATION, "Occupation, annual crop", "natural resource/land", "square meter-year", "", (), "input"),
    Flow("biosphere3", ALUMINIUM, "Aluminium", "natural resource/in ground", "kilogram", "007429-90-5", (), "input"),
    Flow("biosphere3", COAL, "Coal, hard", "natural resource/in ground", "kilogram", "", (), "input"),
    Flow("biosphere3", CO2_TAKEN, "Carbon dioxide, in air", "natural resource/in air", "kilogram", "000124-38-9", (), "input"),
    Flow("ef-training flows", WATER_TW, "Water, evaporated, TW", "air", "cubic meter", "", (), "output", "TW"),
)
LISTED = {(flow.database, flow.code): flow.unit for flow in FLOWS}


def take(path: Path, out: Path, **options: Any) -> ImportReport:
    """Import a source against the small flow list; what is said on the way is not kept."""
    return import_methods(path, out, ImportOptions(**{"name": "mine", **options}), FLOWS)


def table(pack: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table of a pack; none where it has no such table."""
    path = pack / f"{name}.csv"
    if not path.is_file():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def values(pack: Path, name: str = "factors") -> dict[tuple[str, str], float]:
    """Factors by category and code of the flow (or its name, where it has no code)."""
    return {(row["category_id"], row["flow_code"] or row["flow_name"]): float(row["value"]) for row in table(pack, name)}


def account(report: ImportReport) -> int:
    """What became of all factors that were read."""
    return sum(report.matched.values()) + report.located + report.unmatched + report.merged + sum(report.left_out.values())


def write_csv(path: Path, *rows: Sequence[object], separator: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


# ILCD

COMMON = 'xmlns:common="http://lca.jrc.it/ILCD/Common"'
GWP, AWARE, IR = (
    "6209b35f-9447-40b5-b68c-a1099e3674a0",
    "b2ad66ce-c78d-11e6-9d9d-cec0c932ce01",
    "b5c632be-def3-11e6-bf01-fe55135034f3",
)


def ilcd_method(uuid: str, name: str, quantity: str, factors: Sequence[str]) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" {COMMON} version="1.1">
 <LCIAMethodInformation>
  <dataSetInformation><common:UUID>{uuid}</common:UUID><common:name xml:lang="en">{name}</common:name>
   <methodology>Environmental Footprint</methodology><impactCategory>{name}</impactCategory></dataSetInformation>
  <quantitativeReference><referenceQuantity refObjectId="{quantity}"/></quantitativeReference>
 </LCIAMethodInformation>
 <characterisationFactors>{"".join(factors)}</characterisationFactors>
</LCIAMethodDataSet>"""


def ilcd_factor(flow: str, value: object, *, direction: str = "Output", location: str | None = None) -> str:
    place = "" if location is None else f"<location>{location}</location>" if location else "<location/>"
    return (
        f'<factor><referenceToFlowDataSet refObjectId="{flow}" type="flow data set" uri="../flows/{flow}.xml"/>'
        f"{place}<exchangeDirection>{direction}</exchangeDirection><meanValue>{value}</meanValue></factor>"
    )


def ilcd_flow(uuid: str, name: str, levels: Sequence[str], cas: str = "", flow_property: str = "fp-mass") -> str:
    categories = "".join(f'<common:category level="{number}">{level}</common:category>' for number, level in enumerate(levels))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" {COMMON} version="1.1">
 <flowInformation><dataSetInformation><common:UUID>{uuid}</common:UUID>
   <name><baseName xml:lang="de">anders</baseName><baseName xml:lang="en">{name}</baseName></name>
   {f"<CASNumber>{cas}</CASNumber>" if cas else ""}
   <classificationInformation><common:elementaryFlowCategorization>{categories}</common:elementaryFlowCategorization>
   </classificationInformation></dataSetInformation><quantitativeReference>
   <referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference></flowInformation>
 <flowProperties><flowProperty dataSetInternalID="0">
   <referenceToFlowPropertyDataSet refObjectId="{flow_property}"/><meanValue>1.0</meanValue></flowProperty></flowProperties>
</flowDataSet>"""


def ilcd_property(uuid: str, group: str) -> str:
    return f"""<flowPropertyDataSet xmlns="http://lca.jrc.it/ILCD/FlowProperty" {COMMON}><flowPropertiesInformation>
<dataSetInformation><common:UUID>{uuid}</common:UUID></dataSetInformation><quantitativeReference>
<referenceToReferenceUnitGroup refObjectId="{group}"/></quantitativeReference>
</flowPropertiesInformation></flowPropertyDataSet>"""


def ilcd_units(uuid: str, unit: str) -> str:
    return f"""<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" {COMMON}><unitGroupInformation>
<dataSetInformation><common:UUID>{uuid}</common:UUID></dataSetInformation><quantitativeReference>
<referenceToReferenceUnit>1</referenceToReferenceUnit></quantitativeReference></unitGroupInformation>
<units><unit dataSetInternalID="0"><name>other</name><meanValue>1000</meanValue></unit>
<unit dataSetInternalID="1"><name>{unit}</name><meanValue>1.0</meanValue></unit></units></unitGroupDataSet>"""


AIR = ("Emissions", "Emissions to air", "Emissions to air, unspecified")
FROM_AIR = ("Resources", "Resources from air", "Renewable resources from air, unspecified")
FRESH = ("Emissions", "Emissions to water", "Emissions to fresh water")
UNITS = {"mass": "kg", "volume": "m3", "activity": "kBq", "gwp": "kg CO2 eq", "aware": "m3 world eq", "ir": "kBq U-235 eq"}


def ilcd_files() -> dict[str, str]:
    """A package of three methods as JRC lays it out."""
    files = {
        f"ILCD/lciamethods/{GWP}.xml": ilcd_method(
            GWP,
            "Climate change",
            "fp-gwp",
            [
                ilcd_factor("f-co2", "1.0"),
                ilcd_factor("f-ch4", "29.8", location=""),
                ilcd_factor("f-ch4-bio", "27.0"),
                ilcd_factor("f-co2-up", "-1.0", direction="Input"),
                ilcd_factor("f-other", "5.0"),
            ],
        ),
        f"ILCD/lciamethods/{AWARE}_03.00.014.xml": ilcd_method(
            AWARE,
            "Water use",
            "fp-aware",
            [
                ilcd_factor("f-water", "4.295E+01"),
                ilcd_factor("f-water", "4.99", location="TW"),
                ilcd_factor("f-water", "1.2", location="DE"),
            ],
        ),
        f"ILCD/lciamethods/{IR}.xml": ilcd_method(IR, "Ionising radiation, human health", "fp-ir", [ilcd_factor("f-cs", "0.0")]),
        "ILCD/flows/f-co2.xml": ilcd_flow("f-co2", "carbon dioxide (fossil)", AIR, "000124-38-9"),
        "ILCD/flows/f-ch4.xml": ilcd_flow("f-ch4", "methane (fossil)", AIR, "000074-82-8"),
        "ILCD/flows/f-ch4-bio_01.00.000.xml": ilcd_flow("f-ch4-bio", "methane (biogenic)", AIR, "000074-82-8"),
        "ILCD/flows/f-co2-up.xml": ilcd_flow("f-co2-up", "carbon dioxide, in air", FROM_AIR, "000124-38-9"),
        "ILCD/flows/f-other.xml": ilcd_flow("f-other", "unobtainium", AIR),
        "ILCD/flows/f-water.xml": ilcd_flow("f-water", "water", AIR, "007732-18-5", "fp-volume"),
        "ILCD/flows/f-cs.xml": ilcd_flow("f-cs", "cesium-137", FRESH, "010045-97-3", "fp-activity"),
    }  # fmt: skip
    for name, unit in UNITS.items():
        files[f"ILCD/flowproperties/fp-{name}.xml"] = ilcd_property(f"fp-{name}", f"ug-{name}")
        files[f"ILCD/unitgroups/ug-{name}.xml"] = ilcd_units(f"ug-{name}", unit)
    return files


# openLCA


def olca_files() -> dict[str, Any]:
    """A package with one method of two categories, as JSON objects by path."""

    def flow(uid: str, name: str, place: str, cas: str, properties: Sequence[tuple[str, float]]) -> dict[str, Any]:
        listed = [
            {"flowProperty": {"@id": fp}, "conversionFactor": factor, "isRefFlowProperty": number == 0}
            for number, (fp, factor) in enumerate(properties)
        ]
        return {"@type": "Flow", "@id": uid, "name": name, "category": place, "cas": cas, "flowProperties": listed}

    def factor(flow: str, value: float, unit: str, fp: str, location: str = "") -> dict[str, Any]:
        place = {"location": {"@id": location, "name": "somewhere"}} if location else {}
        return {"flow": {"@id": flow}, "value": value, "unit": {"@id": unit}, "flowProperty": {"@id": fp}, **place}

    def category(uid: str, name: str, unit: str, direction: str, factors: Sequence[Any]) -> dict[str, Any]:
        return {
            "@type": "ImpactCategory",
            "@id": uid,
            "name": name,
            "refUnit": unit,
            "direction": direction,
            "impactFactors": list(factors),
        }

    air = "Elementary flows/Emission to air/unspecified"
    return {
        "olca-schema.json": {"version": 2},
        "lcia_methods/m.json": {
            "@type": "ImpactMethod", "@id": "m", "name": "EF v3.1",
            "impactCategories": [{"@id": "c-gwp", "name": "Climate change"}, {"@id": "c-min", "name": "Depletion of mine"}],
        },
        "lcia_categories/c-gwp.json": category("c-gwp", "Climate change", "kg CO2 eq", "OUTPUT", [
            factor("f-co2", 1.0, "u-kg", "p-mass"),
            factor("f-n2o", 0.273, "u-g", "p-mass"),
            factor("f-ch4", 20.0, "u-m3", "p-vol"),
            factor("f-co2", 2.0, "u-kg", "p-mass", "l-tw"),
        ]),
        "lcia_categories/c-min.json": category("c-min", "Depletion of mine", "kg Xx eq", "INPUT", [
            factor("f-al", -0.5, "u-kg", "p-mass")]),
        "flows/f-co2.json": flow("f-co2", "Carbon dioxide, fossil", air, "000124-38-9", [("p-mass", 1.0)]),
        "flows/f-n2o.json": flow("f-n2o", "nitrous oxide", air, "", [("p-mass", 1.0)]),
        "flows/f-ch4.json": flow("f-ch4", "Methane, fossil", air, "", [("p-mass", 1.0), ("p-vol", 1.5)]),
        "flows/f-al.json": flow("f-al", "Aluminium", "Elementary flows/Resource/in ground", "", [("p-mass", 1.0)]),
        "flow_properties/p-mass.json": {"@type": "FlowProperty", "@id": "p-mass", "name": "Mass", "unitGroup": {"@id": "g-mass"}},
        "flow_properties/p-vol.json": {"@type": "FlowProperty", "@id": "p-vol", "name": "Volume", "unitGroup": {"@id": "g-vol"}},
        "unit_groups/g-mass.json": {"@type": "UnitGroup", "@id": "g-mass", "units": [
            {"@id": "u-kg", "name": "kg", "conversionFactor": 1.0, "isRefUnit": True},
            {"@id": "u-g", "name": "g", "conversionFactor": 0.001}]},
        "unit_groups/g-vol.json": {"@type": "UnitGroup", "@id": "g-vol", "units": [
            {"@id": "u-m3", "name": "m3", "conversionFactor": 1.0, "isRefUnit": True}]},
        "locations/l-tw.json": {"@type": "Location", "@id": "l-tw", "name": "Taiwan", "code": "TW"},
    }  # fmt: skip


def footprint(*, weights: float = 1.0, leave_out: str = "") -> dict[str, Any]:
    """A package with all 16 categories, each with a factor for methane, and a set of normalisation and weights."""
    files = olca_files()
    categories = [each for each in load_pack_summary("ef-3.1").categories if each.category_id in FOOTPRINT_CATEGORIES]
    factors = []
    flow = {"resource-fossils": "f-ch4", "ionising-radiation": "f-cs", "land-use": "f-occ", "water-use": "f-wat"}
    for each in categories:
        uid = each.category_id
        files[f"lcia_categories/{uid}.json"] = {
            "@type": "ImpactCategory", "@id": uid, "name": each.name_en, "refUnit": each.unit,
            "impactFactors": [{"flow": {"@id": flow.get(uid, "f-ch4")}, "value": 2.0}]}  # fmt: skip
        if uid != leave_out:
            factors.append({"impactCategory": {"@id": uid}, "normalisationFactor": each.normalisation,
                            "weightingFactor": (each.weight_pct or 0) / 100 * weights})  # fmt: skip
    by_code = {each.code.split("-")[0]: each for each in FLOWS}
    for uid, code, unit in (("f-cs", "cs1", "kBq"), ("f-occ", "occ", "m2*a"), ("f-wat", "wat", "m3")):
        name = "Water" if code == "wat" else by_code[code].name
        place = "air" if code == "wat" else by_code[code].compartment
        files[f"flows/{uid}.json"] = {
            "@type": "Flow",
            "@id": uid,
            "name": name,
            "category": place,
            "flowProperties": [{"flowProperty": {"@id": f"p-{uid}"}, "isRefFlowProperty": True}],
        }
        files[f"flow_properties/p-{uid}.json"] = {"@id": f"p-{uid}", "unitGroup": {"@id": f"g-{uid}"}}
        files[f"unit_groups/g-{uid}.json"] = {"@id": f"g-{uid}", "units": [
            {"@id": f"u-{uid}", "name": unit, "conversionFactor": 1.0, "isRefUnit": True}]}  # fmt: skip
    files["lcia_methods/m.json"]["impactCategories"] = [{"@id": category.category_id} for category in categories]
    files["lcia_methods/m.json"]["nwSets"] = [{"@id": "s", "name": "global", "factors": factors}]
    return files


def write_olca(path: Path, files: Mapping[str, Any]) -> Path:
    return write_zip(
        path, {name: content if isinstance(content, str) else json.dumps(content) for name, content in files.items()}
    )
