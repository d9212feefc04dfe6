"""The wheel, installed by itself: all data files are in it, and the demo runs from another folder without network."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = {"ef_training": "ef_training", "importers": "ef_training/importers", "method_packs": "ef_training/method_packs"}
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")

BLOCKED = '''
"""Loaded at start: no connection is made, not even to this machine; what is opened and imported is written down."""

import atexit
import json
import os
import socket
import sys


def refused(*arguments, **options):
    raise OSError("the network is not to be used here")


for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refused)
for name in ("create_connection", "getaddrinfo", "gethostbyname"):
    setattr(socket, name, refused)

opened = set()


def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.add(os.path.abspath(arguments[0]))


def report():
    modules = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    modules = {name: file for name, file in modules.items() if name.split(".")[0] == "ef_training" and file}
    seen = sorted(opened)
    with open(os.environ["WATCHED"], "w", encoding="utf-8") as stream:
        json.dump({"modules": modules, "opened": seen}, stream)


sys.addaudithook(watch)
atexit.register(report)
'''


def isolated() -> list[str]:
    """What to tell pip: to build with the setuptools that is here where it is new enough."""
    try:
        recent = int(version("setuptools").split(".")[0]) >= 77
    except PackageNotFoundError:
        recent = False
    return ["--no-build-isolation"] if recent else []


def pip(*arguments: object) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of a clean copy of the sources."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        shutil.copytree(ROOT / name, source / name, ignore=NOT_SHIPPED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    pip("wheel", "--no-deps", *isolated(), "--wheel-dir", out, source)
    (found,) = out.iterdir()
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The folder into which the wheel is installed, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--no-compile", "--target", folder, wheel)
    return folder


class Away:
    """Runs Python in a folder of its own, with the installed wheel, an empty Brightway directory and no network."""

    def __init__(self, folder: Path, installed: Path):
        (folder / "blocked").mkdir()
        (folder / "blocked" / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
        self.folder, self.work = folder, folder / "work"
        self.work.mkdir()
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(folder / "blocked"), str(installed)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            "BRIGHTWAY2_DIR": str(folder / "brightway"),
        }

    def start(self, *arguments: str, watched: str = "watched") -> subprocess.Popen[str]:
        """Start ``python ARGUMENTS``; what it imports and opens is written to the file ``watched``."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.work,
            env={**self.environment, "WATCHED": str(self.folder / watched)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run ``python ARGUMENTS``; exit code, stdout, stderr."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def seen(self, watched: str) -> dict:
        return json.loads((self.folder / watched).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def away(installed, tmp_path_factory) -> Away:
    return Away(tmp_path_factory.mktemp("away"), installed)


@pytest.fixture(scope="module")
def at_once(away, forms) -> dict[str, str]:
    """The demo, the same form and another one, started at once on the empty directory; folder of results → stdout.

    Whichever comes first sets everything up, the others wait for it. All must finish well.
    """
    hub, box = (str(forms[name, "zh-TW"]) for name in ("aluminium-hub", "pp-food-box"))
    commands = {"hub": ("demo",), "same": ("assess", hub, "--no-report"), "box": ("assess", box, "--no-report")}
    started = {
        out: away.start("-m", "ef_training", *command, "--out", out, "--lang", "zh-TW", watched=out)
        for out, command in commands.items()
    }
    ended = {out: (process.communicate(timeout=300), process.returncode) for out, process in started.items()}
    assert {out: code for out, (_, code) in ended.items()} == dict.fromkeys(commands, 0), ended
    return {out: text for out, ((text, _), _) in ended.items()}


def test_every_file_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {
        f"{target}/{path.relative_to(ROOT / source).as_posix()}"
        for source, target in SOURCES.items()
        for path in (ROOT / source).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    }
    assert len(expected) > 100
    assert sorted(expected - names) == []
    others = {name for name in names - expected if ".dist-info/" not in name}
    assert others == set()
    for needed in (
        "ef_training/py.typed",
        "ef_training/importers/itri/importer.toml",
        "ef_training/method_packs/ef-3.1/factors.csv",
        "ef_training/inventory/examples/aluminium-hub.toml",
        "ef_training/background/data/training/exchanges.csv",
        "ef_training/factors/data/moenv_factors.csv",
        "ef_training/locale/zh_TW/LC_MESSAGES/ef_training.mo",
        "ef_training/report/templates/report.html.j2",
    ):
        assert needed in names


def test_every_importer_and_pack_is_whole(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in (path.parent for path in (ROOT / "importers").glob("*/importer.toml")):
        assert {f"ef_training/importers/{folder.name}/{path.name}" for path in folder.iterdir() if path.is_file()} <= names
    for folder in (path.parent for path in (ROOT / "method_packs").glob("*/datapackage.json")):
        tables = [resource["path"] for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]]
        assert {f"ef_training/method_packs/{folder.name}/{table}" for table in tables} <= names


def test_metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
        entry = archive.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    assert "ef-training = ef_training.cli:main" in entry
    assert "Requires-Python: >=3.11" in text
    assert "License-Expression: BSD-3-Clause" in text
    assert not [line for line in text.splitlines() if line.startswith("Requires-Dist: pypardiso") and "extra ==" not in line]


def test_the_network_is_blocked(away):
    refused = "the network is not to be used here"
    for target in ("127.0.0.1", "example.org"):
        code, _, err = away.run("-c", f"import socket; socket.create_connection(({target!r}, 80))")
        assert code == 1
        assert refused in err
    assert refused in away.run("-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1/')")[2]


def test_runs_of_the_wheel_all_at_once(at_once, away, hub_folder, box_folder):
    """Without network, from another folder, on an empty Brightway directory: the results of the checkout, to the last byte."""
    assert all("氣候變遷" in text for text in at_once.values())
    for out, folder in (("hub", hub_folder), ("same", hub_folder), ("box", box_folder)):
        assert (away.work / out / "results.csv").read_bytes() == (folder / "results.csv").read_bytes()
    assert {path.name for path in away.work.iterdir()} == set(at_once)
    shipped = {path.name for path in (hub_folder / "charts").iterdir()}
    assert {path.name for path in (away.work / "hub" / "charts").iterdir()} == shipped
    assert (away.work / "hub" / "report.html").is_file()


def test_only_files_of_the_wheel_are_used(at_once, away, installed):
    """Every module of the package comes from the installed wheel, and no file of the checkout is opened."""
    environment = Path(sys.prefix)
    for out in at_once:
        seen = away.seen(out)
        assert len(seen["modules"]) > 50
        assert [file for file in seen["modules"].values() if not Path(file).is_relative_to(installed)] == []
        opened = [Path(path) for path in seen["opened"]]
        assert [path for path in opened if path.is_relative_to(ROOT) and not path.is_relative_to(environment)] == []
        assert [path for path in opened if path.name == "moenv_factors.csv" and path.is_relative_to(installed)]


def test_a_form_of_ones_own_from_the_wheel(at_once, away, box_folder, tmp_path):
    """The second step without network: a form written and assessed in the directory that was set up."""
    form, out = str(tmp_path / "form.xlsx"), str(tmp_path / "results")
    code, _, err = away.run("-m", "ef_training", "form", "new", "--out", form, "--example", "pp-food-box", "--lang", "zh-TW")
    assert code == 0, err
    code, text, err = away.run("-m", "ef_training", "assess", form, "--out", out, "--no-report", "--json")
    assert code == 0, err
    with (box_folder / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        expected = sum(float(row["value"]) for row in csv.DictReader(stream) if row["indicator"] == "climate-change")
    assert json.loads(text)["indicators"][0]["value"] == pytest.approx(expected, rel=1e-12)
