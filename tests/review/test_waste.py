"""Waste: treatment, distance, mass, dangerous names, sold scrap."""

from __future__ import annotations

from typing import Any

import pytest
from small_forms import LINES, findings, line, plant, told, without
from test_transport import haul, leg

from ef_training.inventory.model import Line, Origin, ProcessStep
from ef_training.inventory.waste_ways import way_of_treatment


def waste(name: str = "General waste", treatment: str = "Incineration", **values: Any) -> Line:
    return line(
        "R5",
        values.pop("group", "waste"),
        name,
        values.pop("amount", 2.0),
        values.pop("unit", "kg"),
        treatment=treatment,
        **values,
    )


def kinds(*more: Line, **values: Any) -> list[tuple[str, str]]:
    return [(severity, kind) for severity, kind, _ in told(plant(*more, **values), "waste")]


WAY = leg("R5", 1, "lorry-16t", 30, 0.002, stage="manufacturing")


def test_a_stream_with_treatment_and_distance_is_fine():
    assert kinds(waste(), WAY) == []


def test_no_treatment():
    assert told(plant(waste(treatment=""), WAY), "waste") == [("warning", "no-treatment", "Waste!I5")]
    water = waste("Process water", "", group="wastewater", unit="m3")
    assert kinds(water) == [("warning", "no-treatment")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("焚化", "incineration"), ("Landfill", "landfill"), ("固化後掩埋", "solidified"), ("物化處理後掩埋", "physical"),
        ("廢潤滑油再生", "recycling"), ("出售再生", "sold"), ("工業區污水處理廠", "wastewater"),
        ("sewer to treatment plant", "wastewater"),
        ("委託清除機構", "agent"), ("丟掉", ""), ("thrown away", ""),
    ],
)  # fmt: skip
def test_words_of_treatments(text, kind):
    assert way_of_treatment(text) == kind


def test_every_proposed_treatment_is_known():
    from ef_training.forms.layout import load_importer

    proposed = load_importer("itri").suggestions["treatment"]
    assert all(way_of_treatment(text) for texts in proposed.values() for text in texts)


def test_an_unknown_treatment_is_asked_about():
    assert told(plant(waste(treatment="丟掉"), WAY), "waste") == [("question", "unknown-treatment", "Waste!I5")]


@pytest.mark.parametrize(
    ("name", "treatment", "kind"),
    [
        ("Waste oil", "委外清運", "only-fetched"),
        ("Waste oil", "委託合格廠商處理", "only-fetched"),
        ("Waste oil", "collected by contractor", "only-fetched"),
        ("Waste oil", "委外焚化", ""),
        ("廢切削油", "垃圾車清運", "with-rubbish"),
        ("Waste oil", "household rubbish", "with-rubbish"),
        ("一般事業廢棄物", "清潔隊", ""),
        ("General waste", "Rubbish lorry", ""),
        ("廢溶劑", "垃圾車", "dangerous"),
    ],
)
def test_who_fetches_it_is_no_treatment(name, treatment, kind):
    assert [found for _, found in kinds(waste(name, treatment), WAY)] == ([kind] if kind else [])


def test_rubbish_at_the_end_of_life_is_what_a_household_does():
    bag = line("R5", "waste", "Used box", 2.0, "kg", stage="end-of-life", treatment="垃圾車", note="運輸另計")
    assert kinds(bag) == []


def test_many_without_a_treatment_are_one_finding():
    wastes = [line(f"R{n}", "waste", f"waste {n}", 2.0, "kg", note="運輸另計") for n in (5, 6, 7)]
    found = [finding for finding in findings(plant(*wastes), "waste") if finding.kind == "no-treatment"]
    assert [len(finding.where) for finding in found] == [6]
    assert "R6 waste 6" in found[0].what.render("en")


def test_no_distance():
    assert told(plant(waste()), "waste") == [("question", "no-distance", "Waste!B5")]


def test_distance_by_other_ways():
    assert kinds(waste(note="清運由承包商運輸，併入 R02")) == []
    assert kinds(waste(treatment="回收再利用")) == []
    assert kinds(waste(), haul("廢棄物清運至焚化廠", "lorry-16t", 30)) == [("question", "no-distance")]
    lorry = Line("T9", "manufacturing", "transport", "廢棄物清運", 1.0, "tkm", "product", treatment="lorry-16t")
    assert kinds(waste(), lorry) == []


def test_pieces_without_mass():
    assert ("question", "pieces") in kinds(waste("Drums", unit="item", treatment="recycling"))
    assert kinds(waste("Drums", unit="item", treatment="recycling", mass_per_piece=1.0)) == []


@pytest.mark.parametrize(
    ("name", "treatment", "expected"),
    [
        ("廢溶劑", "一般垃圾焚化", True),
        ("電鍍污泥", "掩埋", True),
        ("電鍍污泥", "固化後掩埋", False),
        ("Spent acid", "Sewer", True),
        ("Spent acid", "Physical or chemical treatment", False),
        ("General waste", "Landfill", False),
    ],
)
def test_dangerous_names_need_their_own_way(name, treatment, expected):
    found = kinds(waste(name, treatment), WAY)
    assert (("warning", "dangerous") in found) is expected


def test_sold_as_waste_is_told_and_a_treated_co_product_asked_about():
    assert kinds(waste("PP lumps", "Sold")) == [("info", "sold")]
    assert kinds(waste("PP lumps", "Landfill", group="co-product"), lines=without("R2")) == [("question", "co-product-treated")]


def test_scrap_of_a_cutting_process_is_missed():
    step = ProcessStep(1, "CNC turning", "bar", "axles", origin=Origin("form.xlsx", "Flow", "B2"))
    heavy = tuple(line("M2", "material", "Bar", 150.0, "kg") if item.line_id == "M2" else item for item in without("R2"))
    assert told(plant(waste(), WAY, lines=heavy, process_steps=(step,)), "waste") == [("question", "no-scrap", "Waste")]
    assert kinds(waste("Chips", "Sold"), lines=heavy, process_steps=(step,)) == [("info", "sold")]
    assert kinds(waste(), WAY, lines=without("R2"), process_steps=(step,)) == [], "nothing is left over"


def test_more_scrap_than_the_materials_leave_is_a_hint():
    heavy = tuple(line("M2", "material", "PP", 120.0, "kg") if item.line_id == "M2" else item for item in without("R2"))
    scrap = line("R6", "co-product", "PP sprues", 60.0, "kg", treatment="Sold")
    assert told(plant(scrap, lines=heavy), "waste") == [("info", "more-than-materials-leave", "Waste!C6")]
    assert len(LINES) == 4


def test_sentences_are_whole_in_both_languages():
    for lang in ("en", "zh-TW"):
        for finding in findings(plant(waste(treatment="")), "waste"):
            assert all("{" not in part.render(lang) for part in (finding.what, finding.why, finding.mend))
