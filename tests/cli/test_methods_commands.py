"""``ef-training methods``: list, show, check, install, remove and new, on the project of a real run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bw2calc
import bw2data
import pytest

from ef_training.brightway.project import open_project
from ef_training.brightway.state import ProjectFolder, find_project
from ef_training.errors import ProjectError
from ef_training.method_inventories import of_company, of_run
from ef_training.method_job import check_pack
from ef_training.names import PROJECT

Command = Callable[..., tuple[int, str, str]]
AR6, AR5 = "carbon-footprint-ar6", "carbon-footprint-ar5"
COMPANY = "demo-hub"


@pytest.fixture(scope="module")
def run(forms: dict[tuple[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of the hub, tables only."""
    from ef_training.job import assess_form

    out = tmp_path_factory.mktemp("run")
    assess_form(forms["aluminium-hub", "zh-TW"], out, report=False)
    return out


@pytest.fixture(scope="module")
def project(run: Path) -> ProjectFolder:
    """Return the project of the hub's run, in which EF 3.1 is registered, and a method of somebody else's beside it."""
    folder = open_project(PROJECT)
    foreign = bw2data.Method(("ecoinvent-3.10", "EF v3.1", "climate change", "GWP100"))
    foreign.register(unit="kg CO2-Eq")
    foreign.write([(next(iter(bw2data.Database("biosphere3"))).id, 1.0)])
    return folder


def read(answer: tuple[int, str, str], code: int = 0) -> Any:
    assert answer[0] == code, answer[2]
    return json.loads(answer[1])


def test_list(project: ProjectFolder, command: Command) -> None:
    found = read(command("methods", "list", "--json"))
    packs = {pack["name"]: pack for pack in found["packs"]}
    assert {"ef-3.0", "ef-3.1", "ef-3.1-global", AR5, AR6} <= set(packs)
    assert packs["ef-3.1"]["registered"]
    assert packs["ef-3.1"]["current"]
    assert packs["ef-3.1-global"]["extends"] == "ef-3.1"
    assert packs[AR6]["scope"] == "carbon-footprint"
    assert found["other_families"] == [{"family": ["ecoinvent-3.10", "EF v3.1"], "methods": 1}]
    code, out, _ = command("methods", "list", "--lang", "en")
    assert code == 0
    assert "ecoinvent-3.10 / EF v3.1  methods: 1" in out
    assert "not made by this program" in out


def test_list_without_a_project(command: Command) -> None:
    found = read(command("methods", "list", "--project", "nowhere", "--json"))
    assert found["project"] is None
    assert not any(pack["registered"] for pack in found["packs"])
    assert find_project("nowhere") is None


def test_show(project: ProjectFolder, command: Command) -> None:
    found = read(command("methods", "show", "ef-3.1", "--json"))
    climate = found["categories"][0]
    assert (climate["category_id"], climate["unit"], climate["weight_pct"]) == ("climate-change", "kg CO2 eq", 21.06)
    assert climate["method"] == ["ef-training", "EF 3.1", "climate change"]
    assert found["sources"]
    assert found["licence"]
    assert found["attribution"]
    rows = read(command("methods", "show", "ef-3.1", "--category", "water-use", "--json"))
    assert [abs(row["value"]) for row in rows] == sorted((abs(row["value"]) for row in rows), reverse=True)
    assert {row["unit"] for row in rows} == {"cubic meter"}
    assert {row["value"] for row in rows} == {42.95, 4.99}
    rows = read(command("methods", "show", "ef-3.1", "--flow", "METHANE, fossil", "--category", "climate-change", "--json"))
    assert {row["value"] for row in rows} == {29.8}
    for lang, said in (("en", "Normalisation"), ("zh-TW", "氣候變遷")):
        code, out, _ = command("methods", "show", "ef-3.1-global", "--lang", lang)
        assert code == 0
        assert said in out
        assert "ef-3.1" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "ef-31"), "there is no method pack “ef-31”"),
        (("show", "ef-3.1", "--category", "land"), "did you mean land-use"),
        (("show", "ef-3.1", "--flow", "unobtainium"), "no factor is of a flow named “unobtainium”"),
        (("check", "ef-31"), "choose one of: "),
        (("check", "."), "there is no method pack"),
        (("check", "ef-3.1", "--project", "nowhere"), "there is no Brightway project “nowhere”"),
        (("check", "ef-3.1", "--background", "ecoinvent"), "there is no background “ecoinvent”"),
        (("check", "ef-3.1", "--results", "nowhere"), "there is no folder"),
        (("check", "ef-3.1", "--company", "nobody"), COMPANY),
        (("install", "ef-31"), "there is no method pack"),
        (("remove", "ef-9"), "no method pack “ef-9” is registered"),
        (("remove", "ecoinvent-3.10"), "not made by this program"),
        (("remove", "ef-3.1", "--project", "nowhere"), "there is no Brightway project"),
        (("new", "ef-3.1", "--extends", "ef-3.0"), "ef-3.1"),
        (("new", "mine", "--extends", "ef-31"), "ef-31"),
    ],
)
def test_bad_input_is_said_plainly(
    arguments: tuple[str, ...],
    said: str,
    project: ProjectFolder,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, error = command("methods", *arguments, "--lang", "en")
    assert (code, out) == (1, "")
    assert said in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


def test_check_says_what_was_read(project: ProjectFolder, command: Command) -> None:
    found = read(command("methods", "check", "ef-3.1", "--json"))
    factors, lists = found["factors"], {each["name"]: each for each in found["flow_lists"]}
    assert found["passed"]
    assert factors["base"] + factors["own"] + factors["added"] - factors["dropped"] == factors["total"]
    assert lists["biosphere3"]["matched"] + lists["ef-training flows"]["matched"] == factors["total"]
    assert lists["biosphere3"]["unmatched"] == []
    assert found["tests"]["passed"] == found["tests"]["total"] > 50
    counts = found["changes"]["counts"].values()
    assert sum(each["changed"] for each in counts) <= factors["replaced"]
    assert sum(each["added"] for each in counts) == factors["added"] + factors["own"]
    assert sum(each["removed"] for each in counts) == factors["dropped"]
    assert found["registration"]["differences"] == []
    assert len(found["registration"]["methods"]) == 19
    (training,) = found["inventories"]
    assert training["flows"] > len(training["characterised_nowhere"]) > 0
    for lang, said in (("en", "exactly as the pack says"), ("zh-TW", "氣候變遷")):
        code, out, _ = command("methods", "check", "ef-3.1", "--lang", lang)
        assert code == 0
        assert said in out


def test_check_names_what_a_pack_changes(project: ProjectFolder, command: Command) -> None:
    code, out, _ = command("methods", "check", "ef-3.1-global", "--lang", "en")
    assert code == 0
    said = out.partition("Changed against ef-3.1\n")[2].splitlines()
    assert said[:2] == [
        "  Water use: 0 added, 0 removed, 1 changed",
        "    changed  Water, evaporated, TW, air: 4.99 → 42.95  (× 8.61)",
    ]


def test_company_and_run_have_the_same_flows_and_brightways(project: ProjectFolder, run: Path, command: Command) -> None:
    """The flows of the company in Brightway, those of the folder of its run, and those of bw2calc's own inventory."""
    (company,) = of_company(project, COMPANY)
    behind = of_run(run)
    assert dict(company.amounts) == pytest.approx(dict(behind.amounts), rel=1e-9)
    open_project(PROJECT)
    name = next(name for name in bw2data.databases if name.startswith(COMPANY) and name.endswith("(ef)"))
    lca = bw2calc.LCA({bw2data.get_node(database=name, code="product"): 1.0})
    lca.lci()
    totals = lca.inventory.sum(axis=1)
    keys = {id_: bw2data.get_node(id=id_).key for id_ in lca.dicts.biosphere}
    reference = {keys[id_]: float(totals[place, 0]) for id_, place in lca.dicts.biosphere.items() if totals[place, 0]}
    assert len(company.amounts) > 300
    for key, amount in reference.items():  # bw2calc's solver leaves specks where nothing flows
        assert company.amounts.get(key, 0.0) == pytest.approx(amount, rel=1e-5, abs=1e-14), key
    assert all(abs(amount) < 1e-14 for key, amount in company.amounts.items() if key not in reference)
    found = read(command("methods", "check", AR6, "--company", COMPANY, "--results", run, "--json"))
    first, second = found["inventories"]
    assert [gap["code"] for gap in first["characterised_nowhere"]] == [gap["code"] for gap in second["characterised_nowhere"]]


def test_install_check_damage_remove(project: ProjectFolder, command: Command) -> None:
    done = read(command("methods", "install", AR6, "--json"))
    assert done["written"]
    assert len(done["methods"]) == len(read(command("methods", "show", AR6, "--json"))["categories"])
    code, out, _ = command("methods", "install", AR6, "--lang", "en")
    assert code == 0
    assert "already, current" in out
    assert not read(command("methods", "install", AR6, "--json"))["written"]
    read(command("methods", "install", AR5, "--json"))
    scores = (project.notes / "unit-scores.json").read_text(encoding="utf-8")

    open_project(PROJECT)
    method = tuple(done["methods"][0])
    rows = bw2data.Method(method).load()
    bw2data.Method(method).write([(flow, 2 * value) for flow, value in rows])
    found = read(command("methods", "check", AR6, "--json"), code=1)
    assert not found["passed"]
    assert len(found["registration"]["differences"]) == sum(value != 0 for _, value in rows)
    code, out, error = command("methods", "check", AR6, "--lang", "en")
    assert code == 1
    assert "in Brightway" in out
    assert "The check failed" in error
    assert read(command("methods", "check", AR5, "--json"))["passed"]
    read(command("methods", "install", AR6, "--json"))
    assert read(command("methods", "check", AR6, "--json"))["passed"]

    gone = read(command("methods", "remove", AR6, "--json"))
    assert gone["methods"] == done["methods"]
    assert read(command("methods", "check", AR6, "--json"))["registration"] is None
    assert read(command("methods", "check", AR5, "--json"))["registration"]["differences"] == []
    assert read(command("methods", "check", "ef-3.1", "--json"))["passed"]
    assert (project.notes / "unit-scores.json").read_text(encoding="utf-8") == scores
    assert command("methods", "remove", AR6)[0] == 1
    assert command("methods", "remove", AR5)[0] == 0


@pytest.mark.parametrize(("key", "value"), [("unit", "kg CO2"), ("abbreviation", "elsewhere")])
def test_what_the_check_finds_install_mends(project: ProjectFolder, command: Command, key: str, value: str) -> None:
    open_project(PROJECT)
    method = ("ef-training", "EF 3.1", "climate change")
    bw2data.methods[method][key] = value
    bw2data.methods.flush()
    listed = {pack["name"]: pack for pack in read(command("methods", "list", "--json"))["packs"]}
    assert listed["ef-3.1"]["registered"]
    assert not listed["ef-3.1"]["current"]
    code, _, error = command("methods", "check", "ef-3.1", "--lang", "en")
    assert code == 1
    assert "“ef-training methods install” mends them" in error
    assert read(command("methods", "install", "ef-3.1", "--json"))["written"]
    assert read(command("methods", "check", "ef-3.1", "--json"))["passed"]
    assert not read(command("methods", "install", "ef-3.1", "--json"))["written"]


def test_a_method_in_the_family_that_install_leaves_alone(project: ProjectFolder, command: Command) -> None:
    open_project(PROJECT)
    foo = bw2data.Method(("ef-training", "EF 3.1", "foo"))
    foo.write([(next(iter(bw2data.Database("biosphere3"))).id, 1.0)])
    try:
        code, out, error = command("methods", "check", "ef-3.1", "--lang", "en")
    finally:
        foo.deregister()
    assert code == 1
    assert "ef-training / EF 3.1 / foo: this method of the pack’s family was not made by this program" in out
    assert "Methods in the pack’s family that this program did not make: 1." in error
    assert "mends" not in error


def test_unit_scores_go_with_the_pack(forms: dict[tuple[str, str], Path], project: ProjectFolder, command: Command) -> None:
    from ef_training.assessment.engine import open_engine

    with open_engine(PROJECT, "training", "ef-3.0", lambda step: None) as engine:
        key = engine.scores.key
    assert (project.notes / "unit-scores" / key).is_dir()
    assert command("methods", "remove", "ef-3.0")[0] == 0
    names = set(json.loads((project.notes / "unit-scores.json").read_text(encoding="utf-8")))
    assert "training | ef-3.1" in names
    assert "training | ef-3.0" not in names
    assert not (project.notes / "unit-scores" / key).exists()


def test_new_makes_a_pack_that_passes_and_names_problems_by_row(project: ProjectFolder, command: Command, tmp_path: Path) -> None:
    made = read(command("methods", "new", "mine", "--extends", "ef-3.1", "--out", tmp_path, "--json"))
    folder = tmp_path / "mine"
    assert sorted(made["files"]) == sorted(path.name for path in folder.iterdir())
    found = read(command("methods", "check", folder, "--json"))
    assert found["passed"]
    assert found["extends"] == "ef-3.1"
    assert found["factors"]["inherited"] == found["factors"]["total"]
    overrides = folder / "overrides.csv"
    head = overrides.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    good = {"op": "replace", "category_id": "water-use", "database": "ef-training flows", "flow_code": "water-evaporated-tw",
            "unit": "cubic meter", "old_value": "4.99", "value": "6", "reason": "a reason", "source": "a source"}  # fmt: skip
    bad = [{**good, "op": "swap"}, {**good, "category_id": "weather", "value": "many"}]
    overrides.write_text(
        "\n".join(",".join(row.get(column, "") for column in head) for row in [dict(zip(head, head, strict=True)), *bad])
    )
    failed = read(command("methods", "check", folder, "--json"), code=1)
    places = [problem["where"] for problem in failed["problems"]]
    assert {"overrides.csv, row 2, op", "overrides.csv, row 3, category_id", "overrides.csv, row 3, value"} <= set(places)
    unknown = {"flow_code": "lost", "flow_name": "Lost", "database": "biosphere3", "unit": "kilogram"}
    lost = {**good, **unknown, "op": "add", "category_id": "climate-change", "old_value": ""}
    overrides.write_text(
        "\n".join(",".join(row.get(column, "") for column in head) for row in [dict(zip(head, head, strict=True)), lost])
    )
    code, out, error = command("methods", "check", folder, "--lang", "en")
    assert code == 1
    assert "overrides.csv, row 2, flow_code: Lost: no flow lost is in the flow list “biosphere3”" in out
    assert "Factors of flows that no list has: 1." in error
    assert "Note: Climate change is not the sum of its sub-indicators; flows: 1, the first: Lost" in out
    code, out, error = command("methods", "install", folder, "--lang", "en")
    assert (code, out) == (1, "")
    assert "overrides.csv, row 2, flow_code: Lost: no flow lost is in the flow list “biosphere3”" in error
    overrides.write_text(
        "\n".join(",".join(row.get(column, "") for column in head) for row in [dict(zip(head, head, strict=True)), lost, bad[1]])
    )
    failed = read(command("methods", "check", folder, "--json"), code=1)
    places = [problem["where"] for problem in failed["problems"]]
    assert {"overrides.csv, row 2, flow_code", "overrides.csv, row 3, category_id"} <= set(places)
    overrides.write_bytes(b"\xff\xfe not UTF-8")
    assert any("UTF-8" in problem["what"] for problem in read(command("methods", "check", folder, "--json"), code=1)["problems"])


def test_a_check_writes_nothing(project: ProjectFolder) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.path.rglob("*") if path.is_file() and "lock" not in path.name}
    assert check_pack("ef-3.1").passed
    after = {path: path.stat().st_mtime_ns for path in project.path.rglob("*") if path.is_file() and "lock" not in path.name}
    assert after == before


def test_a_company_without_a_project_is_refused() -> None:
    with pytest.raises(ProjectError, match="holds no inventory"):
        of_company(None, COMPANY)
