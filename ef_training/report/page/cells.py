"""Pieces of HTML: tags whose texts are always escaped, numbers and units as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...numbers import MISSING, missing, percent, plain, pretty_unit, significant

if TYPE_CHECKING:
    from markupsafe import Markup

NUMBERS = frozenset(("value", "amount", "share", "percent"))
"""Kinds of columns that stand flush right."""
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
_VOID = frozenset(("br", "col", "input", "rect", "path", "line", "circle"))


def tag(name: str, *children: Any, **attributes: Any) -> Markup:
    """Write an element; children and attributes are escaped unless they are `Markup`.

    ``class_`` stands for class, an underscore in any other attribute for a hyphen; an attribute that is None or False is left
    out, one that is True has no value.

    >>> tag("p", "a < b", class_="note")
    Markup('<p class="note">a &lt; b</p>')
    """
    from markupsafe import Markup, escape

    text = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID and not children:
        return Markup(f"<{name}{text}>" if name in ("br", "col", "input") else f"<{name}{text}/>")
    return Markup(f"<{name}{text}>{''.join(escape(child) for child in children)}</{name}>")


def joined(parts: Any) -> Markup:
    """Put pieces one after the other; what is no `Markup` is escaped."""
    from markupsafe import Markup, escape

    return Markup("").join(escape(part) for part in parts)


def raised(number: str) -> Markup | str:
    """Write the power of ten of a number as a superscript of HTML, which every font has."""
    mantissa, times, power = number.partition(" × 10")
    if not times:
        return number
    return joined((f"{mantissa} × 10", tag("sup", power.translate(_LOWERED))))


def value_of(value: float | None) -> Markup | str:
    """Write a result with three significant digits; what is missing gets a dash."""
    return raised(significant(value))


def shown(kind: str, value: Any) -> Markup | str:
    """Write a cell of a table by the kind of its column; what is missing gets a dash."""
    if value is None or missing(value):
        return MISSING
    if kind in NUMBERS and isinstance(value, str):
        return value
    if kind == "value":
        return value_of(value)
    if kind == "amount":
        return raised(plain(value))
    if kind in ("share", "percent"):
        return percent(value)
    if kind == "unit":
        return pretty_unit(str(value))
    return str(value)


def number(value: Any) -> float | None:
    """Return a float, or None where there is no value, as JSON wants it."""
    return None if value is None or missing(float(value)) else float(value)
