"""The worked examples: tables of rows with their texts in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from ..errors import FormError
from ..messages import LANGUAGES, message


def _folder() -> Traversable:
    return resources.files("ef_training.inventory") / "examples"


def example_names() -> tuple[str, ...]:
    """Return the names of the worked examples."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_example(name: str) -> dict[str, Any]:
    """Load a worked example: table id → rows; a text is plain or a table of languages.

    Raises
    ------
    FormError
        Where there is no example of that name.
    """
    if name not in example_names():
        names = ", ".join(example_names())
        raise FormError(message("there is no worked example “{name}”; there are: {names}", name=name, names=names))
    return tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def in_language(value: Any, lang: str) -> Any:
    """Return an example with every text in one language.

    >>> in_language({"name": {"zh-TW": "鋁", "en": "aluminium"}, "amount": 2}, "en")
    {'name': 'aluminium', 'amount': 2}
    """
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            return value[lang]
        return {key: in_language(item, lang) for key, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, lang) for item in value]
    return value
