"""``ef-training hotspots`` on what is no folder of a run."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.parametrize(("lang", "said"), [("en", "there is no folder"), ("zh-TW", "找不到資料夾")])
def test_a_folder_that_is_not_there(lang: str, said: str, command, tmp_path: Path) -> None:
    code, _, error = command("hotspots", tmp_path / "nope", "--lang", lang)
    assert code == 1
    assert said in error
    assert "Errno" not in error


def test_a_folder_that_lacks_files_names_them(command, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"schema": "2"}', encoding="utf-8")
    code, _, error = command("hotspots", tmp_path, "--lang", "en")
    assert code == 1
    assert "results.csv" in error
