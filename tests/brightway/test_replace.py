"""Replacing databases: ids stay, nothing is lost when it fails or is killed, nothing foreign is touched."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import bw2calc
import bw2data
import pytest

from ef_training.brightway.database import DatabaseContent, replace_databases
from ef_training.brightway.project import open_project
from ef_training.brightway.state import find_project, is_current
from ef_training.errors import ProjectError

METHOD = ("ef-training", "test", "carbon dioxide")


def flows():
    return DatabaseContent("flows", [{"code": "co2", "name": "CO2", "unit": "kilogram", "type": "emission", "exchanges": []}])


def background(co2=2.0, codes=("steel", "power")):
    nodes = []
    for code in codes:
        exchanges = [
            {"input": ["bg", code], "amount": 1.0, "type": "production"},
            {"input": ["flows", "co2"], "amount": co2, "type": "biosphere"},
        ]
        if code == "steel":
            exchanges.append({"input": ["bg", "power"], "amount": 3.0, "type": "technosphere"})
        nodes.append(
            {
                "code": code,
                "name": code,
                "unit": "kilogram",
                "location": "TW",
                "exchanges": exchanges,
                "type": "processwithreferenceproduct",
            }
        )
    return DatabaseContent("bg", nodes)


def company(amount=10.0, target="steel"):
    exchanges = [
        {"input": ["company", "product"], "amount": 1.0, "type": "production"},
        {"input": ["bg", target], "amount": amount, "type": "technosphere"},
    ]
    node = {
        "code": "product",
        "name": "產品",
        "unit": "unit",
        "location": "TW",
        "exchanges": exchanges,
        "type": "processwithreferenceproduct",
    }
    return DatabaseContent("company", [node])


def score():
    """Return the score of one product by a fresh LCA; steel is CO2 × 4, so amount 10 and CO2 2 give 80."""
    lca = bw2calc.LCA({bw2data.get_node(database="company", code="product"): 1}, METHOD)
    lca.lci()
    lca.lcia()
    return lca.score


@pytest.fixture
def project(request):
    """Open a project with flows, background, company and a method."""
    folder = open_project(request.node.name[:40], create=True)
    replace_databases(folder, [flows(), background(), company()])
    method = bw2data.Method(METHOD)
    method.register(**{"unit": "kg", "ef-training": "test"})
    method.write([(bw2data.get_node(database="flows", code="co2").id, 1.0)])
    return folder


def test_written_as_said(project):
    assert score() == pytest.approx(80.0)
    assert bw2data.get_node(database="company", code="product")["name"] == "產品"
    assert all(is_current(project, c.name, c.content) for c in (flows(), background(), company()))


def test_rewriting_the_background_keeps_ids_and_foregrounds(project):
    before = {node["code"]: node.id for node in bw2data.Database("bg")}
    replace_databases(project, [background(co2=5.0, codes=("new", "steel", "power"))])
    after = {node["code"]: node.id for node in bw2data.Database("bg")}
    assert {code: after[code] for code in before} == before
    assert score() == pytest.approx(200.0)


def test_brightways_own_write_would_have_orphaned_it(project):
    """The trap this room exists for: the same rewrite through bw2data gives new ids. If this fails, Brightway has mended it."""
    before = bw2data.get_node(database="bg", code="steel").id
    data = {
        (node["database"], node["code"]): dict(node) | {"exchanges": [dict(e) for e in node.exchanges()]}
        for node in bw2data.Database("bg")
    }
    bw2data.Database("bg").write(data)
    assert bw2data.get_node(database="bg", code="steel").id != before


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (company(amount=float("nan")), "not a finite number"),
        (company(amount="ten"), "not a finite number"),
        (company(target="stele"), "does not exist"),
        (DatabaseContent("company", [*company().nodes, *company().nodes]), "stands twice"),
        (DatabaseContent("company", [{**company().nodes[0], "code": "產品"}]), "not ASCII"),
        (background(codes=("power",)), "consumes it"),
    ],
)
def test_a_failed_write_changes_nothing(project, content, expected):
    with pytest.raises(ProjectError, match=expected):
        replace_databases(project, [content])
    assert score() == pytest.approx(80.0)
    assert is_current(project, "company", company().content)


def test_a_first_write_that_fails_leaves_no_name(project):
    with pytest.raises(ProjectError):
        replace_databases(project, [DatabaseContent("fresh", company(target="stele").nodes)])
    assert "fresh" not in bw2data.databases


def test_one_wrong_view_keeps_both_out(project):
    with pytest.raises(ProjectError):
        replace_databases(project, [company(amount=20.0), DatabaseContent("second", company(target="stele").nodes)])
    assert score() == pytest.approx(80.0)


def test_foreign_things_are_left_alone(project):
    bw2data.Database("mine").write({("mine", "a"): {"name": "a", "unit": "kilogram", "exchanges": []}})
    with pytest.raises(ProjectError, match="not made by this program"):
        replace_databases(project, [DatabaseContent("mine", company().nodes)])
    assert len(bw2data.Database("mine")) == 1


def test_a_foreign_project_is_left_alone():
    bw2data.projects.set_current("somebody else's")
    bw2data.Database("mine").write({("mine", "a"): {"name": "a", "unit": "kilogram", "exchanges": []}})
    with pytest.raises(ProjectError, match="not made by this program"):
        open_project("somebody else's", create=True)
    assert find_project("somebody else's") is None


def test_a_mistyped_project_is_not_created():
    with pytest.raises(ProjectError, match="no Brightway project"):
        open_project("ef-trainign")
    assert "ef-trainign" not in bw2data.projects


KILLED = """
    import os, sys
    sys.path.insert(0, {tests!r})
    from test_replace import background, company
    from ef_training.brightway import database
    from ef_training.brightway.project import open_project
    folder = open_project({project!r})
    original = database.{step}
    def killed(*arguments):
        {before}
        os._exit(9)
    database.{step} = killed
    database.replace_databases(folder, [background(co2=5.0), company(amount=20.0)])
"""
OLD, NEW = 80.0, 400.0


@pytest.mark.parametrize(
    ("step", "before", "expected"),
    [
        ("_write_rows", "pass", OLD),  # databases marked dirty, transaction open
        ("_write_rows", "original(*arguments)", OLD),  # first database written, transaction not committed
        ("_commit", "original(*arguments)", NEW),  # committed, nothing registered or processed
        ("_register", "original(*arguments)", NEW),  # registered, not processed
        ("_process", "pass", NEW),
    ],
)
def test_a_kill_leaves_the_old_or_the_new(project, step, before, expected):
    script = textwrap.dedent(KILLED).format(tests=os.path.dirname(__file__), project=project.name, step=step, before=before)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    bw2data.projects.set_current(project.name)  # as a new process would find it
    assert score() == pytest.approx(expected)
    assert not is_current(project, "company", company().content)  # the next run writes again
    replace_databases(project, [background(), company()])
    assert score() == pytest.approx(OLD)
