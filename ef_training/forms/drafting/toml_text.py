"""Values as the text of a TOML file, for what is written by hand: with comments, in an order of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def one_line(text: str) -> str:
    """Return a text without line breaks and repeated spaces."""
    return " ".join(text.split())


def printable(text: str) -> str:
    """Return a text on one line, as a comment may hold it: without control characters."""
    return one_line("".join(character if character.isprintable() else " " for character in text))


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def words(text: str) -> str:
    """Return a text as TOML, the same in both languages."""
    return f"{{ zh-TW = {quoted(one_line(text))}, en = {quoted(one_line(text))} }}"


def listed(texts: Sequence[str]) -> str:
    """Return texts as a TOML list."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def inline(entry: Mapping[str, Any]) -> str:
    """Return an entry of a list of columns as an inline table."""
    return f"{{ {', '.join(f'{key} = {_value(value)}' for key, value in entry.items())} }}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return inline(value)
    if isinstance(value, list | tuple):
        return listed([str(item) for item in value])
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else repr(value)
