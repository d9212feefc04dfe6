"""Differences between packs: what is named, how large, in which order."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ef_training.method_pack import MethodPack, load_pack
from ef_training.method_pack.diff import COLUMNS, counts, diff_factors, diff_packs, largest
from ef_training.method_pack.model import FACTOR_COLUMNS

VALUES = {"a": 1.0, "b": 10.0, "c": 0.0, "d": -2.0, "e": 5.0, "f": 3.0}
CHANGED = {"a": 2.0, "b": 1.0, "c": 4.0, "d": 2.0, "e": 5.0, "g": 7.0, "h": -70.0}


def frame(values: dict[str, float], category: str = "climate-change") -> pd.DataFrame:
    rows = [
        {"category_id": category, "database": "list", "flow_code": code, "flow_name": code, "value": value}
        for code, value in values.items()
    ]
    return pd.DataFrame(rows).reindex(columns=list(FACTOR_COLUMNS), fill_value="")


@pytest.fixture(scope="module")
def whole() -> MethodPack:
    return load_pack("ef-3.1")


def test_factors_by_hand() -> None:
    table = diff_factors(frame(VALUES), frame(CHANGED))
    assert tuple(table.columns) == COLUMNS
    rows = [(row.change, row.flow_code, row.a, row.b, row.ratio) for row in table.fillna(-99).itertuples()]
    assert rows == [
        ("changed", "c", 0.0, 4.0, -99),  # from 0: no ratio, the largest of changes
        ("changed", "d", -2.0, 2.0, -1.0),  # the sign turned
        ("changed", "b", 10.0, 1.0, 0.1),
        ("changed", "a", 1.0, 2.0, 2.0),
        ("added", "h", -99, -70.0, -99),
        ("added", "g", -99, 7.0, -99),
        ("removed", "f", 3.0, -99, -99),
    ]
    assert counts(table) == {"climate-change": {"added": 2, "removed": 1, "changed": 4}}
    assert list(largest(table, "climate-change", 2)["flow_code"]) == ["c", "d"]


def test_a_pack_does_not_differ_from_itself(whole: MethodPack) -> None:
    assert diff_packs(whole, whole).empty


def test_light_parts(whole: MethodPack) -> None:
    changed = [
        replace(category, normalisation=2 * category.normalisation, weight_pct=None, unit="kg X eq")
        if category.category_id == "climate-change"
        else category
        for category in whole.categories
        if category.category_id != "land-use"
    ]
    own = replace(whole.category("acidification"), category_id="noise", name_en="Noise", normalisation=None, weight_pct=None)
    other = replace(whole, categories=(*changed, own), factors=pd.concat([whole.factors, frame({"a": 1.0}, "noise")]))
    table = diff_packs(whole, other)
    light = [(row.category_id, row.what, row.change) for row in table[table["what"] != "factor"].itertuples()]
    assert light == [
        ("climate-change", "unit", "changed"),
        ("climate-change", "normalisation", "changed"),
        ("climate-change", "weight", "removed"),
        ("land-use", "category", "removed"),
        ("land-use", "normalisation", "removed"),
        ("land-use", "weight", "removed"),
        ("noise", "category", "added"),
    ]
    assert table[table["what"] == "normalisation"]["ratio"].iloc[0] == pytest.approx(2.0)
    assert counts(table)["noise"] == {"added": 1, "removed": 0, "changed": 0}


def test_between_the_packs_shipped(whole: MethodPack) -> None:
    """EF 3.0 counts fossil methane as 36.8 kg CO2 eq, EF 3.1 as 29.8; both weigh climate change with 21.06 %."""
    table = diff_packs(load_pack("ef-3.0"), whole)
    methane = table[
        (table["flow_name"] == "Methane, fossil") & (table["category_id"] == "climate-change") & (table["compartment"] == "air")
    ]
    assert (methane["a"].item(), methane["b"].item()) == (pytest.approx(36.8, abs=0.05), 29.8)
    assert not ((table["what"] == "weight") & (table["category_id"] == "climate-change")).any()


numbers = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6), min_size=1)


@settings(deadline=None, max_examples=10)
@given(numbers, numbers, st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_the_order_of_rows(a: dict[str, float], b: dict[str, float], random: object) -> None:
    straight = diff_factors(frame(a), frame(b))
    mixed = list(b.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(straight, diff_factors(frame(dict(reversed(a.items()))), frame(dict(mixed))))


@settings(deadline=None, max_examples=10)
@given(numbers, numbers)
def test_every_difference_and_only_those(a: dict[str, float], b: dict[str, float]) -> None:
    table = diff_factors(frame(a), frame(b))
    assert set(table["flow_code"]) == {code for code in {*a, *b} if a.get(code) != b.get(code)}
    back = diff_factors(frame(b), frame(a))
    assert set(back["flow_code"]) == set(table["flow_code"])
    for row in table.itertuples():
        assert a.get(row.flow_code, math.nan) == row.a or math.isnan(row.a)
        assert b.get(row.flow_code, math.nan) == row.b or math.isnan(row.b)


def test_the_command_writes_what_it_prints(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "differences.csv"
    code, out, error = command("methods", "diff", "ef-3.0", "ef-3.1", "--csv", path, "--json")
    assert code == 0, error
    said = json.loads(out)
    table = pd.read_csv(path)
    assert (said["a"]["name"], said["b"]["name"]) == ("ef-3.0", "ef-3.1")
    assert len(table) == len(said["differences"]) > 500
    assert tuple(table.columns) == COLUMNS
    assert counts(table) == said["counts"]
    code, out, _ = command("methods", "diff", "ef-3.1", "ef-3.1", "--lang", "en")
    assert code == 0
    assert "no difference" in out


@pytest.mark.parametrize("name", ["differences.xlsx", "nowhere/differences.csv"])
def test_a_file_that_cannot_be_written(command, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    code, out, error = command("methods", "diff", "ef-3.0", "ef-3.1", "--csv", tmp_path / name, "--lang", "en")
    assert (code, out) == (1, "")
    assert "differences" in error


def test_two_unknown_packs_are_both_named(command) -> None:  # type: ignore[no-untyped-def]
    code, _, error = command("methods", "diff", "ef-9", "nope", "--lang", "en")
    assert code == 1
    assert "“ef-9”" in error
    assert "“nope”" in error
