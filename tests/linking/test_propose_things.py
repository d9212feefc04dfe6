"""Proposals: the thing itself before what stands in, solutions, liquefied gases, legs, plants abroad, what memory may say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from proposing import knowledge, line, proposed

from ef_training.errors import LinkError
from ef_training.forms import read_form
from ef_training.inventory.model import VIEWS, Target
from ef_training.linking.links.apply import foreign
from ef_training.linking.links.row import LinkRow, groups
from ef_training.linking.memory import Entry, Memory
from ef_training.linking.proposing.goods import load_goods
from ef_training.linking.proposing.propose import propose
from ef_training.linking.remember import COLUMNS, Vocabulary, reviewed_entries, write_proposals

INGOT, NITROGEN, LORRY, POWER, TAP = "moenv-46c8b0b0", "moenv-ab983df8", "moenv-9679f870", "moenv-24a2201d", "moenv-7f0f7f9a"
AOS, SOLAR = "moenv-f095f318", "moenv-3bb44036"


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "zh-TW"])


def rows(form, one, told=None, view="ef", **more):
    known = knowledge(told or {}, goods=load_goods(), **more)
    found = proposed(form, one, known=known, balance_entries=())
    return next(group for (_, there), group in found.items() if there == view)


@pytest.mark.parametrize(
    ("name", "unit", "dataset", "multiplier"),
    [
        ("鋁棒", "kg", "aluminium-extrusion", 1.0),
        ("6061鋁擠型", "kg", "aluminium-extrusion", 1.0),
        ("壓鑄鋁外殼", "kg", "aluminium-die-casting", 1.0),
        ("silicone ring", "kg", "silicone", 1.0),
        ("水溶性切削液", "kg", "cutting-oil", 1.0),
        ("環氧樹脂粉體塗料", "kg", "powder-coat", 1.0),
        ("清潔劑", "kg", "detergent", 1.0),
        ("PCB 四層板", "m2", "pcb-fr4", None),
        ("氨水 25 %", "kg", "ammonia", 0.25),
        ("氨水", "kg", "ammonia", None),
    ],
)
def test_the_thing_itself_goes_before_the_dataset_of_a_stand_in(hub, name, unit, dataset, multiplier):
    (row,) = rows(hub, line(name, "auxiliary", unit), {name: INGOT})
    assert row.target == dataset
    if unit == "kg":
        assert row.multiplier == multiplier


@pytest.mark.parametrize("name", ["清潔劑桶", "廢鋁棒", "再生鋁擠型"])
def test_another_thing_is_not_the_thing(name):
    assert load_goods().of(name) is None


def test_a_solution_counts_by_its_concentration_in_both_views(hub):
    soap = line("洗碗精", "auxiliary", concentration=0.18)
    assert [rows(hub, soap, {"洗碗精": AOS}, view)[0].multiplier for view in VIEWS] == [0.18, 0.18]
    plain = replace(soap, concentration=None)
    assert all("concentration" in rows(hub, plain, {"洗碗精": AOS}, view)[0].asks for view in VIEWS)


def test_a_volume_of_liquid_is_no_volume_of_gas(hub):
    (row,) = rows(hub, line("液氮", "auxiliary", "L"), {"液氮": NITROGEN}, "cfp")
    assert (row.multiplier, "liquefied" in row.asks) == (None, True)
    (row,) = rows(hub, line("氮氣", "auxiliary", "m3"), {"氮氣": NITROGEN}, "cfp")
    assert row.multiplier == 1.0


def test_a_leg_takes_the_vehicle_of_the_forms_factor_and_never_screening(hub):
    leg = line("原料進廠", "transport", "tkm")
    form = replace(hub, lines=(leg,), targets=tuple(Target("X1", view, "factor", LORRY) for view in VIEWS))
    (row,) = next(v for (_, view), v in groups(propose(form, knowledge(), lang="en").rows).items() if view == "ef")
    assert (row.kind, row.target, row.grade) == ("dataset", "lorry-16t", "proxy")
    form = replace(form, targets=tuple(Target("X1", view, "factor", "moenv-ad5b24ba") for view in VIEWS))
    (row,) = next(v for (_, view), v in groups(propose(form, knowledge(), lang="en").rows).items() if view == "ef")
    assert (row.kind, "what carries the goods" in row.asks) == ("", True)


def test_heat_of_a_kilogram_of_lpg_is_hinted_per_kilogram(hub):
    (row,) = rows(hub, line("液化石油氣", "energy", "kg"))
    assert "50.51 MJ/kg is usual: 27.78 MJ/L ÷ 0.55 kg/L" in row.asks


def test_abroad_power_is_asked_and_water_stands_in(hub):
    (row,) = rows(hub, line("電力", "energy", "kWh", country="VN"), {"電力": POWER}, "cfp")
    assert (row.multiplier, "grid of VN" in row.asks) == (None, True)
    water = line("自來水", "water", "m3", country="VN")
    for view in VIEWS:
        row = rows(hub, water, {"自來水": TAP}, view)[0]
        assert (row.grade, "that of VN" in row.note) == ("proxy", True)


def test_solar_power_is_never_that_of_the_grid(hub):
    (row,) = rows(hub, line("太陽能自發自用電力", "energy", "kWh"), {"太陽能自發自用電力": POWER}, "cfp")
    assert row.target == SOLAR


def test_a_proxy_does_not_say_same_product(hub):
    (row,) = rows(hub, line("門擋", "material"), {"門擋": "moenv-2a951d38"})
    assert (row.grade, "same product" in row.note) == ("proxy", False)


def test_memory_says_nothing_of_what_depends_on_the_plant(hub):
    diesel = [Entry("柴油", "energy", "cfp", "factor", code, reviewed_by="Lin") for code in ("moenv-160310ff", "moenv-1f1c7c1c")]
    power = Entry("電力", "energy", "ef", "dataset", "elec-tw-mv", reviewed_by="Lin")
    small = Entry("貼紙", "packaging", "ef", "left-out", omission="cut-off", reviewed_by="Lin")
    known = {"memory": Memory((*diesel, power, small))}
    assert not any(row.reason.startswith("from memory") for row in rows(hub, line("柴油", "energy", "L"), view="cfp", **known))
    (row,) = rows(hub, line("電力", "energy", "kWh", country="VN"), **known)
    assert "grid of VN" in row.asks
    assert all(row.kind != "left-out" for row in rows(hub, line("貼紙", "packaging"), **known))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"term": "全家福"}, "no public table"),
        ({"group": "energy"}, "not remembered"),
        ({"kind": "left-out", "target": ""}, "no kind of target"),
        ({"term": "白鐵\n板"}, "control character"),
    ],
)
def test_what_the_memory_refuses(tmp_path, changed, expected):
    row = dict.fromkeys(COLUMNS, "") | {"reviewed": "yes", "term": "白鐵板", "group": "material", "view": "ef"}
    row |= {"kind": "dataset", "target": "stainless-304", "grade": "proxy"} | changed
    path = write_proposals(tmp_path / "terms.csv", [row])
    with pytest.raises(LinkError, match=expected):
        reviewed_entries(path, by="Lin", words=Vocabulary({"白铁板": "白鐵板"}))


def test_links_of_another_form_are_noticed():
    lines = [line(name, line_id=f"M{at}") for at, name in enumerate(("鋁", "銅", "鋅", "錫"))]
    own = [LinkRow(one.line_id, "ef", "dataset", "zinc", line_name=one.name) for one in lines]
    assert foreign(lines, own, "links.csv") is None
    others = [replace(row, line_name=f"別的{row.line_name}") for row in own]
    problem = foreign(lines, others, "links.csv")
    assert problem is not None
    assert "4 of 4 lines" in problem.what.render("en")
    assert "別的" not in problem.what.render("en")
