"""Every case of cases/transport_cases.json: arithmetic of freight, defaults, and the heuristic that is not PEF's."""

from __future__ import annotations

import pytest

from ef_training.review.distance import freight


@pytest.fixture(scope="module")
def transport(case):
    return case("transport_cases")


@pytest.fixture(scope="module")
def cases(transport):
    return {entry["name"]: entry for entry in transport["cases"]}


def test_all_cases_are_known(cases):
    assert set(cases) == {
        "tkm",
        "outside Europe default, 12 g part",
        "volume limited truck",
        "return empty",
        "consumer car",
        "shared road/sea rule (NOT PEF, Ecobalyse heuristic)",
    }


@pytest.mark.parametrize("name", ["tkm", "outside Europe default, 12 g part"])
def test_tonne_kilometres(cases, name):
    entry = cases[name]
    found = {mode: freight.tonne_km(entry["mass_kg"], km) for mode, km in entry["legs_km"].items()}
    assert found == pytest.approx(entry["expected_tkm"])


def test_the_second_case_is_the_default_from_outside_europe(cases):
    legs = cases["outside Europe default, 12 g part"]["legs_km"]
    default = freight.SUPPLIER_TO_FACTORY["outside_Europe"]
    assert (legs["truck"], legs["ship"]) == (default["truck>32t EURO4"], default["ship transoceanic container"])


def test_a_lorry_limited_by_volume(cases):
    entry = cases["volume limited truck"]
    expected = entry["expected_vkm_per_tkm"]
    assert freight.vehicle_km_per_tkm(entry["payload_t"]) == pytest.approx(expected["full"])
    assert freight.vehicle_km_per_tkm(entry["load_t"]) == pytest.approx(expected["actual"])


def test_an_empty_return(cases, transport):
    entry = cases["return empty"]
    found = freight.average_utilisation(entry["outbound_load"], entry["return_load"], km=entry["one_way_km"])
    assert found == pytest.approx(entry["expected_average_utilisation"])
    assert found == transport["bulk_out_full_back_empty"] == freight.UTILISATION_BULK


def test_the_consumer_s_car(cases):
    entry = cases["consumer car"]
    found = freight.car_km(entry["product_volume_m3"], entry["trip_km"], share=entry["share"], trunk=entry["trunk_reference_m3"])
    assert found == pytest.approx(entry["expected_car_km_allocated"])
    assert entry["trunk_reference_m3"] == freight.TRUNK_M3
    assert freight.car_km(5.0, entry["trip_km"]) == entry["trip_km"], "never more than the whole trip"


def test_the_shared_rule_is_a_heuristic(cases):
    for road, sea, expected in cases["shared road/sea rule (NOT PEF, Ecobalyse heuristic)"]["cases"]:
        assert freight.road_or_sea(road, sea) == pytest.approx(tuple(expected))
    assert "not a rule of PEF" in (freight.road_or_sea.__doc__ or "")
    assert freight.road_or_sea(5000, 0) == (5000, 0)


def test_defaults(transport):
    assert transport["defaults_supplier_to_factory"] == {name: dict(legs) for name, legs in freight.SUPPLIER_TO_FACTORY.items()}
    assert transport["defaults_factory_to_client"] == {name: dict(legs) for name, legs in freight.FACTORY_TO_CLIENT.items()}
    assert transport["dc_to_client"] == dict(freight.CENTRE_TO_CLIENT)
    assert transport["utilisation_default"] == freight.UTILISATION
