"""``ef-training review`` as it is typed: what it prints, writes and returns."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from output_samples import findings, review

from ef_training.cli import cli
from ef_training.cli.review_show import names
from ef_training.cli.show import columns
from ef_training.errors import FormError, Problem
from ef_training.messages import message
from ef_training.review import run
from ef_training.review.model import Review

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Review | FormError]:
    """What the review of a form of some name is; the checks themselves are tested elsewhere."""
    outcomes: dict[str, Review | FormError] = {
        "good.xlsx": replace(review(), findings=findings()[1:]),
        "bad.xlsx": review(code="second", product_code="thing"),
        "broken.xlsx": FormError(Problem(message("the workbook is protected by a password"), where="broken.xlsx")),
    }

    def review_form(path: Path, **options: object) -> Review:
        outcome = outcomes[Path(path).name]
        if isinstance(outcome, FormError):
            raise outcome
        return outcome

    monkeypatch.setattr(run, "review_form", review_form)
    return outcomes


# ---- with the real checks


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize("name", ["aluminium-hub", "pp-food-box"])
def test_the_examples_are_reviewed(
    name: str, lang: str, forms: dict[tuple[str, str], Path], command: Run, tmp_path: Path
) -> None:
    code, out, err = command("review", forms[name, lang], "--out", tmp_path, "--lang", lang)
    assert code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"review.xlsx", "review.html"}
    assert all(columns(line) <= 100 for line in out.splitlines())
    assert "✓" in out
    assert str(tmp_path / "review.xlsx") in err
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert page.count("<svg xmlns") >= 4


def test_a_form_that_is_no_form_is_an_error(command: Run, tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook")
    code, out, err = command("review", tmp_path / "text.xlsx", "--out", tmp_path / "out", "--lang", "en")
    assert (code, out) == (1, "")
    assert "text.xlsx" in err
    assert not (tmp_path / "out").exists()
    code, _, err = command("review", tmp_path / "nothing.xlsx", "--lang", "en")
    assert code == 1
    assert "there is no such file" in err


def test_thresholds_come_from_a_file(forms: dict[tuple[str, str], Path], command: Run, tmp_path: Path) -> None:
    form = forms["aluminium-hub", "en"]
    (tmp_path / "strict.toml").write_text("mass_fine = 0.000001\nmass_explain = 0.000002\n")
    usual, strict = (
        json.loads(command("review", form, "--json", *options)[1])["forms"][0]
        for options in ((), ("--settings", tmp_path / "strict.toml"))
    )
    assert "mass-balance" in usual["fine"]
    assert "mass-balance" not in strict["fine"]
    assert "mass-balance" in {finding["check"] for finding in strict["findings"]}
    (tmp_path / "wrong.toml").write_text("mass_fines = 0.01\n")
    code, _, err = command("review", form, "--settings", tmp_path / "wrong.toml", "--lang", "en")
    assert code == 1
    assert "mass_fines" in err


def test_a_whole_review_loads_nothing_heavy(forms: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    """Reading, checks, page and workbook in a process of its own: it must stay under two seconds for a form of 300 lines."""
    arguments = ["review", str(forms["aluminium-hub", "zh-TW"]), "--out", str(tmp_path)]
    script = (
        f"import sys, json; from ef_training.cli import cli; cli(args={arguments!r}, standalone_mode=False); "
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert {"xlsxwriter", "jinja2"} <= loaded
    assert not loaded & {"pandas", "matplotlib", "scipy", "networkx", "bw2data", "bw2io", "bw2calc"}


# ---- what is printed


def test_findings_are_printed_by_severity(found: dict[str, Review | FormError], command: Run) -> None:
    code, out, err = command("review", "bad.xlsx", "--lang", "en")
    assert (code, err) == (1, "")
    assert out.index("Error (1)") < out.index("Question (1)") < out.index("Info (1)") < out.index("What was checked")
    for part in ("4.2% of what goes in is missing", "Why it matters: what is missing", "What to do: name every waste"):
        assert part in out
    assert "原物料!D7, 廢棄物!D4" in out
    assert "… +3" in out
    assert out.rstrip().splitlines()[-1].startswith("1 error, 1 question, 1 note")
    assert command("review", "good.xlsx", "--lang", "en")[0] == 0


def test_control_characters_of_a_form_never_reach_the_terminal(found: dict[str, Review | FormError], command: Run) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J長名" * 20
    found["bad.xlsx"] = review(replace(findings()[0], what=message("{name}", name=evil)), name=evil)
    code, out, _ = command("review", "bad.xlsx", "--lang", "en")
    assert code == 1
    assert not set(out) & {"\x1b", "\x07"}
    assert all(columns(line) <= 100 for line in out.splitlines())


def test_json_tells_the_same(found: dict[str, Review | FormError], command: Run, tmp_path: Path) -> None:
    code, out, _ = command("review", "bad.xlsx", "good.xlsx", "broken.xlsx", "--json", "--out", tmp_path, "--lang", "en")
    assert code == 1
    bad, good, broken = json.loads(out)["forms"]
    assert bad["counts"] == {"error": 1, "warning": 0, "question": 1, "info": 1}
    first = bad["findings"][0]
    assert (first["severity"], first["check"], first["title"]) == ("error", "mass-balance", "Mass balance")
    assert first["where"] == [{"sheet": "原物料", "cell": "D7"}, {"sheet": "廢棄物", "cell": "D4"}]
    assert first["key"] == findings()[0].key
    assert "energy" in bad["fine"]
    assert "mass-balance" not in bad["fine"]
    assert bad["files"] == [str(tmp_path / "bad" / name) for name in ("review.xlsx", "review.html")]
    assert good["counts"]["error"] == 0
    assert broken["problems"] == ["broken.xlsx: the workbook is protected by a password"]
    code, out, _ = command("review", "broken.xlsx", "--json", "--lang", "en")
    assert code == 1
    assert json.loads(out)["forms"][0]["problems"]
    assert command("review", "good.xlsx", "--json")[0] == 0


# ---- several forms


def test_one_broken_form_does_not_stop_the_others(found: dict[str, Review | FormError], command: Run, tmp_path: Path) -> None:
    code, out, err = command("review", "broken.xlsx", "bad.xlsx", "good.xlsx", "--out", tmp_path, "--lang", "en")
    assert code == 1
    assert {path.name for path in tmp_path.iterdir()} == {"bad", "good"}
    lines = err.splitlines()
    assert lines[0] == "1/3 broken.xlsx: broken.xlsx: the workbook is protected by a password"
    assert lines[1] == "2/3 bad.xlsx: 1 error, 1 question, 1 note"
    table = out[out.rindex("Form ") :].splitlines()
    assert [row.split() for row in table[:4]] == [
        ["Form", "Error", "Warning", "Question", "Info", "Open"],
        ["broken.xlsx", "—", "—", "—", "—", "—"],
        ["bad.xlsx", "1", "0", "1", "1", "2"],
        ["good.xlsx", "0", "0", "1", "1", "1"],
    ]
    assert "1 could not be reviewed." in table[4]
    assert command("review", "good.xlsx", "good.xlsx", "--lang", "en")[0] == 0


def test_a_defect_that_one_form_shows_does_not_stop_the_others(
    found: dict[str, Review | FormError], command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path, **options: object) -> Review:
        if Path(path).name == "strange.xlsx":
            raise ZeroDivisionError("a defect")
        return review()

    monkeypatch.setattr(run, "review_form", fails)
    code, out, _ = command("review", "strange.xlsx", "bad.xlsx", "--lang", "en")
    assert code == 1
    assert "unexpected error: ZeroDivisionError: a defect" in out
    assert "4.2% of what goes in is missing" in out
    with pytest.raises(ZeroDivisionError):
        command("--debug", "review", "strange.xlsx", "bad.xlsx", "--lang", "en")


def test_a_terminal_gets_a_bar(found: dict[str, Review | FormError], command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ef_training.cli.review._is_terminal", lambda: True)
    code, _, err = command("review", "good.xlsx", "good.xlsx", "--lang", "en")
    assert code == 0
    assert "Reviewing" in err
    assert "1/2 good.xlsx" not in err


def test_answers_of_several_forms_cannot_come_from_one_file(found: dict[str, Review | FormError], command: Run) -> None:
    code, _, err = command("review", "good.xlsx", "bad.xlsx", "--answers", "x.xlsx", "--lang", "en")
    assert code == 2
    assert "--answers" in err


def test_answers_are_shown(found: dict[str, Review | FormError], command: Run, tmp_path: Path) -> None:
    from test_review_workbook import answer

    command("review", "bad.xlsx", "--out", tmp_path, "--lang", "en")
    answer(tmp_path / "review.xlsx", **{"4.2%": "we sell the scrap"})
    for options in (("--out", tmp_path), ("--answers", tmp_path / "review.xlsx")):
        code, out, _ = command("review", "bad.xlsx", *options, "--lang", "en")
        assert code == 1
        assert "Answer of the company: we sell the scrap" in out
        assert out.index("travels 620 km") < out.index("Answered (1)") < out.index("4.2% of what goes in")
        assert "1 answered, 0 closed" in out


# ---- one name for two things: the review and its subcommand


def test_help_shows_both_ways() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ef_training", "review", "--help"], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "review [OPTIONS] FORM..." in done.stdout
    assert "review distance" in done.stdout
    for option in ("--out", "--importer", "--basics", "--settings", "--answers", "--json", "--lang"):
        assert option in done.stdout


def test_the_subcommand_is_reached(capsys: pytest.CaptureFixture[str]) -> None:
    cli(args=["review", "distance", "--help"], standalone_mode=False)
    assert "--mode" in capsys.readouterr().out


def test_without_a_form_the_usage_is_shown(command: Run) -> None:
    code, _, err = command("review")
    assert code == 2
    assert "FORM" in err


def test_the_usage_of_the_subcommand_has_its_own_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    cli(args=["review", "distance", "--help"], standalone_mode=False)
    assert "review distance [OPTIONS] FROM TO" in capsys.readouterr().out


def test_forms_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    forms = [tmp_path / "u" / "a.xlsx", tmp_path / "d" / "a.xlsx", tmp_path / "d" / "b.xlsx", tmp_path / "x" / "d" / "a.xlsx"]
    shown = names(forms)
    assert shown[:1] == ["u/a.xlsx"]
    assert shown[2] == "b.xlsx"
    assert shown[3].endswith("x/d/a.xlsx")
    assert len(set(shown)) == 4
