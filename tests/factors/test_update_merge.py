"""Merging a publication: what is new, changed and withdrawn; ids, slips, units; a second time nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moenv_api import record, row, shipped_records

from ef_training.errors import DataError
from ef_training.factors import FactorCatalogue, load_factors
from ef_training.factors.catalogue import read_factors
from ef_training.factors.snapshots import table_of
from ef_training.factors.updating.merge import Update, data_year_of, factor_id, free_id, merge, role_of, unit_code
from ef_training.factors.updating.plausible import Judge, UpdateSettings
from ef_training.factors.updating.publication import settle
from ef_training.factors.updating.update import plan_update
from ef_training.factors.years import undated

TODAY = date(2026, 11, 24)
CATALOGUE = load_factors()
RECORDS = shipped_records()
BY_NAME = {factor.name: factor for factor in CATALOGUE if factor.offered}
GRID, STEEL = BY_NAME["電力碳足跡(2022)"], BY_NAME["不銹鋼鋼胚"]


def merged(records: list[dict[str, str]], old: FactorCatalogue = CATALOGUE, today: date = TODAY) -> Update:
    return merge(old, settle([(f"record {n}", r) for n, r in enumerate(records, start=1)], "made up"), today=today)


def stored(update: Update) -> FactorCatalogue:
    """The catalogue as it comes back from the table of a snapshot."""
    catalogue = read_factors(table_of(update.factors), "snapshot.csv")
    assert catalogue.factors == update.factors
    return catalogue


def without(*ids: str) -> list[dict[str, str]]:
    return [r for r, factor in zip(RECORDS, CATALOGUE, strict=True) if factor.factor_id not in ids]


def news(update: Update) -> dict[str, int]:
    """How many rows there are of each kind of news, those without any left out."""
    kinds = ("added", "changed", "withdrawn", "returned", "restated")
    return {kind: len(getattr(update, kind)) for kind in kinds if getattr(update, kind)}


def said(update: Update) -> str:
    return "\n".join(told.render("en") for told in (*update.notes, *update.warnings))


def test_the_rule_of_the_ids_gives_every_shipped_id():
    for f in CATALOGUE:
        assert factor_id(f.name, f.published_unit, f.announced, f.published_value) == f.factor_id


def test_roles_and_data_years_of_names_are_those_of_the_catalogue():
    assert [f.name for f in CATALOGUE if role_of(f.name) != f.role] == []
    told = [(f.name, data_year_of(f.name), f.data_year) for f in CATALOGUE if data_year_of(f.name) is not None]
    assert len(told) == 197
    assert all(year == known for _, year, known in told)


def test_the_same_publication_changes_nothing():
    update = merged(RECORDS)
    assert update.nothing_new
    assert update.factors == CATALOGUE.factors
    assert (update.notes, update.warnings) == ((), ())


def test_other_spellings_of_the_same_rows_change_nothing():
    other = [
        {
            **r,
            "name": f" {r['name'].replace('(', '（').replace('台', '臺').replace('不銹鋼', '不鏽鋼')} ",
            "coe": f"{float(r['coe']):.12e}",
            "unit": {"公斤(kg)": "公斤", "公升(L)": "L", "延噸公里(tkm)": "tkm"}.get(r["unit"], r["unit"]),
            "announcementyear": f"民國{int(r['announcementyear']) - 1911}年",
        }
        for r in reversed(RECORDS)
    ]
    assert merged(other).nothing_new


def test_new_rows():
    new = [
        row("電力碳足跡(2024)", "0.5871", unit="度(kwh)"),
        row("柴油(未燃燒，2024)", "0.68", unit="公升"),
        row("測試用再生鋁錠", "1.234", publisher=""),
    ]
    update = merged([*RECORDS, *new])
    assert [(f.name, f.unit, f.role, f.data_year, f.announced) for f in update.added] == [
        ("柴油(未燃燒，2024)", "L", "fuel-upstream", 2024, 2026),
        ("測試用再生鋁錠", "kg", "", None, 2026),
        ("電力碳足跡(2024)", "kWh", "electricity", 2024, 2026),
    ]
    for f in update.added:
        assert (f.boundary, f.region, f.category, f.gwp, f.reference_grade, f.correction, f.withdrawn) == ("",) * 7
        assert (f.offered, f.linkable, f.kgco2e_per_unit) == (True, True, f.published_value)
        assert f.factor_id == factor_id(f.name, f.published_unit, f.announced, f.published_value)
    assert news(update) == {"added": 3}
    assert update.warnings == ()
    assert stored(update).factors[:1164] == CATALOGUE.factors


def test_the_order_of_the_publication_does_not_matter():
    new = [row("測試甲", "1"), row("測試乙", "2"), row("測試丙", "3")]
    assert merged([*RECORDS, *new]).factors == merged([*reversed(new), *reversed(RECORDS)]).factors


def test_a_changed_value_keeps_what_is_known_and_withdraws_the_old_row():
    old = next(f for f in CATALOGUE if f.boundary and f.region and f.category and f.announced == 2023 and f.unit == "kg")
    coe = f"{old.published_value * 1.1:.6g}"
    update = merged([*without(old.factor_id), record(old, coe=coe)])
    (change,) = update.changed
    assert change.old == replace(old, withdrawn="2026-11-24")
    assert (change.new.kgco2e_per_unit, change.new.published_value) == (float(coe), float(coe))
    assert change.new.factor_id != old.factor_id
    kept = (
        "name",
        "unit",
        "boundary",
        "role",
        "data_year",
        "announced",
        "region",
        "category",
        "gwp",
        "reference_grade",
        "publisher",
    )
    assert [getattr(change.new, column) for column in kept] == [getattr(old, column) for column in kept]
    assert news(update) == {"changed": 1}
    catalogue = stored(update)
    assert not catalogue.get(old.factor_id).offered
    assert "withdrawn 2026-11-24" in catalogue.get(old.factor_id).source
    assert len(catalogue) == 1165


def test_two_values_of_one_name_are_told_apart_by_the_nearest():
    """A name, unit and year with two values, of which one changes a little and one not at all, or both do."""
    pairs: dict[tuple[str, str, int | None], list] = {}
    for f in CATALOGUE:
        pairs.setdefault((f.name, f.unit, f.announced), []).append(f)
    low, high = sorted(next(v for k, v in pairs.items() if len(v) == 2 and "液糖" not in k[0]), key=lambda f: f.published_value)
    both = [record(low, coe=str(low.published_value * 0.99)), record(high, coe=str(high.published_value * 1.01))]
    update = merged([*without(low.factor_id, high.factor_id), *both])
    assert {c.old.factor_id: c.new.published_value for c in update.changed} == {
        low.factor_id: pytest.approx(low.published_value * 0.99),
        high.factor_id: pytest.approx(high.published_value * 1.01),
    }
    assert "same name, unit and year with different values" in said(update)
    one = merged([*without(low.factor_id, high.factor_id), both[1]])
    assert [c.old.factor_id for c in one.changed] == [high.factor_id]
    assert [f.factor_id for f in one.withdrawn] == [low.factor_id]


def test_withdrawn_rows_stay_and_may_come_back():
    update = merged(without(STEEL.factor_id))
    assert [f.factor_id for f in update.withdrawn] == [STEEL.factor_id]
    kept = stored(update)
    assert kept.get(STEEL.factor_id) == replace(STEEL, withdrawn="2026-11-24")
    later = merged(without(STEEL.factor_id), kept, date(2027, 5, 1))
    assert later.nothing_new  # the date of the withdrawal stays the first one
    back = merged(RECORDS, kept, date(2027, 5, 1))
    assert back.returned == (STEEL,)
    assert back.factors == CATALOGUE.factors


def test_another_publisher():
    update = merged([*without(STEEL.factor_id), record(STEEL, departmentname="另一單位")])
    (change,) = update.restated
    assert (change.old, change.new) == (STEEL, replace(STEEL, publisher="另一單位"))
    assert news(update) == {"restated": 1}
    assert merged([*without(STEEL.factor_id), record(STEEL, departmentname="")]).nothing_new


def test_a_known_slip_is_put_right_again():
    """The same slip, republished with another year, is corrected alike; in its own year it is the same row."""
    sesame = next(f for f in CATALOGUE if f.name == "芝麻油" and f.correction)
    update = merged([*RECORDS, record(sesame, announcementyear="2026")])
    (new,) = update.corrected
    assert update.added == (new,)
    assert (new.published_value, new.kgco2e_per_unit, new.correction) == (614.64, 0.61464, sesame.correction)
    assert new.offered
    assert update.warnings == ()
    hidden = next(f for f in CATALOGUE if not f.plausible)
    again = merged([*RECORDS, record(hidden, announcementyear="2026")])
    assert not again.added[0].offered


def test_a_slip_put_right_by_the_publisher_is_a_change():
    sesame = next(f for f in CATALOGUE if f.name == "芝麻油" and f.correction)
    update = merged([*without(sesame.factor_id), record(sesame, coe="0.61464")])
    (change,) = update.changed
    assert (change.new.kgco2e_per_unit, change.new.correction, change.new.offered) == (0.61464, "", True)
    assert update.warnings == ()


@pytest.mark.parametrize(
    ("factor", "coe", "warned"),
    [
        (4.0, 4.0, ""),
        (1000.0, 1000.0, "is it in g? The row is kept, but not offered"),
        (25.0, 25.0, "25 times the nearest other value"),
        (1 / 30, 1 / 30, "0.0333 times the nearest other value"),
        (0.0, 0.0, "not above zero"),
        (-1.0, -1.0, "not above zero"),
    ],
)
def test_a_jump_is_named_and_not_offered(factor, coe, warned):
    name, value = "測試鋼胚", STEEL.published_value
    old = stored(merged([*RECORDS, row(name, str(value))]))
    update = merged([*RECORDS, row(name, str(value)), row(name, str(value * factor), year="2027")], old)
    (new,) = update.added
    assert new.offered == (not warned)
    assert (warned in said(update)) if warned else not update.warnings
    assert new.kgco2e_per_unit == pytest.approx(value * factor)  # kept as published, never put right by guessing


@pytest.mark.parametrize(("coe", "offered"), [("590", False), ("0.59", True), ("0.00059", False)])
def test_a_new_year_of_a_known_name_is_judged_beside_its_other_years(coe, offered):
    update = merged([*RECORDS, row("電力碳足跡(2023)", coe, unit="度(kwh)")])
    (new,) = update.added
    assert (new.offered, new.published_value) == (offered, float(coe))
    assert ("電力碳足跡(2023)" in said(update) and "not offered" in said(update)) is not offered
    assert new.factor_id in stored(update)


def test_names_that_differ_in_more_than_their_year_are_not_compared():
    assert undated("電力碳足跡（2022）") == undated("電力碳足跡(2021)") == undated("電力碳足跡(2023年)")
    assert undated("柴油(未燃燒，2022)") == undated("柴油(未燃燒,2016)") == "柴油(未燃燒)"
    assert undated("瓶裝水(2000ml，PET包裝)") != undated("瓶裝水(600ml，PET包裝)")
    assert undated("預拌混凝土(2000psi)") == "預拌混凝土(2000psi)"
    assert undated("電力碳足跡(2022)") != undated("電力間接碳足跡(2022)")


def test_values_beyond_all_others_are_compared_all_the_same():
    old = stored(merged([*RECORDS, row("測試鋼胚", "1e-320")]))
    update = merged([*RECORDS, row("測試鋼胚", "1e300")], old)
    assert [change.new.offered for change in update.changed] == [False]


def test_the_slips_of_the_catalogue_stand_out_where_their_names_are_new():
    """All four in g, and few others: the check looks at values of the unit, not at names."""
    judge = Judge(CATALOGUE, UpdateSettings())
    warned = {
        f.name: bool(f.correction)
        for f in CATALOGUE
        if f.published_value > 0 and judge.judge(replace(f, name=f"{f.name} (新)", kgco2e_per_unit=f.published_value)).warning
    }
    in_g = {f.name for f in CATALOGUE if "in g" in f.correction}
    assert in_g <= set(warned)
    assert sum(not slip for slip in warned.values()) <= 6


def test_a_new_unit_is_kept_and_named():
    update = merged([*RECORDS, row("測試造林", "-3", unit="公頃"), row("測試溫泉", "2", unit="公升(kg)")])
    assert [(f.name, f.unit, f.linkable) for f in update.unknown_units] == [
        ("測試溫泉", "公升(kg)", False),
        ("測試造林", "公頃", False),
    ]
    assert "測試溫泉: the unit “公升(kg)” is not known to the program; the row is kept" in said(update)
    assert "nothing can be linked" in said(update)
    kept = stored(update)
    assert merged([*RECORDS, row("測試造林", "-3", unit="公頃"), row("測試溫泉", "2", unit="公升(kg)")], kept).nothing_new


def test_units_of_the_catalogue_are_taken_as_the_catalogue_takes_them():
    for text, unit in (("盞", "item"), ("每人次", "person"), ("每房-每天", "每房-每天"), ("公秉(kl)", "kL")):
        (new,) = merged([*RECORDS, row("測試項目", "1", unit=text)]).added
        assert (new.unit, new.published_unit) == (unit, text)
    assert (unit_code("公噸(t)"), unit_code("公斤(乾重)"), unit_code("立方公尺")) == ("t", "", "m3")


def test_an_id_that_is_taken_gives_way():
    first = factor_id("測試", "公斤(kg)", 2026, 1.0)
    new = replace(STEEL, name="測試", announced=2026, published_value=1.0)
    second = free_id(new, {first})
    assert second != first
    assert free_id(new, {first, second}) not in {first, second}
    assert free_id(new, {first}) == second


def test_a_part_of_the_catalogue_is_refused_unless_accepted():
    publication = settle([(str(n), r) for n, r in enumerate(RECORDS[:1000])], "part.csv")
    with pytest.raises(DataError, match="1000 rows were read, and 164 of the 1164 rows in use are not among them") as caught:
        plan_update(publication, today=TODAY)
    assert "--accept-withdrawn" in str(caught.value)
    assert len(plan_update(publication, today=TODAY, accept_withdrawn=True).withdrawn) == 164
    few = settle([(str(n), r) for n, r in enumerate(RECORDS[:1060])], "most.csv")
    assert len(plan_update(few, today=TODAY).withdrawn) == 104


SOME = [record(f) for f in (GRID, STEEL, *CATALOGUE.factors[940:950])]  # a slip, an implausible row and pieces among them
CELLS = st.builds(
    row,
    st.sampled_from([*(r["name"] for r in SOME), "測試甲", "測試乙（2026）", "煤油使用(2026)"]),
    st.one_of(
        st.sampled_from([r["coe"] for r in SOME]), st.floats(-5, 5000, allow_subnormal=False).map(lambda value: f"{value:.6g}")
    ),
    st.sampled_from(["公斤(kg)", "公斤", "kWh", "公噸(mt)", "瓶", "每人次", "公頃"]),
    st.sampled_from(["2014", "2025", "114", ""]),
    st.sampled_from(["", "測試用提供單位"]),
)


@given(kept=st.lists(st.sampled_from(SOME)), other=st.lists(CELLS, max_size=8), base=st.sets(st.integers(0, len(SOME) - 1)))
def test_merging_a_second_time_changes_nothing(kept, other, base):
    """Whatever is published: nothing is lost, ids stay, and the same publication again is no news."""
    ids = {factor_id(SOME[n]["name"], SOME[n]["unit"], int(SOME[n]["announcementyear"]), float(SOME[n]["coe"])) for n in base}
    old = FactorCatalogue(tuple(f for f in CATALOGUE if f.factor_id in ids), "made up")
    if not (kept or other):
        return
    update = merged([*kept, *other], old)
    after = stored(update)
    assert [f.factor_id for f in after][: len(old)] == [f.factor_id for f in old]
    assert len(after) == len(old) + len(update.added) + len(update.changed)
    published = {f.factor_id for f in after if not f.withdrawn}
    assert len(published) == len(
        {r.text.replace("公斤(kg)", "公斤") for r in settle([("", r) for r in [*kept, *other]], "x").rows}
    )
    again = merged([*kept, *other], after, date(2027, 1, 1))
    assert again.nothing_new
    assert again.factors == after.factors
