"""Names are brought to one form before they are compared; spellings of the table are put right without harming sound ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import DataError
from ef_training.factors import load_factors
from ef_training.factors.naming.folding import canon, core, pieces
from ef_training.factors.naming.reading import read_name, squeezed
from ef_training.factors.naming.terms import Term, Terms, load_terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("不銹鋼", "不鏽鋼"),
        ("不锈钢", "不鏽鋼"),
        ("臺灣自來水", "台灣自來水"),
        ("ＰＰ　粒", "pp 粒"),
        ("Hot-melt adhesives", "hot melt adhesive"),
        ("FR-4", "fr4"),
        ("聚醯胺", "聚酰胺"),
    ],
)
def test_spellings_of_one_name_are_one(one, other):
    terms = load_terms()
    assert terms.read(one) == terms.read(other)


def test_plurals_lose_their_end_and_other_words_keep_it():
    assert canon("boxes screws") == "box screw"
    assert canon("stainless glass") == "stainless glass"


def test_core_leaves_brackets_and_what_follows_a_comma_out():
    assert core(canon("鹽酸，32％(工業級，直接化合法)")) == canon("鹽酸")
    assert core(canon("聚丙烯(PP)")) == canon("聚丙烯")


def test_pieces_are_pairs_of_characters_and_words():
    assert pieces(canon("不鏽鋼 PP粒")) == ["不锈", "锈钢", "pp", "粒"]


@given(st.sampled_from([factor.name for factor in load_factors()]))
def test_folding_twice_changes_nothing(name):
    assert canon(canon(name)) == canon(name)


def test_a_spelling_within_the_right_word_is_left_alone():
    terms = Terms((Term("stainles", "spelling", ("stainless",)), Term("硬酯酸", "spelling", ("硬脂酸",))))
    assert terms.read("stainless steel") == "stainless steel"
    assert terms.read("stainles steel") == "stainless steel"
    assert terms.read("硬酯酸鋅") == canon("硬脂酸鋅")


def test_spellings_of_the_table_leave_sound_names_of_the_catalogue_alone():
    terms = load_terms()
    changed = [factor.name for factor in load_factors() if terms.read(terms.read(factor.name)) != terms.read(factor.name)]
    assert changed == []


def test_the_thing_stands_last_and_an_unknown_end_makes_it_doubtful():
    things = {canon("大豆"): Term("大豆", "name", ("x",)), canon("油墨"): Term("油墨", "none")}
    head = read_name(canon("大豆油墨"), things, (), ()).parts[0].head
    assert head is not None
    assert head.kind == "none"
    doubtful = read_name(canon("大豆乾燥機"), things, (), ()).parts[0].head
    assert doubtful is not None
    assert doubtful.trust <= 0.5


def test_spaces_between_letters_and_characters_do_not_part_a_term():
    assert squeezed("pe 袋 no 1") == "pe袋no 1"
    things = {"pe袋": Term("PE袋", "name", ("x",))}
    assert read_name("pe 袋", things, (), ()).parts[0].head is not None


def test_all_rows_of_a_bad_table_are_named(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("term,kind,means,note\n白鐵仔,nonsense,不鏽鋼,\n,name,x,\n白板,name,,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_terms(path)
    assert len(caught.value.problems) == 3


def test_a_table_of_ones_own_counts_before_the_shipped_one(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("term,kind,means,note\nPP粒,name,高密度聚乙烯,\n", encoding="utf-8")
    own, shipped = load_terms(path), load_terms()
    assert own.of("name")[canon("PP粒")].means == ("高密度聚乙烯",)
    assert shipped.of("name")[canon("PP粒")].means == ("聚丙烯",)
    assert own.sha256 != shipped.sha256
    assert own.sources == (str(path),)
