"""A pack on top of another: what it inherits, what it changes, and what is refused."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import category, check, factor, override, small, values, write

from ef_training.errors import PackError
from ef_training.method_pack import MethodPack, available_packs, load, load_pack, load_pack_summary, new_pack, pack_path
from ef_training.method_pack.model import FOOTPRINT_CATEGORIES

BELOW = {"extends": "below"}


def refused(folder: Path | str) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value)


def set_rows(table: str, version: str) -> list[dict[str, Any]]:
    """Return the rows of a set of ef-3.1 under another version."""
    with (pack_path("ef-3.1") / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [{**row, "version": version} for row in csv.DictReader(stream)]


@pytest.mark.parametrize("name", available_packs())
def test_an_extension_without_a_change_has_the_same_factors(name: str, tmp_path: Path) -> None:
    below, above = load_pack(name), load_pack(write(tmp_path / "above", {"extends": name}))
    assert above.factors.equals(below.factors)
    assert above.located.equals(below.located)
    assert above.unmatched.equals(below.unmatched)
    assert [(c.category_id, c.normalisation, c.weight_pct) for c in above.categories] == [
        (c.category_id, c.normalisation, c.weight_pct) for c in below.categories]
    assert {c.method[:2] for c in above.categories} == {("ef-training", "Family of above")}
    assert [test.key for test in above.tests] == [test.key for test in below.tests]
    assert (above.extends, above.scope, above.weighted, above.base) == (name, below.scope, below.weighted, below.base)
    assert above.report.inherited == len(below.factors)
    assert (above.report.base, above.report.own) == (0, 0)


CHANGE = st.dictionaries(st.sampled_from(["ammonia", "sulfide", "ozone", "smoke"]), st.one_of(st.none(), st.floats(1e-9, 1e9)),
                         max_size=4)


@settings(max_examples=40, deadline=None)
@given(first=CHANGE, second=CHANGE)
def test_overrides_of_two_packs_follow_one_another(first: dict[str, float | None], second: dict[str, float | None]) -> None:
    expected = {"ammonia": 2.0, "sulfide": 3.0, "rose": 1.0}
    with tempfile.TemporaryDirectory() as place:
        small(Path(place, "below"), categories=[category("smell")], tests=[check("smell", "rose", 1)],
                      factors=[factor("smell", flow, value) for flow, value in expected.items()])
        for name, beneath, change in (("middle", "below", first), ("above", "middle", second)):
            rows = []
            for flow, value in change.items():
                old = expected.get(flow)
                if value is None and old is None:
                    continue
                if value is None:
                    rows.append(override("drop", "smell", flow, repr(old)))
                    del expected[flow]
                    continue
                known = ("add", "") if old is None else ("replace", repr(old))
                rows.append(override(known[0], "smell", flow, known[1], repr(value)))
                expected[flow] = value
            write(Path(place, name), {"extends": beneath}, overrides=rows)
        assert values(load_pack(Path(place, "above"))) == {("smell", flow): value for flow, value in expected.items()}


def test_the_base_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read: list[str] = []
    plain = load.read_base
    monkeypatch.setattr(load, "read_base", lambda base, problems: read.append(base.path) or plain(base, problems))
    write(tmp_path / "one", {"extends": "ef-3.1"})
    load_pack(write(tmp_path / "two", {"extends": "one"}))
    assert len(read) == 1


def test_an_additional_category_is_not_summed(tmp_path: Path) -> None:
    folder = write(tmp_path / "above", {"extends": "ef-3.1"},
                   categories=[category("smell"), category("smell-sharp", parent="smell")],
                   factors=[factor("smell", "ammonia", 2), factor("smell-sharp", "ammonia", 2)],
                   tests=[check("smell", "ammonia", 2)])
    pack = load_pack(folder)
    assert [c.category_id for c in pack.main_categories] == [*FOOTPRINT_CATEGORIES, "smell"]
    assert [c.category_id for c in pack.categories if c.summed] == list(FOOTPRINT_CATEGORIES)
    assert pack.category("smell").method == ("ef-training", "Family of above", "smell")
    assert pack.category("smell-sharp").parent == "smell"
    assert pack.report.own == 2


def test_an_override_keeps_direction_and_says_where_it_differs(tmp_path: Path) -> None:
    small(tmp_path / "below")
    change = {**override("replace", "smell", "ammonia", "2", "4"), "direction": ""}
    folder = write(tmp_path / "above", BELOW, overrides=[change], tests=[check("smell", "ammonia", 4)])
    pack = load_pack(folder)
    assert values(pack)["smell", "ammonia"] == 4
    assert list(pack.factors.loc[pack.factors["flow_code"] == "ammonia", "direction"]) == ["output"]
    assert (pack.report.replaced, pack.report.inherited) == (1, 3)
    write(tmp_path / "above", BELOW, overrides=[override("replace", "smell", "ammonia", "2.1", "4")], tests=[])
    assert "overrides.csv, row 2, old_value: the old value is 2.1, the base has 2.0" in refused(folder)


def test_an_inherited_test_stands_until_the_pack_has_its_own(tmp_path: Path) -> None:
    small(tmp_path / "below")
    folder = write(tmp_path / "above", BELOW, overrides=[override("replace", "smell", "ammonia", "2", "4")])
    text = refused(folder)
    assert "below/tests.csv, row 2, expected, smell: the factor of ammonia, air is 4.0, expected 2.0" in text
    assert "put a test of your own for it into tests.csv" in text
    write(tmp_path / "above", BELOW, overrides=[override("replace", "smell", "ammonia", "2", "4")],
          tests=[check("smell", "ammonia", 4)])
    assert [test.expected for test in load_pack(folder).tests] == [0.5, 4.0]


def test_problems_of_the_pack_below_are_named_as_its_own(tmp_path: Path) -> None:
    small(tmp_path / "below", factors=[factor("smell", "ammonia", "much"), factor("noise", "traffic", 0.5)])
    folder = write(tmp_path / "above", BELOW, overrides=[override("replace", "smell", "none", "2", "x")])
    text = refused(folder)
    assert "below/factors.csv, row 2, value: “much” is not a finite number" in text
    assert "\noverrides.csv, row 2, value: “x” is not a finite number" in text
    assert text.count("below/factors.csv, row 2, value") == 1


def test_the_hash_covers_the_packs_below(tmp_path: Path) -> None:
    small(tmp_path / "below")
    write(tmp_path / "middle", BELOW)
    folder = write(tmp_path / "above", {"extends": "middle"})
    before = load_pack_summary(folder).sha256
    assert load_pack(folder).sha256 == before
    small(tmp_path / "below", factors=[factor("smell", "ammonia", 2), factor("noise", "traffic", 0.5)])
    assert load_pack_summary(folder).sha256 != before


def test_a_category_without_a_factor_or_a_test(tmp_path: Path) -> None:
    folder = write(tmp_path / "above", {"extends": "ef-3.1"}, categories=[category("smell")])
    text = refused(folder)
    assert "factors.csv: the category “smell” has no factor" in text
    assert "tests.csv: the category “smell” has no test" in text


def test_a_category_that_is_there_already(tmp_path: Path) -> None:
    small(tmp_path / "below")
    folder = write(tmp_path / "above", BELOW, categories=[category("loud", name_en="NOISE"), category("smell")])
    text = refused(folder)
    assert "categories.csv, row 2, category_id: category “loud” is empty or stands twice" in text
    assert "categories.csv, row 3, category_id: category “smell” is empty or stands twice" in text
    assert "change factors in overrides.csv" in text


class TestSets:
    """Normalisation and weights on top of ef-3.1."""

    def written(self, tmp_path: Path, **tables: list[dict[str, Any]]) -> Path:
        return write(tmp_path / "above", {"extends": "ef-3.1"}, **tables)

    def test_a_whole_set_of_ones_own(self, tmp_path: Path) -> None:
        rows = [{**row, "value": 2 * float(row["value"])} for row in set_rows("normalisation", "Asia 2020")]
        pack = load_pack_summary(self.written(tmp_path, normalisation=rows))
        assert (pack.normalisation_set, pack.weighting_set) == ("Asia 2020", "EF 3.1")
        assert pack.category("climate-change").normalisation == 2 * 7553.08316285117

    def test_a_set_is_not_mixed_with_the_inherited_one(self, tmp_path: Path) -> None:
        rows = set_rows("normalisation", "Asia 2020")
        text = refused(self.written(tmp_path, normalisation=[row for row in rows if row["category_id"] != "land-use"]))
        assert "normalisation.csv, row 2, version: the set of Asia 2020 would be mixed with the inherited one of EF 3.1" in text
        assert "in: land-use → give a row for each of them" in text

    def test_a_row_of_another_set(self, tmp_path: Path) -> None:
        rows = set_rows("weighting", "Asia 2020")
        rows[4]["version"] = "Europe"
        text = refused(self.written(tmp_path, weighting=rows))
        assert "weighting.csv, row 6, version: the set of Europe does not belong to Asia 2020" in text

    def test_a_single_correction_of_the_inherited_set(self, tmp_path: Path) -> None:
        row = set_rows("normalisation", "EF 3.1")[0] | {"value": "8000"}
        pack = load_pack_summary(self.written(tmp_path, normalisation=[row]))
        assert pack.category("climate-change").normalisation == 8000
        assert pack.category("land-use").normalisation == load_pack_summary("ef-3.1").category("land-use").normalisation

    def test_weights_must_still_sum_to_100(self, tmp_path: Path) -> None:
        row = set_rows("weighting", "EF 3.1")[0] | {"weight_pct": "30"}
        assert "weighting.csv, weight_pct: the weights sum to 108.94" in refused(self.written(tmp_path, weighting=[row]))

    def test_a_seventeenth_category_in_the_single_score(self, tmp_path: Path) -> None:
        norms = set_rows("normalisation", "17")
        norms.append({"category_id": "smell", "value": 5, "unit": "point", "version": "17", "source": "s"})
        weights = [{**row, "weight_pct": float(row["weight_pct"]) * 0.9, "weight_pct_without_toxicity": ""}
                   for row in set_rows("weighting", "17")]
        weights.append({"category_id": "smell", "weight_pct": 10, "robustness": "III", "version": "17", "source": "s"})
        pack = load_pack_summary(self.written(tmp_path, categories=[category("smell")], normalisation=norms, weighting=weights,
                                              factors=[factor("smell", "ammonia", 2)], tests=[check("smell", "ammonia", 2)]))
        assert sum(c.summed for c in pack.categories) == 17

    def test_a_weight_without_a_normalisation_factor(self, tmp_path: Path) -> None:
        weights = [*set_rows("weighting", "17"), {"category_id": "smell", "weight_pct": 0, "version": "17", "source": "s"}]
        text = refused(self.written(tmp_path, categories=[category("smell")], weighting=weights))
        assert "the category “smell” has a weight and no normalisation factor" in text


class TestChains:
    """What may stand on what."""

    def test_itself(self, tmp_path: Path) -> None:
        assert "the pack extends itself: loop → loop" in refused(write(tmp_path / "loop", {"extends": "loop"}))

    def test_in_a_circle(self, tmp_path: Path) -> None:
        write(tmp_path / "one", {"extends": "two"})
        assert "the pack extends itself: two → one → two" in refused(write(tmp_path / "two", {"extends": "one"}))

    def test_too_many(self, tmp_path: Path) -> None:
        small(tmp_path / "p1")
        for number in range(2, 6):
            write(tmp_path / f"p{number}", {"extends": f"p{number - 1}"})
        assert load_pack(tmp_path / "p4").report.inherited == 3
        assert "5 packs stand on one another, at most 4 may" in refused(tmp_path / "p5")

    def test_none_of_that_name(self, tmp_path: Path) -> None:
        text = refused(write(tmp_path / "above", {"extends": "nothing"}))
        assert "datapackage.json: there is no pack “nothing” to extend" in text
        assert "ef-3.1" in text

    @pytest.mark.parametrize("name", ["../below", "sub/below", "..", ".", "\\below", "c:below", "/tmp", " ", "below\u0000"])
    def test_a_path_in_place_of_a_name(self, tmp_path: Path, name: str) -> None:
        small(tmp_path / "below")
        assert "datapackage.json" in refused(write(tmp_path / "in" / "above", {"extends": name}))

    def test_a_link_to_elsewhere(self, tmp_path: Path) -> None:
        small(tmp_path / "far" / "below")
        folder = write(tmp_path / "near" / "above", BELOW)
        try:
            (tmp_path / "near" / "below").symlink_to(tmp_path / "far" / "below")
        except OSError:
            pytest.skip("no symbolic links here")
        assert "there is no pack “below” to extend" in refused(folder)

    def test_base_and_extends_together(self, trial: Any) -> None:
        trial.describe(lambda d: d.update(extends="ef-3.0"))
        assert "either “base” or “extends”" in refused(trial.folder)


class TestScopes:
    """The Environmental Footprint, the carbon footprint, and any categories."""

    def test_carbon_footprint_on_top_of_the_environmental_footprint(self, tmp_path: Path) -> None:
        pack = load_pack(write(tmp_path / "carbon", {"extends": "ef-3.1", "scope": "carbon-footprint"}))
        assert [c.category_id for c in pack.main_categories] == ["climate-change"]
        assert len(pack.categories) == 4
        assert (pack.weighted, pack.normalisation_set, pack.weighting_set) == (False, "", "")
        assert set(pack.factors["category_id"]) == {c.category_id for c in pack.categories}
        assert {test.category_id for test in pack.tests} <= {c.category_id for c in pack.categories}
        assert len(pack.tests) >= 5

    def test_carbon_footprint_of_its_own(self, tmp_path: Path) -> None:
        tables = {"categories": [category("climate-change")], "factors": [factor("climate-change", "methane", 30)],
                  "tests": [check("climate-change", "methane", 30)]}
        pack = load_pack(write(tmp_path / "carbon", {"scope": "carbon-footprint"}, **tables))
        assert (pack.scope, pack.base, pack.extends, pack.weighted) == ("carbon-footprint", None, "", False)
        row = {"category_id": "climate-change", "value": 1, "unit": "point", "version": "Family of carbon", "source": "s"}
        text = refused(write(tmp_path / "carbon", {"scope": "carbon-footprint"}, **tables, normalisation=[row]))
        assert "normalisation.csv, row 2: a pack of the scope carbon-footprint has no normalisation" in text

    def test_carbon_footprint_without_climate_change(self, tmp_path: Path) -> None:
        text = refused(small(tmp_path / "carbon", {"scope": "carbon-footprint"}))
        assert "categories.csv: the pack has 2 categories, expected at least 1; missing: climate-change" in text

    def test_the_environmental_footprint_needs_its_sixteen(self, tmp_path: Path) -> None:
        text = refused(small(tmp_path / "own", {"scope": "environmental-footprint"}))
        assert "“normalisation.csv” is not declared" in text
        text = refused(small(tmp_path / "own", {"scope": "environmental-footprint"}, normalisation=[], weighting=[]))
        assert "the pack has 2 categories, expected at least 16; missing: climate-change, ozone-depletion" in text

    def test_any_categories(self, tmp_path: Path) -> None:
        pack = load_pack(small(tmp_path / "own"))
        assert (pack.scope, pack.weighted, len(pack.factors)) == ("characterisation", False, 3)

    def test_another_scope(self, tmp_path: Path) -> None:
        assert "the scope “all” is none of" in refused(small(tmp_path / "own", {"scope": "all"}))


class TestKept:
    """Factors of other places, and of flows that no list has."""

    def pack(self, tmp_path: Path) -> MethodPack:
        return load_pack(small(tmp_path / "own", located=[factor("smell", "ammonia", 9, location="TW", direction="input")],
                               unmatched=[factor("smell", "", 1.5, database="", flow_name="Odour"), factor("noise", "x", 2)]))

    def test_they_are_kept_and_not_registered(self, tmp_path: Path) -> None:
        pack = self.pack(tmp_path)
        assert len(pack.factors) == 3
        assert (pack.report.other_places, pack.report.without_flow) == (1, 2)
        assert pack.located.to_dict("records") == [
            {**factor("smell", "ammonia", 9.0, location="TW"), "direction": "input"}]
        assert list(pack.unmatched["flow_name"]) == ["Odour", "X"]
        assert list(pack.unmatched["value"]) == [1.5, 2.0]

    def test_a_pack_on_top_has_them_too(self, tmp_path: Path) -> None:
        self.pack(tmp_path)
        above = load_pack(write(tmp_path / "above", {"extends": "own"}, located=[factor("noise", "traffic", 1, location="JP")]))
        assert list(above.located["location"]) == ["TW", "JP"]
        assert len(above.unmatched) == 2

    def test_what_is_wrong_in_them(self, tmp_path: Path) -> None:
        text = refused(small(tmp_path / "own", located=[factor("smell", "ammonia", 9), factor("smoke", "x", "?", location="TW")],
                             unmatched=[factor("smell", "y", 1, direction="up")]))
        assert "located.csv, row 2, location: a factor in located.csv needs a place" in text
        assert "located.csv, row 3, value: “?” is not a finite number" in text
        assert "located.csv, row 3, category_id: unknown category “smoke”" in text
        assert "unmatched.csv, row 2, direction: “up” is neither input nor output" in text

    def test_a_located_factor_among_the_others(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own", factors=[factor("smell", "ammonia", 2, location="TW"), factor("noise", "traffic", 0.5)])
        text = refused(folder)
        assert "factors.csv, row 2, smell, Ammonia (ammonia): a plain LCA ignores a factor for TW" in text
        assert "put factors of other places into located.csv" in text


class TestFamilies:
    """No two packs share their names in Brightway."""

    def test_installed_packs_have_families_of_their_own(self) -> None:
        families = [load_pack_summary(name).family.casefold() for name in available_packs()]
        assert len(set(families)) == len(families)

    def test_a_pack_from_elsewhere_with_the_family_of_an_installed_one(self, tmp_path: Path) -> None:
        text = refused(small(tmp_path / "own", {"family": " ef 3.1"}))
        assert "the family “ef 3.1” is taken by the installed pack ef-3.1" in text
        assert "“ef 3.1 · own”" in text

    @pytest.mark.parametrize("family", ["MOENV", "x" * 81, "a\u001b[31m"])
    def test_a_family_that_cannot_be(self, tmp_path: Path, family: str) -> None:
        assert "family" in refused(small(tmp_path / "own", {"family": family}))


def test_two_extensions_of_one_pack_have_families_of_their_own(tmp_path: Path) -> None:
    for name in ("mine", "yours"):
        new_pack(tmp_path / name, name=name, extends="ef-3.1")
    assert [load_pack_summary(tmp_path / name).family for name in ("mine", "yours")] == ["EF 3.1 · mine", "EF 3.1 · yours"]


def test_the_description_says_what_the_record_of_a_run_needs(tmp_path: Path) -> None:
    write(tmp_path / "above", {"extends": "ef-3.1"})
    described = json.loads((tmp_path / "above" / "datapackage.json").read_text(encoding="utf-8"))
    pack = load_pack_summary(tmp_path / "above")
    assert (pack.name, pack.version, pack.title) == (described["name"], described["version"], described["title"])
