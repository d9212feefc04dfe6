"""The documentation says what the program has: names, columns, fields, links; its Python blocks run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md"])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def quoted(text: str) -> set[str]:
    """Return everything that stands in backquotes outside of blocks."""
    return set(re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)))


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", page.read_text(encoding="utf-8"))):
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        path = (page.parent / file).resolve() if file else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-TW.md"])
def test_readme_begins_with_the_two_commands(page: str) -> None:
    first = next(content for language, content in BLOCK.findall(text_of(page)) if language == "sh")
    assert first.splitlines() == [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/ef-training demo --out demo-results",
        'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest',
    ]


@pytest.mark.parametrize(("page", "lang"), [("docs/form.md", "en"), ("docs/form.zh-TW.md", "zh-TW")])
def test_every_sheet_field_and_word_of_the_form_is_described(page: str, lang: str) -> None:
    from ef_training.forms.layout import load_importer

    text, layout = text_of(page), load_importer("itri")
    sheets = [sheet for sheet in layout.sheets if sheet.read]
    heads = "\n".join(re.findall(r"^### .+$", text, re.MULTILINE))
    missing = [sheet.title[lang] for sheet in sheets if sheet.title[lang] not in heads]
    labels = {field.label[lang] for sheet in sheets for table in sheet.tables for field in table.fields}
    missing += sorted(label for label in labels if label not in text)
    for name in (
        "level",
        "boundary",
        "role",
        "basis",
        "moment",
        "target-kind",
        "mode",
        "data-quality",
        "key-level",
        "balance",
        "fate",
        "omission",
    ):
        missing += [word for word in layout.vocabularies[name].words(lang) if word not in text]
    assert missing == []


def test_every_column_and_key_of_a_run_is_described(hub_folder: Path) -> None:
    from ef_training.assessment.run_folder import TABLES

    text = text_of("docs/results.md")
    parts = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))
    for name, columns in TABLES.items():
        assert set(columns) - quoted(parts[f"{name}.csv"]) == set(), name
    assert set(json.loads((hub_folder / "run.json").read_text(encoding="utf-8"))) - quoted(parts["run.json"]) == set()
    files = {path.name for path in hub_folder.iterdir() if path.is_file()}
    assert files - quoted(text) == set()
    assert {path.stem for path in (hub_folder / "charts").iterdir()} - quoted(text) == set()


def test_every_column_of_a_pack_is_described() -> None:
    from ef_training.method_pack import pack_path

    names = quoted(text_of("docs/method-packs.md"))
    for name in ("ef-3.1", "ef-3.0"):
        description = json.loads((pack_path(name) / "datapackage.json").read_text(encoding="utf-8"))
        columns = {field["name"] for resource in description["resources"] for field in resource["schema"]["fields"]}
        assert {resource["path"] for resource in description["resources"]} | columns <= names


def test_every_public_name_is_described() -> None:
    import ef_training

    described = {re.split(r"[(.]", name)[0] for name in quoted(text_of("docs/python.md"))}
    assert set(ef_training.__all__) - described == set()


def test_python_blocks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of the page run one after the other, in one namespace, and leave what they say."""
    monkeypatch.chdir(tmp_path)
    blocks = [content for language, content in BLOCK.findall(text_of("docs/python.md")) if language == "python"]
    namespace: dict[str, object] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"docs/python.md, block {number}", "exec"), namespace)
    assert (tmp_path / "results" / "report.html").is_file()
    assert (tmp_path / "pareto.png").read_bytes().startswith(b"\x89PNG")
    assert namespace["databases"] == ["demo-hub front-hub-32 (ef)", "demo-hub front-hub-32 (cfp)"]
