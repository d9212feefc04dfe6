"""Whether an object of ``olca_schema`` is of the types its classes declare: ``from_dict`` takes whatever stands in a file."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

_PLAIN: dict[type, tuple[type, ...]] = {str: (str,), float: (int, float), int: (int,), bool: (bool,), dict: (dict,)}


def misfit(entity: Any) -> str:
    """Return the place of the first field that holds something of another type than it should; "" where there is none.

    Examples
    --------
    >>> from olca_schema import Flow
    >>> misfit(Flow(name="water")), misfit(Flow(name=3))
    ('', 'name')
    """
    made: Any = type(entity)
    for name, kind, listed in _declared(made):
        value = getattr(entity, name)
        if value is None:
            continue
        if listed and not isinstance(value, list):
            return name
        for number, each in enumerate(value if listed else (value,), start=1):
            place = f"{name}[{number}]" if listed else name
            if not _fits(each, kind):
                return place
            if is_dataclass(kind) and (inner := misfit(each)):
                return f"{place}.{inner}"
    return ""


def _fits(value: Any, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, _PLAIN.get(kind, (kind,)))


@lru_cache(maxsize=64)
def _declared(kind: Any) -> tuple[tuple[str, type, bool], ...]:
    """Return name and type of every field, and whether it is a list of that type; types of other kinds are left out."""
    hints, declared = get_type_hints(kind), []
    for field in fields(kind):
        inner = next((each for each in get_args(hints[field.name]) if each is not type(None)), hints[field.name])
        listed = get_origin(inner) is list
        inner = get_args(inner)[0] if listed else get_origin(inner) or inner
        if isinstance(inner, type) and (inner in _PLAIN or is_dataclass(inner) or issubclass(inner, Enum)):
            declared.append((field.name, inner, listed))
    return tuple(declared)
