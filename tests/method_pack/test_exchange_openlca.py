"""openLCA's packages: units and flow properties worked out by hand, sets of normalisation and weights, and what is damaged."""

from __future__ import annotations

import builtins
import copy
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from exchange_sources import ALUMINIUM, CH4, CO2, N2O, account, footprint, olca_files, table, take, values, write_olca
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.errors import PackError
from ef_training.method_pack import load_pack, load_pack_summary
from ef_training.method_pack.exchange import report_sentences


def refused(tmp_path, files, **options) -> list[str]:
    with pytest.raises(PackError) as caught:
        take(write_olca(tmp_path / "o.zip", files), tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()
    return [str(problem) for problem in caught.value.problems]


def test_a_package(tmp_path):
    report = take(write_olca(tmp_path / "o.zip", olca_files()), tmp_path / "out")
    assert values(tmp_path / "out") == {
        ("climate-change", CO2): 1.0,
        ("climate-change", N2O): 273.0,  # 0.273 per g
        ("climate-change", CH4): 30.0,  # 20 per m3, and a kilogram is 1.5 m3
        ("depletion-of-mine", ALUMINIUM): -0.5,
    }
    (located,) = table(tmp_path / "out", "located")
    assert (located["location"], located["value"], located["direction"]) == ("TW", "2.0", "output")
    assert (report.format, report.read, account(report), report.matched) == (
        "openlca", 5, 5, {"cas": 1, "synonym": 1, "name": 2})  # fmt: skip
    assert load_pack(tmp_path / "out").category("depletion-of-mine").unit == "kg Xx eq"


def test_it_is_what_olca_schema_itself_writes(tmp_path):
    """The same package, its objects made and zipped by olca_schema."""
    olca = pytest.importorskip("olca_schema")
    from olca_schema.zipio import ZipWriter

    kinds = {
        "lcia_methods": olca.ImpactMethod,
        "lcia_categories": olca.ImpactCategory,
        "flows": olca.Flow,
        "locations": olca.Location,
        "flow_properties": olca.FlowProperty,
        "unit_groups": olca.UnitGroup,
    }
    with ZipWriter(tmp_path / "made.zip") as writer:
        for path, content in olca_files().items():
            folder = path.split("/")[0]
            if folder in kinds:
                writer.write(kinds[folder].from_dict(copy.deepcopy(content)))
    take(write_olca(tmp_path / "o.zip", olca_files()), tmp_path / "one")
    take(tmp_path / "made.zip", tmp_path / "two")
    assert values(tmp_path / "one") == values(tmp_path / "two")


@pytest.mark.parametrize(("mark", "stated"), [("openlca.json", {"schemaVersion": number}) for number in (2, 3, 4, 5)])
def test_the_mark_that_openlca_itself_writes(tmp_path, mark, stated):
    files = olca_files()
    del files["olca-schema.json"]
    take(write_olca(tmp_path / "o.zip", {mark: {**stated, "dataPackages": []}, **files}), tmp_path / "out")
    assert values(tmp_path / "out")["climate-change", CO2] == 1.0


def test_a_category_whose_flows_nobody_has_is_left_out_and_counted(tmp_path):
    files = olca_files()
    files["flows/f-al.json"]["name"] = "unobtainium"
    report = take(write_olca(tmp_path / "o.zip", files), tmp_path / "out")
    assert (report.left_out, account(report)) == ({"Depletion of mine": 1}, report.read)
    assert [row["category_id"] for row in table(tmp_path / "out", "categories")] == ["climate-change"]
    assert "left out\t\tDepletion of mine\tunobtainium" in (tmp_path / "out" / "readme-matches.tsv").read_text(encoding="utf-8")
    assert any("“Depletion of mine” is left out" in note.render("en") for note in report.notes)
    assert any("left out: “Depletion of mine”" in sentence.render("en") for sentence in report_sentences(report))
    files["lcia_methods/m.json"]["impactCategories"].pop(0)
    with pytest.raises(PackError, match="no factor of Depletion of mine has a flow"):
        take(write_olca(tmp_path / "o.zip", files), tmp_path / "none")


def test_problems_of_the_files_and_of_the_categories_are_told_together(tmp_path):
    files = olca_files()
    files["lcia_categories/c-gwp.json"]["impactFactors"][0]["formula"] = "2*x"
    del files["lcia_categories/c-min.json"]["refUnit"]
    problems = refused(tmp_path, files)
    assert len(problems) == 2
    assert any("formula" in problem for problem in problems)
    assert any("has no unit" in problem for problem in problems)


def change(path: str, work: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    return lambda files: work(files[path])


def first_factor(**changed: Any) -> Callable[[dict[str, Any]], None]:
    return change("lcia_categories/c-gwp.json", lambda content: content["impactFactors"][0].update(changed))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda files: files.pop("flows/f-n2o.json"), "no file for f-n2o in “flows”"),
        (lambda files: files.pop("unit_groups/g-mass.json"), "no file for g-mass in “unit_groups”"),
        (lambda files: files.pop("lcia_categories/c-gwp.json"), "no file for c-gwp in “lcia_categories”"),
        (lambda files: files.pop("flow_properties/p-vol.json"), "no file for p-vol in “flow_properties”"),
        (lambda files: files.pop("lcia_methods/m.json"), "0 such LCIA methods"),
        (lambda files: files.pop("olca-schema.json"), "does not state the version of openLCA's format"),
        (lambda files: files.update({"olca-schema.json": {"version": 1}}), "version 1 of openLCA's format"),
        (lambda files: files.update({"olca-schema.json": {"version": True}}), "version True of openLCA's format"),
        (lambda files: files.update({"openlca.json": {"schemaVersion": 1}}), "openlca.json: the package has version 1"),
        (lambda files: files.update({"openlca.json": {"schemaVersion": 6}}), "whether later versions have the same layout"),
        (lambda files: files.update({"openlca.json": {}}), "version – of openLCA's format"),
        (lambda files: files.update({"flows/f-co2.json": "{"}), "not JSON"),
        (lambda files: files.update({"flows/f-co2.json": "[]"}), "no JSON object"),
        (lambda files: files.update({"flows/f-co2.json": "[" * 100_000}), "not JSON"),
        (first_factor(value=1e400), "not JSON"),
        (first_factor(value=None), "“None” is not a finite number"),
        (first_factor(value="1,5"), "impact_factors[1].value"),
        (first_factor(value=True), "impact_factors[1].value"),
        (first_factor(formula="2*x"), "is the formula “2*x”"),
        (first_factor(flow=None), "names no flow"),
        (first_factor(flow="f-co2"), "not as openLCA's format has it"),
        (first_factor(unit={"@id": "u-none"}), "has no unit u-none"),
        (first_factor(flowProperty={"@id": "p-vol"}), "has no flow property p-vol"),
        (change("flows/f-co2.json", lambda content: content.update(flowProperties=[])), "no reference flow property"),
        (change("flows/f-co2.json", lambda content: content.update({"@id": "f-n2o"})), "expected Flow f-co2"),
        (change("unit_groups/g-mass.json", lambda content: content["units"][0].update(name="furlong")), "unknown unit “furlong”"),
        (change("unit_groups/g-mass.json", lambda content: content["units"][0].update(isRefUnit=False)), "no reference unit"),
        (change("unit_groups/g-mass.json", lambda content: content["units"][1].update(conversionFactor=0)), "no reference unit"),
        (change("lcia_categories/c-gwp.json", lambda content: content.update(refUnit="DALY")), "cannot be converted"),
        (change("lcia_categories/c-min.json", lambda content: content.pop("refUnit")), "has no unit"),
    ],
)
def test_what_is_damaged_is_named(tmp_path, damage, said):
    files = olca_files()
    damage(files)
    assert any(said in problem for problem in refused(tmp_path, files))


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_files_ends_in_a_pack_or_in_problems(tmp_path, data):
    """A value anywhere in the files is put in place of another kind of value."""
    files = olca_files()
    holder: Any = files[data.draw(st.sampled_from(sorted(files)))]
    while True:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not isinstance(holder[key], (dict, list)) or not holder[key] or data.draw(st.booleans()):
            break
        holder = holder[key]
    holder[key] = data.draw(st.sampled_from([None, "x", 3, -1.5, True, [], {}, [1], {"@id": 3}, "0", 1e300]))
    out = tmp_path / f"out{uuid4()}"
    try:
        report = take(write_olca(tmp_path / "o.zip", files), out)
    except PackError:
        assert not out.exists()
    else:
        assert account(report) == report.read


def test_not_a_number_in_json(tmp_path):
    import json

    files = olca_files()
    text = json.dumps(files["lcia_categories/c-gwp.json"]).replace("0.273", "NaN")
    assert any("not JSON" in problem for problem in refused(tmp_path, {**files, "lcia_categories/c-gwp.json": text}))


def test_one_method_of_several(tmp_path):
    files = olca_files()
    files["lcia_methods/n.json"] = {"@type": "ImpactMethod", "@id": "n", "name": "Other", "impactCategories": [{"@id": "c-min"}]}
    (problem,) = refused(tmp_path, files)
    assert "EF v3.1; Other" in problem
    take(write_olca(tmp_path / "o.zip", files), tmp_path / "out", method="other")
    assert values(tmp_path / "out") == {("depletion-of-mine", ALUMINIUM): -0.5}


def test_without_olca_schema_the_extra_is_named(tmp_path, monkeypatch):
    real = builtins.__import__

    def importing(name: str, *rest: Any, **named: Any) -> Any:
        if name == "olca_schema":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.delitem(sys.modules, "olca_schema", raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)
    (problem,) = refused(tmp_path, olca_files())
    assert "ef-training[exchange]" in problem


@pytest.mark.parametrize("weights", [1.0, 100.0])
def test_a_set_of_normalisation_and_weights(tmp_path, weights):
    take(write_olca(tmp_path / "o.zip", footprint(weights=weights)), tmp_path / "out")
    pack, known = load_pack(tmp_path / "out"), load_pack_summary("ef-3.1")
    assert (pack.scope, pack.weighted, len(pack.main_categories)) == ("environmental-footprint", True, 16)
    for category in pack.main_categories:
        assert category.normalisation == known.category(category.category_id).normalisation
        assert category.weight_pct == pytest.approx(known.category(category.category_id).weight_pct, rel=1e-12)


@pytest.mark.parametrize("options", [{"leave_out": "land-use"}, {"weights": 0.9}])
def test_a_set_that_is_not_whole_is_not_taken_and_said(tmp_path, options):
    report = take(write_olca(tmp_path / "o.zip", footprint(**options)), tmp_path / "out")
    pack = load_pack(tmp_path / "out")
    assert (pack.scope, pack.weighted) == ("characterisation", False)
    assert any("“global” were not taken" in note.render("en") for note in report.notes)


def test_of_several_sets_none_is_taken_unless_one_is_named(tmp_path):
    files = footprint()
    sets = files["lcia_methods/m.json"]["nwSets"]
    sets.append({**sets[0], "@id": "t", "name": "other"})
    report = take(write_olca(tmp_path / "o.zip", files), tmp_path / "one")
    assert any("global; other" in note.render("en") for note in report.notes)
    assert not load_pack(tmp_path / "one").weighted
    take(tmp_path / "o.zip", tmp_path / "two", nw_set="other")
    assert load_pack(tmp_path / "two").weighted
    with pytest.raises(PackError, match="no set “third”"):
        take(tmp_path / "o.zip", tmp_path / "three", nw_set="third")
