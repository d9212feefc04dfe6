"""Packs in Brightway: one method for all flow lists, exactly the pack; side by side with others; removed without harm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import bw2calc
import bw2data
import pandas as pd
import pytest

from ef_training.brightway import methods as registering
from ef_training.brightway.contents import own_flows_content
from ef_training.brightway.database import DatabaseContent, replace_databases
from ef_training.brightway.flow_lists import other_lists, project_lists
from ef_training.brightway.methods import methods_current, register_pack
from ef_training.brightway.project import open_project
from ef_training.brightway.registered import (
    foreign_methods,
    lists_gone,
    methods_of,
    other_families,
    read_methods,
    registered_packs,
)
from ef_training.brightway.removal import remove_pack_methods
from ef_training.brightway.state import ProjectFolder
from ef_training.errors import ProjectError
from ef_training.method_pack import MethodPack, load_pack
from ef_training.method_pack.checking.examine import examine
from ef_training.method_pack.model import FACTOR_COLUMNS
from ef_training.names import BIOSPHERE, OWN_FLOWS

ECO = "ecoinvent-3.10-biosphere"
GWP = ("ecoinvent-3.10", "EF v3.1", "climate change", "GWP100")
FACTORS = {"co2": 1.0, "ch4": 29.8, "n2o": 273.0, "zero": 0.0}
FLOWS = {
    "co2": ("Carbon dioxide, fossil", "kilogram"),
    "ch4": ("Methane, fossil", "kilogram"),
    "n2o": ("Dinitrogen monoxide", "kilogram"),
    "zero": ("Carbon dioxide, non-fossil", "kilogram"),
    "water": ("Water", "cubic meter"),
}
Key = tuple[str, str]


def flow(code: str, name: str, unit: str) -> dict[str, object]:
    return {"code": code, "name": name, "categories": ("air",), "unit": unit, "type": "emission", "exchanges": []}


def write_ecoinvent(*extra: dict[str, object]) -> None:
    """Make a biosphere as a release brings it: a known code, a known name under another code, a code with another unit, news."""
    nodes = [
        flow("co2", *FLOWS["co2"]),
        flow("other-code", *FLOWS["ch4"]),
        flow("n2o", FLOWS["n2o"][0], "gram"),
        flow("news", "Hydrogen", "kilogram"),
        *extra,
    ]
    bw2data.Database(ECO).write({(ECO, str(node["code"])): node for node in nodes})


@cache
def frame_pack() -> MethodPack:
    return load_pack("carbon-footprint-ar6")


def pack(name: str = "tiny", family: str = "Tiny", factors: dict[str, float] | None = None, **more: float) -> MethodPack:
    """Return a pack of one category and few factors, on the frame of a shipped one."""
    whole = frame_pack()
    values = {**(FACTORS if factors is None else factors), **more}
    rows = [
        {
            "category_id": "climate-change",
            "flow_code": code,
            "flow_name": FLOWS[code][0],
            "compartment": "air",
            "database": BIOSPHERE,
            "unit": FLOWS[code][1],
            "value": value,
        }
        for code, value in values.items()
    ]
    category = replace(whole.category("climate-change"), method=("ef-training", family, "climate change"))
    frame = pd.DataFrame(rows).reindex(columns=list(FACTOR_COLUMNS), fill_value="")
    digest = hashlib.sha256(repr((name, family, values)).encode()).hexdigest()
    return replace(whole, name=name, family=family, sha256=digest, categories=(category,), factors=frame, tests=())


def method(family: str = "Tiny") -> tuple[str, ...]:
    return ("ef-training", family, "climate change")


def make(name: str) -> ProjectFolder:
    """Make a project with a small biosphere3, the own flows, an ecoinvent biosphere, and a method of ecoinvent's."""
    from ef_training.background import load_own_flows

    folder = open_project(f"methods {hashlib.sha256(name.encode()).hexdigest()[:12]}", create=True)
    home = DatabaseContent(BIOSPHERE, [flow(code, *told) for code, told in FLOWS.items()])
    replace_databases(folder, [home, own_flows_content(load_own_flows(), "own")])
    write_ecoinvent()
    foreign = bw2data.Method(GWP)
    foreign.register(unit="kg CO2-Eq")
    foreign.write([((ECO, "co2"), 1.0), ((ECO, "other-code"), 29.7)])
    return folder


@pytest.fixture
def project(request: pytest.FixtureRequest) -> ProjectFolder:
    """Return a project of the test's own."""
    return make(request.node.name)


@pytest.fixture(scope="module")
def made() -> ProjectFolder:
    return make("shared")


@pytest.fixture
def shared(made: ProjectFolder) -> Iterator[ProjectFolder]:
    """Return a project that several tests use, with the pack registered; each leaves it so."""
    open_project(made.name)
    if not methods_current(made, "tiny", pack().sha256):
        register_pack(made, pack())
    yield made
    assert found(made, pack()) == []


def held(name: tuple[str, ...]) -> dict[Key, float]:
    return dict(read_methods([name])[name].rows)


def found(folder: ProjectFolder, checked: MethodPack) -> list[str]:
    """Return the differences a check names."""
    registration = examine(
        checked,
        project_lists(folder),
        project=folder.name,
        registered=read_methods(methods_of(folder, checked.name)),
        foreign=foreign_methods(folder, checked.family),
        lists_gone=lists_gone(folder, checked.name),
    ).registration
    assert registration is not None
    return [str(problem) for problem in registration.differences]


def test_one_method_carries_the_factors_of_every_list(shared: ProjectFolder) -> None:
    assert held(method()) == {
        **{(BIOSPHERE, code): value for code, value in FACTORS.items()},
        (ECO, "co2"): 1.0,
        (ECO, "other-code"): 29.8,
    }
    assert [each.name for each in project_lists(shared)] == [BIOSPHERE, OWN_FLOWS, ECO]


def test_brightway_scores_alike_through_either_list(shared: ProjectFolder) -> None:
    for name, codes in (("with biosphere3", (BIOSPHERE, "co2", "ch4")), ("with ecoinvent", (ECO, "co2", "other-code"))):
        flows = [{"input": (codes[0], code), "amount": 2.0, "type": "biosphere"} for code in codes[1:]]
        made = {"input": (name, "p"), "amount": 1.0, "type": "production"}
        bw2data.Database(name).write({(name, "p"): {"name": "p", "unit": "kilogram", "exchanges": [made, *flows]}})
        lca = bw2calc.LCA({bw2data.get_node(database=name, code="p"): 1.0}, method())
        lca.lci()
        lca.lcia()
        assert lca.score == pytest.approx(2 * (1.0 + 29.8), rel=1e-6)


def test_a_database_with_processes_is_no_flow_list(project: ProjectFolder) -> None:
    made = {"input": ("mine", "p"), "amount": 1.0, "type": "production"}
    bw2data.Database("mine").write({("mine", "p"): {"name": "p", "unit": "kilogram", "exchanges": [made]}})
    assert set(other_lists(project)) == {ECO}


def test_the_check_counts_matches_of_each_list(shared: ProjectFolder) -> None:
    home, own, eco = examine(pack(), project_lists(shared)).lists
    assert (home.factors, home.by_code, home.by_name, home.without_factor, home.unmatched) == (4, 4, 0, 1, ())
    assert (own.factors, own.matched) == (0, 0)
    assert (eco.factors, eco.by_code, eco.by_name, eco.flows, eco.without_factor) == (4, 1, 1, 4, 2)
    assert [line.split(",")[0] for line in eco.unmatched] == ["Dinitrogen monoxide", "Carbon dioxide"]
    assert [clash.unit for clash in eco.clashes] == ["gram"]


def rewrite(change: object) -> None:
    """Write the method anew as somebody else would, after ``change`` to its rows."""
    rows = bw2data.Method(method()).load()
    bw2data.Method(method()).write(change(rows))  # type: ignore[operator]


def unit_changed() -> None:
    bw2data.methods[method()]["unit"] = "g CO2 eq"
    bw2data.methods.flush()


def abbreviation_changed() -> None:
    bw2data.methods[method()]["abbreviation"] = "elsewhere"
    bw2data.methods.flush()


def replaced(value: float, *row: object) -> object:
    """Return a change that puts the row of one factor, given without its flow, in place of the one there."""
    return lambda rows: [(flow, *row) if amount == value else (flow, amount) for flow, amount in rows]


def arrays_of_another() -> None:
    """Put another method's processed arrays in the place of this one's: what was written still looks right."""
    bw2data.Method(("other",)).register()
    bw2data.Method(("other",)).write([(flow, 2 * value) for flow, value in bw2data.Method(method()).load()])
    bw2data.Method(("other",)).filepath_processed().replace(bw2data.Method(method()).filepath_processed())


DAMAGES = {
    "factor changed": (
        lambda: rewrite(lambda rows: [(flow, 25.0 if value == 29.8 else value) for flow, value in rows]),
        "25 in Brightway, 29.8 in the pack",
        2,
    ),
    "row dropped": (lambda: rewrite(lambda rows: [row for row in rows if row[1] != 273.0]), "no factor in Brightway, 273 in", 1),
    "explicit zero dropped": (lambda: rewrite(lambda rows: [row for row in rows if row[1]]), "no factor in Brightway, 0 in", 1),
    "row surplus": (
        lambda: rewrite(lambda rows: [*rows, (bw2data.get_node(database=BIOSPHERE, code="water").id, 3.0)]),
        "3 in Brightway, no factor in the pack",
        1,
    ),
    "row twice": (lambda: rewrite(lambda rows: [*rows, rows[0]]), "stands 2 times", 1),
    "unit changed": (unit_changed, "the unit is g CO2 eq", 1),
    "factor of a place": (lambda: rewrite(replaced(273.0, 273.0, "DE")), "the factor is for DE alone", 1),
    "factor with a distribution": (
        lambda: rewrite(replaced(273.0, {"amount": 273.0, "uncertainty_type": 3, "loc": 273.0, "scale": 1.0})),
        "the factor has a distribution in Brightway, none in the pack",
        1,
    ),
    "factor with another middle": (
        lambda: rewrite(replaced(273.0, {"amount": 273.0, "uncertainty_type": 0, "loc": 1.0})),
        "the factor has a distribution in Brightway, none in the pack",
        1,
    ),
    "abbreviation changed": (abbreviation_changed, "nothing is left of the factors that were written", 2),
    "written factors gone": (
        lambda: (bw2data.projects.dir / "intermediate" / f"{bw2data.Method(method()).filename}.pickle").unlink(),
        "nothing is left of the factors that were written",
        1,
    ),
    "method deleted": (lambda: bw2data.Method(method()).deregister(), "Brightway does not have this method", 1),
    "arrays gone": (lambda: bw2data.Method(method()).filepath_processed().unlink(), "has not processed the method", 1),
    "arrays replaced": (
        arrays_of_another,
        "as processed: Methane, fossil, air (biosphere3 ch4): 59.6 in Brightway, 29.8 in the pack",
        5,
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_registration_is_found_and_mended(shared: ProjectFolder, damage: str) -> None:
    harm, said, count = DAMAGES[damage]
    harm()
    differences = found(shared, pack())
    assert len(differences) == count, differences
    assert any(said in text for text in differences), differences
    assert all("ef-training / Tiny / climate change" in text for text in differences)
    assert not methods_current(shared, "tiny", pack().sha256)
    register_pack(shared, pack())
    assert methods_current(shared, "tiny", pack().sha256)
    assert found(shared, pack()) == []


def test_a_method_the_pack_has_no_more_is_surplus_and_goes(project: ProjectFolder) -> None:
    register_pack(project, pack(family="Before"))
    assert [text for text in found(project, pack()) if "the pack has not" in text] == [
        "ef-training / Before / climate change: Brightway has this method, the pack has not"
    ]
    register_pack(project, pack())
    assert found(project, pack()) == []
    assert method("Before") not in bw2data.methods


def scored(name: tuple[str, ...]) -> float:
    """Return what bw2calc makes of 1 kg of the flow of 273."""
    made = {"input": ("scored", "p"), "amount": 1.0, "type": "production"}
    given = {"input": (BIOSPHERE, "n2o"), "amount": 1.0, "type": "biosphere"}
    bw2data.Database("scored").write({("scored", "p"): {"name": "p", "unit": "kilogram", "exchanges": [made, given]}})
    lca = bw2calc.LCA({bw2data.get_node(database="scored", code="p"): 1.0}, name)
    lca.lci()
    lca.lcia()
    return float(lca.score)


def test_a_place_that_the_check_names_is_one_that_brightway_leaves_out(project: ProjectFolder) -> None:
    register_pack(project, pack())
    assert scored(method()) == pytest.approx(273.0)
    assert found(project, pack()) == []
    rewrite(replaced(273.0, 273.0, "DE"))
    assert scored(method()) == 0.0
    assert len(found(project, pack())) == 1
    rewrite(lambda rows: [(flow, value, "GLO") for flow, value, *_ in rows])  # written out, the world is no difference
    assert scored(method()) == pytest.approx(273.0)
    assert found(project, pack()) == []


def test_a_method_of_somebody_elses_in_the_family_is_named(project: ProjectFolder) -> None:
    register_pack(project, pack())
    bw2data.Method(method("Tiny two")).write([((BIOSPHERE, "co2"), 1.0)])
    assert found(project, pack()) == []
    foo = ("ef-training", "Tiny", "foo")
    bw2data.Method(foo).write([((BIOSPHERE, "co2"), 1.0)])
    (said,) = found(project, pack())
    assert said.startswith("ef-training / Tiny / foo: this method of the pack’s family was not made by this program → delete it")
    register_pack(project, pack())
    assert foo in bw2data.methods
    bw2data.Method(foo).deregister()
    bw2data.Method(method()).deregister()
    bw2data.Method(method()).write([((BIOSPHERE, code), value) for code, value in FACTORS.items()])
    (said,) = found(project, pack())
    assert "ef-training / Tiny / climate change: this method of the pack’s family was not made" in said
    assert not methods_current(project, "tiny", pack().sha256)


def test_a_list_that_is_gone_is_said_once(project: ProjectFolder) -> None:
    register_pack(project, pack())
    bw2data.Database(ECO).delete(warn=False)
    del bw2data.databases[ECO]
    assert found(project, pack()) == [
        f"ef-training / Tiny: the flow list “{ECO}” is gone; factors of flows that the project no longer has: 2"
    ]
    register_pack(project, pack())
    assert found(project, pack()) == []


def test_a_new_or_rewritten_list_makes_the_registration_old(project: ProjectFolder) -> None:
    register_pack(project, pack())
    assert methods_current(project, "tiny", pack().sha256)
    write_ecoinvent(flow("zero", *FLOWS["zero"]))  # Brightway gives all of its nodes new ids
    assert not methods_current(project, "tiny", pack().sha256)
    assert any("zero" in text for text in found(project, pack()))
    register_pack(project, pack())
    assert methods_current(project, "tiny", pack().sha256)
    assert held(method())[ECO, "zero"] == 0.0


def test_another_packs_family_is_refused(shared: ProjectFolder) -> None:
    before = held(method())
    with pytest.raises(ProjectError, match="belongs to the pack “tiny”"):
        register_pack(shared, pack("second", ch4=25.0))
    assert held(method()) == before
    assert registered_packs(shared) == ("tiny",)


def test_somebody_elses_method_is_left_alone(project: ProjectFolder) -> None:
    bw2data.Method(method()).register(unit="mine")
    bw2data.Method(method()).write([((BIOSPHERE, "co2"), 5.0)])
    with pytest.raises(ProjectError, match="not made by this program"):
        register_pack(project, pack())
    assert held(method()) == {(BIOSPHERE, "co2"): 5.0}
    assert methods_of(project, "tiny") == ()


def test_a_flow_that_is_in_no_list_is_refused(project: ProjectFolder) -> None:
    wrong = pack()
    wrong.factors.loc[0, "flow_code"] = "nowhere"
    with pytest.raises(ProjectError, match="no flow nowhere is in the flow list “biosphere3”"):
        register_pack(project, wrong)
    assert method() not in bw2data.methods


@pytest.mark.parametrize("known", [False, True])
def test_a_registration_that_fails_leaves_what_was(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    if known:
        register_pack(project, pack())
    with monkeypatch.context() as patch:
        patch.setattr(registering, "differences", lambda *arguments: [ValueError("broken off")])
        with pytest.raises((ProjectError, AttributeError)):
            register_pack(project, pack(ch4=25.0))
    assert (method() in bw2data.methods) == known
    if known:
        assert found(project, pack()) == []


def files(folder: ProjectFolder) -> dict[str, str]:
    """Return the hashes of all files of methods and databases: written, processed, notes."""
    places = (*folder.path.glob("intermediate/*"), *folder.path.glob("processed/*"), folder.path / "databases.json")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in places if path.is_file()}


def test_side_by_side_and_removed_without_harm(project: ProjectFolder) -> None:
    alone = files(project)
    records = dict(project.methods())
    register_pack(project, pack("second", "Second", ch4=25.0))
    with_second, records_second = files(project), dict(project.methods())
    register_pack(project, pack())
    assert other_families(project) == {("ecoinvent-3.10", "EF v3.1"): 1}
    assert registered_packs(project) == ("second", "tiny")

    assert remove_pack_methods(project, "tiny") == (method(),)
    assert files(project) == with_second
    assert project.methods() == records_second
    assert methods_current(project, "second", pack("second", "Second", ch4=25.0).sha256)
    assert found(project, pack("second", "Second", ch4=25.0)) == []

    remove_pack_methods(project, "second")
    assert files(project) == alone
    assert project.methods() == records
    assert held(GWP) == {(ECO, "co2"): 1.0, (ECO, "other-code"): 29.7}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ecoinvent-3.10", "not made by this program"),
        ("EF v3.1", "not made by this program"),
        ("cfp", "no method pack “cfp” is registered"),
        ("tyni", "registered are: tiny"),
    ],
)
def test_what_is_not_a_pack_of_this_program_is_not_removed(shared: ProjectFolder, name: str, said: str) -> None:
    registering.register_carbon_footprint(shared, "1")
    before = files(shared)
    with pytest.raises(ProjectError, match=said):
        remove_pack_methods(shared, name)
    assert files(shared) == before


def test_a_damaged_database_file_is_a_plain_error(project: ProjectFolder, tmp_path: Path) -> None:
    broken = ProjectFolder("broken", tmp_path)
    (tmp_path / "lci").mkdir()
    (tmp_path / "lci" / "databases.db").write_bytes(b"no database at all, but long enough to be read as one" * 4)
    (tmp_path / "databases.json").write_text('{"x": {"modified": "now"}}', encoding="utf-8")
    with pytest.raises(ProjectError, match="the databases of the project “broken” cannot be read"):
        project_lists(broken)
