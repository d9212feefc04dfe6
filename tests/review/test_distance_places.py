"""The gazetteer: names, suffixes, addresses, ambiguity, and that its tables hold what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.review.distance import PlaceError, find_place, known_place
from ef_training.review.distance.find import country_in, country_of
from ef_training.review.distance.places import airports, cities, countries, great_circle, parks, ports, towns


@pytest.mark.parametrize(
    ("text", "prefer", "name"),
    [
        ("台中市西屯區", "", "臺中市西屯區"),
        ("臺中西屯", "", "臺中市西屯區"),
        ("407臺中市西屯區工業區一路100號", "", "臺中市西屯區"),
        ("高雄市小港區中山四路1號", "", "高雄市小港區"),
        ("No. 1, Gongye Rd., Xitun District, Taichung City", "", "臺中市西屯區"),
        ("彰化", "", "彰化縣彰化市"),
        ("彰化縣", "", "彰化縣"),
        ("竹科", "", "新竹科學園區"),
        ("六輕", "", "雲林離島式基礎工業區"),
        ("林園工業區", "", "林園工業區"),
        ("高雄港", "port", "高雄港"),
        ("twkhh", "port", "高雄港"),
        ("Rotterdam", "port", "鹿特丹港"),
        ("鹿特丹", "", "鹿特丹"),
        ("桃園機場", "airport", "桃園國際機場"),
        ("示範供應商丙（中國寧波）", "", "寧波"),
        ("Demo supplier C (Ningbo, China)", "", "寧波"),
    ],
)
def test_names_and_addresses(text, prefer, name):
    assert find_place(text, prefer=prefer).name_zh == name


@pytest.mark.parametrize("text", ["中正區", "東區", "新竹", "永康", "大安區"])
def test_ambiguous_names_ask(text):
    with pytest.raises(PlaceError) as caught:
        find_place(text)
    rendered = caught.value.render("zh-TW")
    assert "、" in rendered
    assert text in rendered
    assert known_place(text) is None


def test_a_country_narrows_it():
    assert find_place("永康", country="TW").name_zh == "臺南市永康區"
    assert find_place("永康", country="CN").country == "CN"


@pytest.mark.parametrize(
    ("text", "near"), [("高雄缸", "高雄港"), ("臺中式", "臺中市"), ("Roterdam", "鹿特丹"), ("基龍港", "基隆港")]
)
def test_unknown_names_get_the_nearest(text, near):
    with pytest.raises(PlaceError) as caught:
        find_place(text)
    assert near in caught.value.render("zh-TW")


@pytest.mark.parametrize(
    "text", ["中山路1段", "臺灣中部，示範工業區", "Demonstration industrial park, central Taiwan", "示範供應商甲（鍛造）", ""]
)
def test_a_street_or_a_company_is_no_place(text):
    assert known_place(text) is None


def test_a_point_lies_where_it_lies():
    here = find_place("25.05, 121.56")
    assert (here.lat, here.lon, here.country, here.region) == (25.05, 121.56, "TW", "west")
    assert find_place("48.1,11.6").country == ""
    with pytest.raises(PlaceError, match="is no position"):
        find_place("91,10")


def test_countries():
    assert [country_of(text) for text in ("中國大陸", "vn", "Atlantis")] == ["CN", "VN", ""]
    assert [country_in(text) for text in ("中國大陸江蘇省", "Demo supplier, Germany", "台灣", "示範", "")] == [
        "CN",
        "DE",
        "TW",
        "",
        "",
    ]


def test_taiwan_is_whole():
    places = towns()
    assert sum(place.kind == "town" for place in places.values()) == 368
    assert sum(place.kind == "county" for place in places.values()) == 22
    assert {county for county, town in places if town} == {county for county, town in places if not town}
    assert {place.land for place in places.values()} == {
        "taiwan",
        "penghu",
        "kinmen",
        "matsu",
        "lanyu",
        "ludao",
        "liuqiu",
        "wuqiu",
    }
    assert places["臺東縣", "臺東市"].region == "taitung"
    for place in places.values():
        assert 21.8 < place.lat < 26.5, place.name_zh
        assert 118.1 < place.lon < 122.1, place.name_zh
        assert place.accuracy_km >= 1


@given(st.sampled_from(sorted(towns())))
def test_every_full_name_leads_back_to_its_township(key):
    place = towns()[key]
    assert find_place(place.name_zh) == place
    assert find_place(f"{place.name_zh.replace('臺', '台')}中山路3號") == place
    assert find_place(place.name_en) == place


def test_tables_are_sound():
    assert len(ports()) >= 120
    assert len(parks()) >= 60
    assert len(cities()) >= 200
    assert len(airports()) >= 60
    for item in (*ports().values(), *airports().values(), *cities(), *parks()):
        assert -90 < item.place.lat < 90
        assert -180 < item.place.lon < 180
        assert item.place.source
        assert item.place.country in countries()
    for country in countries().values():
        assert country.port in ports()
        assert country.airport in airports()
    for code in ports():
        assert len(code) == 5
        assert code[:2] == ports()[code].place.country


def test_coordinates_of_ports_are_searoute_s():
    from searoute.data.ports_dict import node_list

    theirs = {node["port"]: node for node in node_list.values()}
    checked = 0
    for code, item in ports().items():
        if item.place.source.startswith("searoute"):
            node = theirs[item.place.source.removeprefix("searoute").strip() or code]
            assert great_circle(item.place.lat, item.place.lon, node["y"], node["x"]) < 0.1, code
            checked += 1
    assert checked > 150
