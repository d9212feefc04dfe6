"""``factors update``, ``snapshots``, ``use``: from a file or the API to a snapshot in use, and back."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from moenv_api import HTML, KEY, Answer, page, row, serving, shipped_records, sound

from ef_training.cli.factors import command
from ef_training.cli.factors_update import KEY_VARIABLE
from ef_training.errors import DataError
from ef_training.factors import load_snapshot
from ef_training.factors.snapshots import in_use

SHIPPED = shipped_records()
NEW = [row("測試用再生鋁錠", "1.234"), row("測試造林", "3", unit="公頃"), row("測試用鹽（甲）", "0.2")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EF_TRAINING_DATA", str(tmp_path / "data"))
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return tmp_path / "data" / "factors"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A file of the site: the shipped rows but one, one with another value, and three new ones."""
    path = tmp_path / "cfp.csv"
    changed = {**SHIPPED[0], "coe": "0.45"}
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("產品名稱", "碳足跡數值（kgCO2e）", "宣告單位", "提供單位", "公告年份"))
        writer.writerows(record.values() for record in (changed, *SHIPPED[2:], *NEW))
    return path


def run(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(command, [*(str(argument) for argument in arguments), "--lang", lang])


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*")) if folder.exists() else []


def test_an_update_is_shown_kept_and_in_use(published, folder):
    result = run("update", "--file", published)
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert re.search(r"^Added: 3\n(  moenv-[0-9a-f]{8}  .+\n){3}Changed: 1\n", text, re.MULTILINE)
    assert re.search(r"PP再生塑膠粒 +0\.4426 → 0\.45 kg CO2e/公斤\(kg\)  2025", text)
    assert re.search(r"^Withdrawn: 1\n  moenv-57c78eba  丁腈橡膠  2\.84 kg CO2e/公斤\(kg\)  2025$", text, re.MULTILINE)
    assert "Warning: 測試造林: the unit “公頃” is not known to the program" in result.stderr
    name = in_use()
    assert name.startswith(date.today().isoformat())
    assert f"The new snapshot “{name}” is in use; factors: 1168" in result.stderr
    assert "ef-training factors use shipped" in result.stderr
    catalogue = load_snapshot()
    assert catalogue.get("moenv-57c78eba").withdrawn == date.today().isoformat()
    assert len(catalogue) == 1168

    again = run("update", "--file", published)
    assert again.exit_code == 0
    assert again.stdout == ""
    assert "Nothing is new" in again.stderr
    assert (in_use(), len(list(folder.glob("*/snapshot.json")))) == (name, 1)


def test_the_list_of_snapshots_and_the_way_back(published):
    run("update", "--file", published)
    name = in_use()
    listed = run("snapshots").stdout.splitlines()
    assert listed[0].split() == ["Snapshot", "Rows", "Added", "Changed", "Withdrawn", "Made", "from"]
    assert listed[1].split() == ["shipped", "1164", "—", "—", "—", "—"]
    assert listed[2].split() == ["*", name, "1168", "3", "1", "1", "shipped", "+", "cfp.csv"]
    back = run("use", "shipped")
    assert back.exit_code == 0
    assert "“shipped” is in use; factors: 1164" in back.stderr
    records = json.loads(run("snapshots", "--json").stdout)
    assert [(r["name"], r["in_use"], r["rows"]) for r in records] == [("shipped", True, 1164), (name, False, 1168)]
    assert run("use", name).exit_code == 0
    assert in_use() == name
    wrong = run("use", "shiped")
    assert isinstance(wrong.exception, DataError)
    assert "did you mean shipped?" in str(wrong.exception)


def test_a_dry_run_writes_nothing(published, folder):
    result = run("update", "--file", published, "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert [factor["name"] for factor in content["added"]] == ["測試用再生鋁錠", "測試用鹽（甲）", "測試造林"]
    assert [change["old"]["factor_id"] for change in content["changed"]] == ["moenv-da7ead85"]
    assert [factor["factor_id"] for factor in content["withdrawn"]] == ["moenv-57c78eba"]
    assert content["unknown_units"] == [content["added"][2]["factor_id"]]
    assert (content["before"], content["snapshot"], content["rows"]) == ("shipped", None, 1166)
    assert "Nothing was written; “shipped” stays in use." in result.stderr
    assert files(folder) == []


def test_the_api_from_the_command_line(folder, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with serving(sound([*SHIPPED, *NEW])) as api:
        result = run("update", "--url", api.url, "--json")
        content = json.loads(result.stdout)
        assert content["snapshot"] == in_use()
        assert len(content["added"]) == 3
        assert "1000 of 1167 rows read" in result.stderr
        given = run("update", "--api", KEY, "--url", api.url)
    assert "Nothing is new" in given.stderr
    assert KEY not in result.output + given.output
    for path in files(folder):
        assert path.is_dir() or KEY not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "behave",
    [
        lambda call: page(SHIPPED, call) if call.offset == 0 else page(SHIPPED, call, records=SHIPPED[1000:1100]),
        lambda call: page([*SHIPPED, row("測試", "很多")], call),
        lambda call: Answer(HTML),
        lambda call: page(SHIPPED[:300], call),
    ],
)
def test_whatever_fails_changes_nothing(behave, published, folder):
    run("update", "--file", published)
    before = {path: path.read_bytes() for path in files(folder) if path.is_file()}
    with serving(behave) as api:
        result = run("update", "--api", KEY, "--url", api.url)
    assert isinstance(result.exception, DataError)
    assert KEY not in str(result.exception) + result.output
    assert {path: path.read_bytes() for path in files(folder) if path.is_file()} == before


def test_many_withdrawn_rows_must_be_accepted(tmp_path):
    path = tmp_path / "part.json"
    path.write_text(json.dumps(SHIPPED[:1000]), encoding="utf-8")
    refused = run("update", "--file", path)
    assert isinstance(refused.exception, DataError)
    assert in_use() == "shipped"
    accepted = run("update", "--file", path, "--accept-withdrawn")
    assert accepted.exit_code == 0
    assert "Withdrawn: 164" in accepted.stdout
    assert "… and 124 more" in accepted.stdout
    assert sum(not factor.withdrawn for factor in load_snapshot()) == 1000


def test_wrong_usage(published):
    assert run("update").exit_code == 2
    assert run("update", "--api", KEY, "--file", published).exit_code == 2


def test_chinese(published):
    result = run("update", "--file", published, lang="zh-TW")
    assert result.exit_code == 0
    assert "新增" in result.stdout
    assert "係數" in result.stderr


def test_a_wrong_key_shows_neither_key_nor_traceback(tmp_path):
    script = "from ef_training.cli import main; main()"
    with serving(sound(SHIPPED)) as api:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                script,
                "--debug",
                "factors",
                "update",
                "--api",
                "wrong-" + KEY,
                "--url",
                api.url,
                "--lang",
                "en",
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert "answers with a web page instead of data" in done.stderr
    assert KEY not in done.stdout + done.stderr
