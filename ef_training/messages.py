"""Sentences for people, kept as templates until the language is known.

A library function cannot know in which language its reader thinks, so it returns a `Message`: an English template (the
gettext message id) and the values to put in. The edge (command line, report, workbook) renders it.
"""

from __future__ import annotations

import gettext as _gettext
import locale
import os
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

LANGUAGES = ("zh-TW", "en")
DEFAULT_LANGUAGE = "zh-TW"


@lru_cache(maxsize=4)
def translations(lang: str) -> _gettext.NullTranslations:
    """Return the message catalogue of ``lang``; English is the catalogue of message ids itself."""
    if lang == "en":
        return _gettext.NullTranslations()
    catalogue = resources.files("ef_training") / "locale" / lang.replace("-", "_") / "LC_MESSAGES" / "ef_training.mo"
    with catalogue.open("rb") as stream:
        return _gettext.GNUTranslations(stream)


def translate(text: str, lang: str) -> str:
    """Translate one message id; an untranslated id comes back unchanged."""
    return translations(lang).gettext(text) if text else text


def msg(text: str) -> str:
    """Mark a message id for extraction without translating it yet."""
    return text


def language(choice: str | None = None) -> str:
    """Settle the language: the choice, else the locale's (Chinese or English), else Traditional Chinese."""
    if choice:
        return choice
    set_by = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next((value for value in set_by if value), None) or locale.getlocale()[0] or ""
    return "en" if name.lower().startswith("en") else DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Message:
    """An English template and its values; ``render`` gives the sentence in a language.

    >>> Message("{amount} is not a number", {"amount": "abc"}).render("en")
    'abc is not a number'
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def render(self, lang: str) -> str:
        """Fill the translated template; values that are messages themselves are rendered in the same language."""
        shown = {key: value.render(lang) if isinstance(value, Message) else value for key, value in self.values.items()}
        return translate(self.template, lang).format(**shown)

    def __str__(self) -> str:
        return self.render("en")


def message(template: str, /, **values: Any) -> Message:
    """Short form of `Message`: ``message("row {row} is empty", row=3)``."""
    return Message(template, values)
