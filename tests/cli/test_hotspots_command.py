"""``ef-training hotspots`` on what is no folder of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from ef_training.cli import main


@pytest.fixture
def error_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command, which must end with exit code 1, and return what it said."""

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["ef-training", "hotspots", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        return capsys.readouterr().err

    return run


@pytest.mark.parametrize(("lang", "said"), [("en", "there is no folder"), ("zh-TW", "找不到資料夾")])
def test_a_folder_that_is_not_there(lang: str, said: str, error_of, tmp_path: Path) -> None:
    error = error_of(str(tmp_path / "nope"), "--lang", lang)
    assert said in error
    assert "Errno" not in error


def test_a_folder_that_lacks_files_names_them(error_of, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"schema": "2"}', encoding="utf-8")
    assert "results.csv" in error_of(str(tmp_path), "--lang", "en")
