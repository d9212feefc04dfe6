"""Two languages: how one is chosen, and that the catalogue of messages is whole and fits the code."""

from __future__ import annotations

import ast
import gettext
import io
import json
import re
import string
import sys
from locale import getlocale
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.extract import extract

from ef_training.messages import LANGUAGES, language, translate, translations

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ef_training"
CATALOGUE = PACKAGE / "locale" / "zh_TW" / "LC_MESSAGES" / "ef_training.po"
KEYWORDS = ("message", "msg", "translate", "note", "t", "say", "_")
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as stream:
        return pofile.read_po(stream, locale="zh_TW")


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    """Every message id of the code and of the page's template, and where it stands."""
    found = {text: f"{path.name}:{line}" for path in PACKAGE.rglob("*.py") for text, line in marked(path)}
    for path in PACKAGE.rglob("*.j2"):
        with path.open("rb") as stream:
            found |= {text: f"{path.name}:{line}" for line, text, _, _ in extract("jinja2", stream, dict.fromkeys(KEYWORDS))}
    return found


def marked(path: Path) -> list[tuple[str, int]]:
    """The texts that are the first argument of a function that marks or translates."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and node.args]
    return [
        (call.args[0].value, call.lineno)
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in KEYWORDS
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# ---- the catalogue


def test_ids_are_found(ids):
    assert len(ids) > 400
    assert "nothing of the product was made in the period" in ids
    assert any(".j2:" in where for where in ids.values())


def test_every_message_has_a_chinese_translation(ids, catalogue):
    missing = [f"{where} {text}" for text, where in ids.items() if not (catalogue.get(text) and catalogue.get(text).string)]
    assert missing == []


def test_no_translation_is_left_over_or_fuzzy(ids, catalogue):
    """Every id of the catalogue stands in the code."""
    constants = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert [message.id for message in catalogue if message.id and message.id not in {*ids, *constants}] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert not catalogue.obsolete


def test_placeholders_are_the_same(catalogue):
    different = [message.id for message in catalogue if message.id and fields(message.id) != fields(message.string)]
    assert different == []


def test_translations_are_chinese(catalogue):
    """A few ids are the same in both languages (units, names); a sentence never is."""
    plain = [m.id for m in catalogue if m.id and not CHINESE.search(m.string)]
    same = [text for text in plain if len(re.findall("[a-z]{3,}", re.sub(r"\{[^}]*\}", "", text))) > 2]
    assert same == []


def test_half_width_punctuation_does_not_end_a_chinese_sentence(catalogue):
    assert [m.string for m in catalogue if m.id and re.search("[\u4e00-\u9fff][,;?!]", m.string)] == []


def test_the_compiled_catalogue_is_that_of_the_text(catalogue):
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    expected, found = (
        {key: value for key, value in messages._catalog.items() if key}
        for messages in (gettext.GNUTranslations(io.BytesIO(compiled.getvalue())), translations("zh-TW"))
    )
    assert found == expected
    assert len(found) > 400


def test_ids_can_be_extracted():
    """No message is put together before it is marked: the first argument is a text or a name, never an f-string or a sum."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("message", "msg", "translate", "note") and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                    wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []


def test_a_message_keeps_its_values_in_both_languages(ids):
    """Each id can be filled in: no stray brace, no placeholder that a translation invents."""
    for text in ids:
        values = dict.fromkeys(fields(text), "⟨x⟩")
        for lang in LANGUAGES:
            template = re.sub(r"\{(\w+)[:!][^}]*\}", r"{\1}", translate(text, lang))
            filled = template.format(**values)
            assert ("⟨x⟩" in filled) == bool(values), text


# ---- the choice


@pytest.fixture
def locale(monkeypatch):
    """Set the variables of the locale, all others away."""

    def set_to(**values: str) -> None:
        for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_to


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-TW"),
        ({"LANG": "fr_FR.UTF-8"}, "zh-TW"),
        ({"LANG": "C"}, "zh-TW"),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh-TW"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_TW.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US.UTF-8", "LANG": "zh_TW.UTF-8"}, "en"),
    ],
)
def test_the_locale_decides(values, expected, locale):
    locale(**values)
    assert language() == expected
    assert language("zh-TW") == "zh-TW"
    assert language("en") == "en"


@pytest.fixture
def command(monkeypatch, capsys):
    def run(*arguments: str) -> tuple[object, str, str]:
        from ef_training.cli import main

        monkeypatch.setattr(sys, "argv", ["ef-training", *arguments])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        return (code, *capsys.readouterr())

    return run


@pytest.mark.parametrize(
    ("arguments", "values", "chinese"),
    [
        (("--lang", "en"), {"LANG": "zh_TW.UTF-8"}, False),
        (("--lang", "zh-TW"), {"LC_ALL": "en_US.UTF-8"}, True),
        (("--lang=en",), {"LANG": "zh_TW.UTF-8"}, False),
        ((), {"LC_ALL": "en_US.UTF-8"}, False),
        ((), {"LANG": "zh_TW.UTF-8"}, True),
        ((), {}, True),
    ],
)
def test_results_and_errors_speak_the_language_chosen(arguments, values, chinese, locale, command):
    """What is printed, and what is said before a command is reached, in one and the same language."""
    locale(**values)
    if not values and (getlocale()[0] or "").lower().startswith("en"):
        chinese = False  # without variables the system's own locale decides
    code, out, _ = command("background", "list", *arguments)
    assert code == 0
    assert bool(CHINESE.search(out)) == chinese
    code, out, err = command("methods", "check", "nothing", *arguments)
    assert (code, out) == (1, "")
    assert bool(CHINESE.search(err)) == chinese


def test_json_is_the_same_for_programs_in_both_languages(command):
    """Keys and ids never change with the language."""
    lists = [json.loads(command("factors", "list", "--name", "鋁", "--json", "--lang", lang)[1]) for lang in LANGUAGES]
    assert lists[0] == lists[1]
    assert len(lists[0]) > 3
    backgrounds = [json.loads(command("background", "list", "--json", "--lang", lang)[1]) for lang in LANGUAGES]
    assert [list(row) for row in backgrounds[0]] == [list(row) for row in backgrounds[1]]
    assert backgrounds[0][0]["name"] == backgrounds[1][0]["name"] == "training"
    assert CHINESE.search(backgrounds[0][0]["disclaimer"])
    assert not CHINESE.search(backgrounds[1][0]["disclaimer"])
