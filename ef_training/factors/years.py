"""Names of factors without the year of their data."""

from __future__ import annotations

import re

from ..text import fold

_YEAR = re.compile(r"[,、;(]?(?:19|20)\d\d(?:年度?)?(?=[),、;(]|$)\)?")


def undated(name: str) -> str:
    """Return a factor's name without its data year, folded: rows of one product share it over the years.

    >>> undated("電力碳足跡（2022）") == undated("電力碳足跡(2021)")
    True
    >>> undated("瓶裝水(2000ml)")
    '瓶裝水(2000ml)'
    """
    plain = _YEAR.sub("", fold(name))
    return plain + ")" * (plain.count("(") - plain.count(")"))
