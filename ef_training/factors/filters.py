"""Narrowing factors down by unit, category, data year, boundary and region; a value unknown to the catalogue is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import DataError, Problem
from ..messages import message
from ..text import fold
from ..units import find_unit
from .catalogue import BOUNDARIES, Factor, FactorCatalogue

REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "TW": ("台灣", "中華民國", "Taiwan", "ROC"),
        "CN": ("中國", "中國大陸", "大陸", "China"),
        "US": ("美國", "USA", "United States", "America"),
        "JP": ("日本", "Japan"),
        "KR": ("南韓", "韓國", "South Korea", "Korea"),
        "TH": ("泰國", "Thailand"),
        "DE": ("德國", "Germany"),
        "RER": ("歐洲", "歐盟", "Europe", "EU"),
        "AU": ("澳洲", "澳大利亞", "Australia"),
        "ID": ("印尼", "Indonesia"),
        "MY": ("馬來西亞", "Malaysia"),
        "IN": ("印度", "India"),
        "GLO": ("全球", "世界", "global", "world"),
        "ZA": ("南非", "South Africa"),
        "SA": ("沙烏地阿拉伯", "Saudi Arabia"),
        "CA": ("加拿大", "Canada"),
        "SE": ("瑞典", "Sweden"),
        "FR": ("法國", "France"),
        "CH": ("瑞士", "Switzerland"),
        "IT": ("義大利", "Italy"),
        "QA": ("卡達", "Qatar"),
        "BR": ("巴西", "Brazil"),
        "AR": ("阿根廷", "Argentina"),
        "MN": ("蒙古", "Mongolia"),
        "BG": ("保加利亞", "Bulgaria"),
        "ES": ("西班牙", "Spain"),
        "CL": ("智利", "Chile"),
        "MX": ("墨西哥", "Mexico"),
        "KZ": ("哈薩克", "Kazakhstan"),
        "HK": ("香港", "Hong Kong"),
        "BE": ("比利時", "Belgium"),
    }
)
"""Regions that the catalogue names by code or in Chinese, and how people write them."""


@dataclass(frozen=True)
class Filters:
    """What is asked of factors beside their names; what is empty is not asked.

    Parameters
    ----------
    unit : str
        A unit in any spelling, or the published unit ("瓶").
    category : str
        Part of the category ("塑膠").
    year : int, optional
        Data year.
    boundary : str
        One of `ef_training.factors.catalogue.BOUNDARIES`.
    region : str
        A country by its code or its name ("TW", "台灣", "Taiwan"), or part of the region as the catalogue has it ("江蘇").
    """

    unit: str = ""
    category: str = ""
    year: int | None = None
    boundary: str = ""
    region: str = ""

    def check(self, catalogue: FactorCatalogue) -> None:
        """Refuse every value that no factor of the catalogue has.

        Raises
        ------
        DataError
            Names each filter with such a value, and the values there are.
        """
        asked = {
            "unit": self.unit,
            "category": self.category,
            "year": self.year,
            "boundary": self.boundary,
            "region": self.region,
        }
        problems = [
            Problem(
                message("the filter “{filter}” knows no “{text}”", filter=name, text=text),
                mend=message("it knows: {values}", values=", ".join(_values(name, catalogue))),
            )
            for name, text in asked.items()
            if text not in ("", None) and not any(map(Filters(**{name: text}).let_pass, catalogue))  # type: ignore[arg-type]
        ]
        if problems:
            raise DataError(problems)

    def let_pass(self, factor: Factor) -> bool:
        """Tell whether a factor is what is asked for."""
        return (
            (not self.unit or _is_unit(factor, self.unit))
            and (not self.category or fold(self.category) in fold(factor.category))
            and (self.year is None or factor.data_year == self.year)
            and (not self.boundary or factor.boundary == self.boundary)
            and (not self.region or _is_of(factor, self.region))
        )


def _values(name: str, catalogue: FactorCatalogue) -> list[str]:
    """Return the values of a filter, the most frequent first; years and boundaries in order."""
    if name == "boundary":
        return [boundary for boundary in BOUNDARIES if boundary]
    if name == "year":
        return [str(year) for year in sorted({factor.data_year for factor in catalogue if factor.data_year})]
    texts: Iterable[str]
    if name == "region":
        texts = (part for factor in catalogue for part in factor.region.split(";"))
    else:
        texts = (factor.published_unit if name == "unit" else factor.category for factor in catalogue)
    return [text for text, _ in Counter(texts).most_common() if text]


def _is_of(factor: Factor, text: str) -> bool:
    """Tell whether a factor is of a region: one of its countries is the one that is asked for, or names the text."""
    asked, parts = fold(text), [fold(part) for part in factor.region.split(";") if part]
    names = next((names for names in map(_spellings, REGIONS) if asked in names), ())
    if not names:
        return any(asked in part for part in parts)
    chinese = [name for name in names if not name.isascii()]
    return any(part in names or part.startswith(tuple(chinese)) for part in parts)


def _spellings(code: str) -> tuple[str, ...]:
    return tuple(fold(name) for name in (code, *REGIONS[code]))


def _is_unit(factor: Factor, text: str) -> bool:
    asked = find_unit(text)
    if asked is not None and asked.code == factor.unit:
        return text.strip() == factor.published_unit or asked.code != "item" or fold(text) in ("item", "個", "unit", "pcs", "pc")
    return fold(text) == fold(factor.published_unit) or fold(text) == fold(factor.unit)
