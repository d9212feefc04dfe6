"""Ways of waste: one table, read alike by the review and by the proposals."""

from __future__ import annotations

import pytest

from ef_training.inventory.model import Line
from ef_training.inventory.waste_ways import waste_ways, way_of_line, way_of_treatment, ways_of_service
from ef_training.linking.proposing.waste_words import burden_free, waste_role

NAMES = (
    "sold",
    "recycling",
    "solidified",
    "incineration",
    "thermal",
    "physical",
    "landfill",
    "composting",
    "wastewater",
    "agent",
)


def waste(name: str, treatment: str = "", note: str = "", *, stage: str = "manufacturing") -> Line:
    return Line("W1", stage, "waste", name, 1.0, "kg", "unit", treatment=treatment, note=note)


def test_every_way_has_words_and_no_word_stands_for_two() -> None:
    assert tuple(way.name for way in waste_ways()) == NAMES
    for lists in (lambda way: (*way.words, *way.treatment), lambda way: (*way.words, *way.service)):
        words = [word for way in waste_ways() for word in lists(way)]
        assert len(words) == len(set(words))
        assert all(word == word.strip().casefold() for word in words)
        assert all(lists(way) for way in waste_ways() if way.name != "agent")


@pytest.mark.parametrize(
    ("name", "treatment", "note", "way"),
    [
        ("下腳料賣出", "", "", "sold"),
        ("Offcuts", "to sell", "", "sold"),
        ("廢潤滑油", "re-refining", "", "recycling"),
        ("廢塑膠", "熱裂解", "", "thermal"),
        ("切削液", "循環使用", "", "recycling"),
        ("Rags", "incinerator", "", "incineration"),
        ("Peels", "composting", "", "composting"),
        ("Copper sludge", "recovery", "", "recycling"),
        ("廢樹脂", "回收後焚化", "", "incineration"),
        ("廢膠膜", "能源回收", "", "thermal"),
        ("Film", "energy recovery", "", "thermal"),
        ("污泥", "固化後掩埋", "", "solidified"),
        ("鐵屑", "回收", "出售給廢鐵商", "sold"),
        ("廢布", "委外清運", "焚化", "incineration"),
        ("焚化底渣", "再利用", "", "recycling"),
        ("焚化底渣", "掩埋", "", "landfill"),
        ("燃燒灰渣", "", "", ""),
        ("熱處理廢油", "", "", ""),
        ("廢紙", "委託清除", "", ""),
        ("廢紙", "", "", ""),
    ],
)
def test_the_way_of_a_line(name: str, treatment: str, note: str, way: str) -> None:
    assert way_of_line(waste(name, treatment, note)) == way


@pytest.mark.parametrize(
    "treatment", ["賣出", "to sell", "re-refining", "循環使用", "recovery", "回收後焚化", "incinerator", "熱裂解", "掩埋"]
)
def test_what_the_review_knows_the_proposals_know_too(treatment: str) -> None:
    """A way that the review takes for sold or recycled is free in the proposals, one it takes for burned has a treatment."""
    way, line = way_of_treatment(treatment), waste("下腳", treatment)
    free = burden_free(line)
    assert (free is not None) == (way in ("sold", "recycling"))
    assert bool(waste_role(line)) == (way in ("incineration", "thermal", "landfill"))


def test_recycling_at_the_end_of_life_is_collected_and_sorted_and_what_is_burned_after_it_is_burned() -> None:
    assert waste_role(waste("廢包裝", "回收", stage="end-of-life")) == "recycling"
    assert waste_role(waste("廢包裝", "回收後焚化", stage="end-of-life")) == "incineration"


def test_names_of_services_have_words_of_their_own() -> None:
    assert ways_of_service("有機廢棄物免發酵轉化肥料處理服務") == {"composting"}
    assert ways_of_service("廢(污)水處理服務") == {"wastewater"}
    assert ways_of_service("chemical plant, sewage pump") == frozenset()
