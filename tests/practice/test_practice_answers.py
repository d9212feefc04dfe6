"""Answers with room to move: alternatives, parts, lines without a factor, and legs that go another way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ef_training.cli.factors_practise import _text
from ef_training.factors import load_factors, load_gwp
from ef_training.factors.naming.terms import load_terms
from ef_training.factors.sheet.typed import Choice
from ef_training.factors.suggesting.suggest import Suggester
from ef_training.forms import read_form
from ef_training.inventory.model import Inventory
from ef_training.practice.compare import advice_of, picks_of_copy, practise
from ef_training.practice.form import Exercise
from ef_training.practice.key import Key, read_key
from ef_training.practice.result import Practice, percentage
from ef_training.practice.transport import MODES, modes
from ef_training.practice.values import Pick, Said, Values

CATALOGUE, GWP = load_factors(), load_gwp()
GRID, OLDER = "moenv-24a2201d", "moenv-3959d23a"


@pytest.fixture(scope="module")
def hub(forms) -> Inventory:
    return read_form(forms["aluminium-hub", "zh-TW"])


@pytest.fixture(scope="module")
def key() -> Key:
    return read_key("aluminium-hub", catalogue=CATALOGUE, gwp=GWP)


@pytest.fixture(scope="module")
def advice(hub):
    return advice_of(hub, Suggester(CATALOGUE, GWP, load_terms(), year=hub.period_end.year))


def judge(inventory: Inventory, picks, key: Key | None = None, **options) -> Practice:
    return practise(inventory, picks, catalogue=CATALOGUE, gwp=GWP, key=key, **options)


def row(practice: Practice, line_id: str):
    return next(row for row in practice.rows if row.line_id == line_id)


def said(judged, lang: str = "en") -> str:
    return "\n".join(entry.render(lang) for entry in judged.said)


def plain(tmp_path, text: str) -> Key:
    (tmp_path / "key.csv").write_text(text, encoding="utf-8")
    return read_key(tmp_path / "key.csv", catalogue=CATALOGUE, gwp=GWP)


# ---------------------------------------------------------------- alternatives and parts


def test_an_alternative_that_the_key_accepts_has_no_effect_but_its_multiplier_must_fit(hub, tmp_path):
    answers = plain(tmp_path, f"E01;{GRID}|{OLDER};\n")
    right = judge(hub, {"E01": (Pick("factor", OLDER),)}, answers)
    assert (row(right, "E01").kind, row(right, "E01").effect, right.effect, right.right) == ("right", 0.0, 0.0, 1)
    wrong = judge(hub, {"E01": (Pick("factor", OLDER, 3.0),)}, answers)
    assert row(wrong, "E01").kind == "multiplier"
    assert wrong.effect > 0


def test_that_none_is_acceptable_may_be_an_alternative(hub, tmp_path):
    answers = plain(tmp_path, f"E01;{GRID}|none;\nE02;moenv-79168308;\n")
    practice = judge(hub, {"E02": (Pick("left-out", ""),)}, answers)
    assert (row(practice, "E01").kind, row(practice, "E02").kind) == ("right", "left-out")


def test_what_a_right_choice_leaves_out_is_known(hub, key):
    """Forged blanks take an ingot and the power of the forge: one drop-down holds one factor, and the rest is told."""
    judged = row(judge(hub, {"M01": (Pick("factor", "moenv-46c8b0b0"),)}, key), "M01")
    values = Values(CATALOGUE, GWP)
    assert (judged.kind, judged.effect) == ("right", 0.0)
    assert judged.rest > 0
    whole = {target.target for target in key.lines["M01"].targets}
    assert len(whole) > 1
    assert all(values.find("factor", target).name in said(judged) for target in whole - {"moenv-46c8b0b0"})
    everything = judge(hub, {"M01": tuple(Pick("factor", t.target, t.multiplier) for t in key.lines["M01"].targets)}, key)
    assert row(everything, "M01").rest == 0


# ---------------------------------------------------------------- without a factor


def test_what_the_program_itself_finds_nothing_for_may_be_left_without(hub, key, advice):
    """Pallet and sealing agent: the key takes what stands in, the program suggests none."""
    for picks in ({}, {"P05": (Pick("left-out", ""),), "M13": (Pick("left-out", ""),)}):
        practice = judge(hub, picks, key, advice=advice)
        for line_id in ("P05", "M13"):
            judged = row(practice, line_id)
            assert judged.kind == "defensible"
            assert key.lines[line_id].targets[0].target in said(judged)
            assert judged.effect == -judged.key_value
        assert practice.defensible == 2
        assert "2 more defensible" in practice.score.render("en")
        assert row(practice, "E01").kind == "nothing"
    assert judge(hub, {}, key).defensible == 0
    assert row(judge(hub, {"E01": (Pick("left-out", ""),)}, key, advice=advice), "E01").kind == "left-out"


def test_none_in_a_drop_down_is_a_line_left_out(hub, key):
    picks = picks_of_copy({"A04": Choice("none", ""), "E01": Choice("none", ""), "E02": Choice("factor", GRID, 0.5)})
    assert picks["E02"] == (Pick("factor", GRID, 0.5),)
    practice = judge(hub, picks, key)
    assert (row(practice, "A04").kind, row(practice, "E01").kind) == ("right", "left-out")


# ---------------------------------------------------------------- means of transport


def test_an_air_factor_on_a_ship_leg_is_noticed_without_a_key(hub):
    air = next(factor for factor in CATALOGUE if "航空貨物" in factor.name and factor.unit == "tkm")
    sea = next(factor for factor in CATALOGUE if "海運貨物" in factor.name and factor.unit == "tkm")
    judged = row(judge(hub, {"T02": (Pick("factor", air.factor_id),)}), "T02")
    assert judged.kind == "mode"
    assert "by sea" in said(judged)
    assert "by air" in said(judged)
    assert row(judge(hub, {"T02": (Pick("factor", sea.factor_id),)}), "T02").kind != "mode"
    assert row(judge(hub, {"T01": (Pick("factor", sea.factor_id),)}), "T01").kind == "mode"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("貨櫃船", "sea"),
        ("Container ship", "sea"),
        ("空運", "air"),
        ("air freight", "air"),
        ("火車", "rail"),
        ("貨櫃車", "road"),
        ("16 t truck", "road"),
    ],
)
def test_words_of_the_means_of_transport(text, mode):
    assert modes(text) == {mode}
    assert mode in MODES


def test_words_that_only_hold_such_a_word_tell_nothing():
    assert modes("repair of chairs, training, shipped-in broadband") - {"sea"} == set()
    assert modes("人力搬運") == set()


# ---------------------------------------------------------------- languages and signs


def test_names_and_notes_come_in_the_language_of_the_sentence(hub, key):
    practice = judge(hub, {"A01": (Pick("gwp", "R-410A@AR5"),), "M13": (Pick("factor", GRID),)}, key)
    for line_id in ("A01", "M13"):
        english, chinese = (said(row(practice, line_id), lang) for lang in ("en", "zh-TW"))
        assert "｜" not in english + chinese
        assert english.isascii() or "無封孔劑" not in english
    assert "no factor for sealing agents" in said(row(practice, "M13"), "en")
    assert "無封孔劑係數" in said(row(practice, "M13"), "zh-TW")
    assert Said("甲｜a\n乙｜b").render("en") == "a; b"
    assert Said("甲｜a\n乙｜b").render("zh-TW") == "甲；乙"


def test_what_rounds_to_nothing_has_no_sign():
    assert percentage(-1e-7, 2) == percentage(1e-7, 2) == "0.00 %"
    assert (percentage(-0.0812, 1), percentage(0.5, 1)) == ("−8.1 %", "+50.0 %")


def test_the_console_tells_what_is_missing_in_a_right_line(hub, key):
    practice = judge(hub, {"M01": (Pick("factor", "moenv-46c8b0b0"),)}, key)
    told = [line for line in _text(Exercise(hub, practice, ()), "en") if line.startswith("    M01 (+")]
    assert len(told) == 1
    assert "right for the largest part" in told[0]
    small = replace(practice, rows=tuple(replace(one, rest_share=0.001) for one in practice.rows))
    assert not any("M01 (" in line for line in _text(Exercise(hub, small, ()), "en"))
