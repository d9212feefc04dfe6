"""The catalogue of product carbon-footprint factors of Taiwan's Ministry of Environment (MOENV).

Source: open data set CFP_P_02 of the Ministry of Environment (環境部), 政府資料開放授權條款第1版, in the project's own columns
(``data/moenv_factors.csv``). Eleven published values are put right, each row saying so in ``correction``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..errors import DataError, LinkError, Problem
from ..messages import message
from ..tables import Row, read_bytes, read_rows, sha256, shipped, unguarded
from ..units import find_unit
from .spelling import close_to

NAME = "MOENV CFP_P_02"
TITLE = "Product carbon-footprint factors of the Ministry of Environment, Taiwan (環境部 碳足跡排放係數)"
LICENCE = "政府資料開放授權條款－第1版 (Open Government Data License, Taiwan, version 1.0)"
ATTRIBUTION = (
    "環境部「碳足跡排放係數」（CFP_P_02）。此開放資料依政府資料開放授權條款（Open Government Data License）進行公眾釋出，"
    "使用者於遵守本條款各項規定之前提下，得利用之（https://data.gov.tw/license）。部分數值經本程式更正，見 correction 欄。"
)
COLUMNS = (
    "factor_id",
    "name",
    "kgco2e_per_unit",
    "unit",
    "unit_code",
    "boundary",
    "role",
    "data_year",
    "announced",
    "region",
    "category",
    "gwp",
    "reference_grade",
    "publisher",
    "published_value",
    "correction",
)
SHIPPED = "shipped"
BOUNDARIES = ("", "cradle-to-gate", "cradle-to-grave", "gate-to-gate")
ROLES = ("", "fuel-use", "fuel-upstream", "electricity", "electricity-upstream", "electricity-direct")
ONE_CHARACTER = 0.92  # ids are hashes: only one that differs in a single character was probably meant
PERSONS = ("每人", "每人次", "每服務人次")


@dataclass(frozen=True)
class Factor:
    """One row of the catalogue.

    Parameters
    ----------
    kgco2e_per_unit : float
        kg CO2e per ``unit``, put right where ``correction`` says so.
    unit : str
        A code of `ef_training.units`. Factors of a service measured by a product ("每房-每天", "TEU-km") keep the published
        text, which is no known unit, so that nothing can be linked to them as if it were a piece (`linkable`).
    published_unit : str
        The unit as published; for ``item`` it names the piece counted ("瓶").
    boundary, role, region, category, gwp, reference_grade
        How far the factor reaches (`BOUNDARIES`), what it may be used for (`ROLES`), region and category as published, the GWP
        set it rests on ("AR5", "AR6"), and whether MOENV marks it as of reference grade. Empty where the catalogue does not say,
        which is unknown, not worse.
    data_year, announced : int or None
        Year of the data (choose by this one) and of the announcement.
    published_value : float
        The value as published.
    withdrawn : str
        ISO date of the update from which on the row is no longer published; empty for a row that is. Withdrawn rows stay in the
        catalogue and resolve, so that old results can be made again, but are not offered.
    """

    factor_id: str
    name: str
    kgco2e_per_unit: float
    unit: str
    published_unit: str
    boundary: str
    role: str
    data_year: int | None
    announced: int | None
    region: str
    category: str
    gwp: str
    reference_grade: str
    publisher: str
    published_value: float
    correction: str
    withdrawn: str = ""

    @property
    def plausible(self) -> bool:
        """Whether the value can be right: False where it stays implausible after correction."""
        return "do not offer" not in self.correction

    @property
    def offered(self) -> bool:
        """Whether the factor may be suggested: it is plausible and still published."""
        return self.plausible and not self.withdrawn

    @property
    def linkable(self) -> bool:
        """Whether a line can be converted to the factor's unit."""
        return find_unit(self.unit) is not None

    @property
    def source(self) -> str:
        """Return publisher and years as one line of text."""
        parts = [
            self.publisher,
            f"data year {self.data_year}" if self.data_year else "",
            f"announced {self.announced}" if self.announced else "",
            f"withdrawn {self.withdrawn}" if self.withdrawn else "",
        ]
        return ", ".join(["MOENV CFP_P_02", *(part for part in parts if part)])


@dataclass(frozen=True)
class FactorCatalogue:
    """All factors, in the order of the catalogue; ``sha256`` is the hash of the table, ``snapshot`` the name it is kept under."""

    factors: tuple[Factor, ...]
    sha256: str
    name: str = NAME
    title: str = TITLE
    licence: str = LICENCE
    attribution: str = ATTRIBUTION
    snapshot: str = SHIPPED
    by_id: Mapping[str, Factor] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {factor.factor_id: factor for factor in self.factors})

    def __len__(self) -> int:
        return len(self.factors)

    def __iter__(self) -> Iterator[Factor]:
        return iter(self.factors)

    def __contains__(self, factor_id: object) -> bool:
        return factor_id in self.by_id

    def get(self, factor_id: str) -> Factor:
        """Return the factor with this id.

        Raises
        ------
        LinkError
            There is none; names the closest ids, or the newest factors with that text in their name.
        """
        factor = self.by_id.get(factor_id)
        if factor is not None:
            return factor
        text = factor_id.strip()
        named = sorted(
            (known for known in self.factors if len(text) > 1 and text in known.name and known.offered),
            key=lambda known: (known.name != text, -(known.data_year or 0)),
        )
        raise LinkError(
            Problem(
                message("the MOENV catalogue has no factor “{factor_id}”", factor_id=factor_id),
                mend=close_to(text, self.by_id, [f"{known.factor_id} ({known.name})" for known in named], cutoff=ONE_CHARACTER)
                or message("look it up with “ef-training factors list --name …”"),
            )
        )


def load_factors(path: Path | None = None) -> FactorCatalogue:
    """Load the catalogue that is shipped, or a table of the same columns; `load_snapshot` loads the one in use.

    Raises
    ------
    DataError
        With every cell that is not sound: missing column, text for a number, unknown unit, boundary or role, id that
        stands twice.

    Examples
    --------
    >>> len(load_factors())
    1164
    """
    path = path or shipped("ef_training.factors", "data", "moenv_factors.csv")
    return read_factors(read_bytes(path, DataError), path.name)


def read_factors(content: bytes, name: str, *, snapshot: str = SHIPPED) -> FactorCatalogue:
    """Read a table of factors from its bytes; ``name`` names it in problems. Raises `DataError` as `load_factors` does.

    The column ``withdrawn`` may be missing. An empty ``unit_code`` is a unit the program did not know when the row was published.
    """
    problems: list[Problem] = []
    rows = read_rows(content, name, COLUMNS, problems)
    factors = tuple(_factor(row, problems) for row in rows)
    seen: dict[str, int] = {}
    for row in rows:
        if row["factor_id"] in seen or not row["factor_id"]:
            problems.append(
                Problem(message("the id “{id}” is empty or stands twice", id=row["factor_id"]), row.where("factor_id"))
            )
        seen[row["factor_id"]] = row.number
    if problems:
        raise DataError(problems)
    return FactorCatalogue(factors, sha256(content), snapshot=snapshot)


def _factor(row: Row, problems: list[Problem]) -> Factor:
    text = {column: unguarded(row[column]) for column in COLUMNS}
    for column, known in (("boundary", BOUNDARIES), ("role", ROLES)):
        if text[column] not in known:
            problems.append(Problem(message("unknown {column} “{text}”", column=column, text=text[column]), row.where(column)))
    if text["unit_code"] and find_unit(text["unit_code"]) is None:
        problems.append(Problem(message("unknown unit “{unit}”", unit=text["unit_code"]), row.where("unit_code")))
    return Factor(
        factor_id=text["factor_id"],
        name=text["name"],
        kgco2e_per_unit=row.number_of("kgco2e_per_unit", problems),
        unit=settle_unit(text["unit_code"], text["unit"]),
        published_unit=text["unit"],
        boundary=text["boundary"],
        role=text["role"],
        data_year=row.year_of("data_year", problems),
        announced=row.year_of("announced", problems),
        region=text["region"],
        category=text["category"],
        gwp=text["gwp"],
        reference_grade=text["reference_grade"],
        publisher=text["publisher"],
        published_value=row.number_of("published_value", problems),
        correction=text["correction"],
        withdrawn=_withdrawn(row, problems),
    )


def settle_unit(code: str, published: str) -> str:
    """Settle the unit: a service is counted per person, or by a product of units that is kept as published.

    What no code fits is kept as published too.
    """
    if code and (code != "item" or not published.startswith("每")):
        return code
    return "person" if published in PERSONS else published


def _withdrawn(row: Row, problems: list[Problem]) -> str:
    text = row.cells.get("withdrawn", "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        problems.append(Problem(message("“{text}” is not a date (2026-01-31)", text=text), row.where("withdrawn")))
        return ""
