"""The distance calculator: published distances, the mountains and the sea, the method beside the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.review.distance import MODES, PlaceError, distance, kind_of_mode
from ef_training.review.distance.places import great_circle, ports, towns
from ef_training.review.settings import ReviewSettings

NAUTICAL_MILE = 1.852


@pytest.mark.parametrize(
    ("start", "end", "mode", "km", "tolerance"),
    [
        # Freeway 1 from end to end: 374.3 km (Freeway Bureau)
        ("基隆港", "高雄港", "lorry", 374.3, 0.08),
        # western main line Keelung – Kaohsiung by the coast: 404.5 km (Taiwan Railways)
        ("基隆港", "高雄港", "rail", 404.5, 0.05),
        # Taiwan Railways: Badu – Su'ao 93.6, North Link 79.2, Taipei – Badu about 25 km; round by the north
        ("臺北市", "花蓮市", "rail", 195, 0.08),
        # Freeway 1, Keelung end to interchange Taichung: 178 km; without ways to and from the freeway the factor is too large
        ("25.133,121.740", "24.1752,120.6310", "lorry", 178, 0.10),
    ],
)
def test_published_ways_by_land(start, end, mode, km, tolerance):
    assert distance(start, end, mode).km == pytest.approx(km, rel=tolerance)


@pytest.mark.parametrize(
    ("start", "end", "miles"),
    [
        # nautical miles of published port-to-port tables, as recalled; shortest way through the canals
        ("新加坡", "鹿特丹", 8288),
        ("上海", "鹿特丹", 10525),
        ("香港", "新加坡", 1460),
        ("橫濱", "洛杉磯", 4839),
        ("高雄港", "鹿特丹", 10000),
    ],
)
def test_published_ways_by_sea(start, end, miles):
    assert distance(start, end, "ship").km == pytest.approx(miles * NAUTICAL_MILE, rel=0.03)


def test_kaohsiung_to_rotterdam_says_how():
    found = distance("高雄港", "鹿特丹", "ship")
    assert 18_400 < found.km < 18_800
    method = found.method.render("en")
    assert "searoute" in method
    assert "Suez Canal" in method
    assert f"{found.km:.0f} km" in method
    assert "searoute" in found.source.render("en")
    assert (found.start.code, found.end.code) == ("TWKHH", "NLRTM")


def test_without_suez_it_goes_round_the_cape():
    canal, cape = distance("TWKHH", "NLRTM", "ship"), distance("TWKHH", "NLRTM", "ship", avoid=["suez"])
    assert cape.km > canal.km + 5000
    assert "Cape of Good Hope" in cape.method.render("en")
    assert "Suez" not in cape.method.render("en")


def test_the_formula_stands_beside_the_number():
    found = distance("台中市西屯區", "高雄港", "lorry")
    start, end = towns()["臺中市", "西屯區"], ports()["TWKHH"].place
    circle = great_circle(start.lat, start.lon, end.lat, end.lon)
    assert found.km == pytest.approx(circle * 1.25)
    assert found.method.render("en") == f"great circle {circle:.1f} km × detour factor 1.25 (road) = {found.km:.0f} km"


def test_a_programme_sets_its_own_detour():
    short = distance("臺北市", "臺中市", "lorry", settings=ReviewSettings(road_detour=1.0))
    assert distance("臺北市", "臺中市", "lorry").km == pytest.approx(short.km * 1.25)


def test_the_mountains_are_gone_round():
    found = distance("臺中市", "花蓮市", "lorry")
    assert [place.name_zh for place in found.legs[1:-1]] == ["新北市坪林區", "宜蘭縣頭城鎮", "宜蘭縣蘇澳鎮"]
    assert found.km > 2 * great_circle(found.start.lat, found.start.lon, found.end.lat, found.end.lon)
    south = distance("高雄市", "臺東市", "lorry")
    assert [place.name_zh for place in south.legs[1:-1]] == ["屏東縣枋山鄉"]


@pytest.mark.parametrize(
    ("start", "end"), [("高雄", "馬公"), ("臺北", "東京"), ("上海", "臺北"), ("金門縣金城鎮", "臺中市"), ("倫敦", "巴黎")]
)
@pytest.mark.parametrize("mode", ["lorry", "rail"])
def test_no_road_crosses_the_sea(start, end, mode):
    with pytest.raises(PlaceError, match="the sea lies between"):
        distance(start, end, mode)


def test_the_next_port_and_taoyuan_are_named():
    ship = distance("臺中市", "上海", "ship")
    assert ship.start.code == "TWTXG"
    assert any("is no port" in note.render("en") for note in ship.notes)
    plane = distance("高雄市", "法蘭克福", "air")
    assert (plane.start.code, plane.end.code) == ("TPE", "FRA")
    assert any("main one" in note.render("en") for note in plane.notes)


def test_a_port_too_far_away_is_refused():
    with pytest.raises(PlaceError, match=r"is no port, and the nearest one listed, .* is [\d,]+ km away"):
        distance("0,0", "鹿特丹", "ship")
    note = distance("新竹科學園區", "鹿特丹", "ship").notes[0]
    assert "km away" in note.render("en")


def test_the_township_of_a_park_is_named_in_the_reader_s_language():
    note = distance("竹科", "高雄港", "lorry").notes[0]
    assert "East District, Hsinchu City" in note.render("en")
    assert "新竹市東區" in note.render("zh-TW")
    assert "District" not in note.render("zh-TW")


def test_air_is_great_circle_and_95_km():
    found = distance("TPE", "FRA", "air")
    circle = great_circle(found.start.lat, found.start.lon, found.end.lat, found.end.lon)
    assert found.km == pytest.approx(circle + 95)


def test_a_country_stands_for_its_port_and_that_is_noted():
    found = distance("日本", "高雄港", "ship")
    assert found.start.code == "JPYOK"
    assert any("日本" in note.render("en") for note in found.notes)
    with pytest.raises(PlaceError, match="is a country"):
        distance("德國", "鹿特丹", "lorry")


def test_both_places_are_reported_at_once():
    with pytest.raises(PlaceError) as caught:
        distance("中正區", "高雄崗", "lorry")
    first, second = caught.value.problems
    assert "基隆市中正區" in first.render("zh-TW")
    assert "臺北市中正區" in first.render("zh-TW")
    assert "高雄市" in second.render("zh-TW")


def test_one_point_is_no_distance():
    with pytest.raises(PlaceError, match="one point"):
        distance("臺北", "台北市", "lorry")
    with pytest.raises(PlaceError, match="both places lead to"):
        distance("臺中市", "臺中港", "ship")


def test_modes_of_the_form():
    assert [kind_of_mode(mode) for mode in ("lorry-35t", "van-3.5t", "rail", "ship-bulk", "air")] == [
        "lorry",
        "lorry",
        "rail",
        "ship",
        "air",
    ]
    with pytest.raises(PlaceError, match="is no mode"):
        distance("臺北", "臺中", "camel")


def test_as_data():
    found = distance("台中市西屯區", "高雄港", "lorry").as_dict("zh-TW")
    assert found["from"]["name"] == "臺中市西屯區"
    assert found["mode"] == "lorry"
    assert found["km"] > 200
    assert found["accuracy_km"] > 0
    assert found["from"]["source"]


MAIN = [place for place in towns().values() if place.land == "taiwan" and place.kind == "town"]


@given(st.sampled_from(MAIN), st.sampled_from(MAIN), st.sampled_from(["lorry", "rail"]))
def test_by_land_it_is_the_same_back_and_never_shorter_than_the_circle(a, b, mode):
    if (a.lat, a.lon) == (b.lat, b.lon):
        return
    there, back = distance(a, b, mode), distance(b, a, mode)
    assert there.km == pytest.approx(back.km)
    assert there.km >= great_circle(a.lat, a.lon, b.lat, b.lon)
    assert there.km < 800


def test_every_port_is_reached_from_kaohsiung():
    home = ports()["TWKHH"].place
    for code, item in ports().items():
        if code != "TWKHH":
            found = distance(home, item.place, "ship")
            circle = great_circle(home.lat, home.lon, item.place.lat, item.place.lon)
            assert 0.98 * circle < found.km < 30_000, code
    assert set(MODES) == {"lorry", "rail", "ship", "air"}
