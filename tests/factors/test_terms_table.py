"""The table of terms that is shipped: every meaning leads somewhere, no term stands twice, look-alikes are kept apart."""

from collections import Counter

import pytest

from ef_training.background import load_processes
from ef_training.factors import load_factors, load_gwp
from ef_training.factors.naming.folding import canon, core
from ef_training.factors.naming.ranking import NameIndex
from ef_training.factors.naming.terms import THINGS, Term, Terms, load_terms

SPLITTING = "()（）,，、/+&"
FOREIGN = ("工業用水", "飲用水", "汽油（未燃燒", "液化天然氣（未燃燒", "燃料油（未燃燒")
"""Names of foreign data that their own words lead away from on purpose: to Taiwan's."""


@pytest.fixture(scope="module")
def terms() -> Terms:
    return load_terms()


@pytest.fixture(scope="module")
def factors() -> dict[str, str]:
    return {one.factor_id: one.name for one in load_factors() if one.offered}


@pytest.fixture(scope="module")
def datasets() -> dict[str, str]:
    return {code: f"{one.name_en}|{one.name_zh}" for code, one in load_processes().items()}


@pytest.fixture(scope="module")
def index(terms: Terms, factors: dict[str, str]) -> NameIndex:
    return NameIndex(tuple(factors.items()), terms)


def _led_to(index: NameIndex, query: str) -> set[str]:
    """The names that the words of a query lead to."""
    return {index.names[position] for position in index.evidence(index.read(query))}


def test_no_term_stands_twice_with_one_use(terms: Terms) -> None:
    uses = Counter((canon(one.text), "thing" if one.kind in THINGS else one.kind) for one in terms.terms)
    assert [use for use, count in uses.items() if count > 1] == []


@pytest.mark.parametrize("kind", ["name", "stand-in", "source", "treatment", "mode"])
def test_every_meaning_finds_a_factor_or_a_dataset(
    terms: Terms, factors: dict[str, str], datasets: dict[str, str], kind: str
) -> None:
    names = [canon(name) for name in (*factors.values(), *datasets.values())]
    names += [core(name) for name in names]
    meanings = {means for one in terms.terms if one.kind == kind for means in one.means}
    lost = [means for means in meanings if not any(canon(means) in name for name in names)]
    assert meanings
    assert lost == []


def test_what_the_catalogue_lacks_means_a_dataset_or_nothing(
    terms: Terms, factors: dict[str, str], datasets: dict[str, str]
) -> None:
    meanings = {canon(means) for one in terms.terms if one.kind == "none" for means in one.means}
    assert [means for means in meanings if any(means in canon(name) for name in factors.values())] == []
    assert [means for means in meanings if not any(means in canon(name) for name in datasets.values())] == []


def test_every_gas_is_in_the_table_of_warming_potentials(terms: Terms) -> None:
    known = {entry.substance for entry in load_gwp().entries}
    meant = {means for one in terms.terms if one.kind == "gwp" for means in one.means}
    assert meant <= known


def test_no_term_means_itself(terms: Terms) -> None:
    named = [one for one in terms.terms if one.kind in ("name", "stand-in", "spelling")]
    assert [one.text for one in named if canon(one.means[0]) == canon(one.text)] == []


def test_what_may_stand_in_or_is_lacking_says_so_in_both_languages(terms: Terms) -> None:
    def sound(one: Term) -> bool:
        chinese, bar, english = one.note.partition("｜")
        return bool(bar and chinese and english[:1].isascii() and english) and not chinese.isascii()

    silent = [one.text for one in terms.terms if (one.note or one.kind in ("stand-in", "none")) and not sound(one)]
    assert silent == []


def test_no_term_holds_a_mark_at_which_names_are_parted(terms: Terms) -> None:
    assert [one.text for one in terms.terms if one.kind in (*THINGS, "word") and set(one.text) & set(SPLITTING)] == []


def test_no_term_hides_a_name_of_the_catalogue_as_lacking(terms: Terms, index: NameIndex) -> None:
    names = {core(canon(name)) for name in index.names}
    hidden = [one.text for one in terms.terms if one.kind in ("none", "word") and canon(one.text) in names]
    assert hidden == []


def test_a_spelling_put_right_stays_right(terms: Terms) -> None:
    for one in terms.terms:
        right = terms.read(one.text)
        assert terms.read(right) == right, one.text


def test_nearly_every_name_of_the_catalogue_leads_to_itself(index: NameIndex) -> None:
    lost = [name for name in index.names if name not in _led_to(index, name) and not name.startswith(FOREIGN)]
    assert len(lost) < 0.01 * len(index.names), lost


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("白鐵板", "不銹鋼冷軋鋼捲（304系列，2B表面）"),
        ("SUS304 2B", "不銹鋼冷軋鋼捲（304系列，2B表面）"),
        ("SPCC 1.2t", "冷軋鋼捲"),
        ("SECC", "電鍍鋅鋼捲"),
        ("塑膠米 PP", "聚丙烯(PP)"),
        ("甘油", "丙三醇"),
        ("純鹼", "碳酸鈉"),
        ("片鹼", "氫氧化鈉，32％"),
        ("小蘇打", "碳酸氫鈉"),
        ("雙氧水 50%", "過氧化氫，30％"),
        ("沙拉油", "食用大豆油"),
        ("不飽和聚酯樹脂", "不飽和聚酯樹脂"),
        ("nylon 66", "聚醯胺66(尼龍66)"),
        ("caustic soda", "氫氧化鈉，45％"),
        ("stretch film", "伸縮膜(LLDPE)"),
        ("赛钢", "聚甲醛"),
        ("硅酸鈉", "矽酸鈉"),
    ],
)
def test_trade_names_lead_to_what_they_are(index: NameIndex, query: str, name: str) -> None:
    assert name in _led_to(index, query)


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("硫酸鋁", "氫氧化鋁"),
        ("鈦板", "二氧化鈦(非食品級)"),
        ("矽膠", "矽酸鈉"),
        ("PLA粒", "PLA蛋盤(10盒裝)"),
        ("大豆油墨", "食用大豆油"),
        ("黃豆", "食用大豆油"),
        ("木棧板", "紙棧板"),
        ("白煙", "碳黑"),
        ("輪胎", "再生料-廢輪胎-橡膠粉"),
        ("酚", "酚醛樹脂"),
        ("鋰電池", "單晶矽太陽能電池"),
        ("carbon fiber", "玻璃纖維絲"),
        ("titanium bar", "直棒鋼"),
        ("PP射出加工", "聚丙烯(PP)"),
    ],
)
def test_what_only_looks_alike_is_not_suggested(index: NameIndex, query: str, other: str) -> None:
    reading = index.read(query)
    assert other not in _led_to(index, query)
    assert reading.nothing is not None
    assert reading.nothing.remark is not None


def test_what_the_catalogue_lacks_is_found_among_datasets(terms: Terms, datasets: dict[str, str]) -> None:
    index = NameIndex(tuple(datasets.items()), terms)
    for query, code in (("木棧板", "pallet-wood"), ("氧化鋁", "alumina"), ("外購蒸汽", "steam-natgas"), ("焦炭", "coke")):
        found = [one.code for one in index.rank(query, limit=1)]
        assert found == [code], query
