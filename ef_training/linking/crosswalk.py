"""From MOENV's carbon-footprint factors to the datasets of a background.

One table per background (``data/crosswalk-NAME.csv``) says for every factor to which datasets it leads, or why there is none. Its
columns are `COLUMNS`; several rows of one factor are added up (a forging is steel, its forging and its heat treatment). Amount
of the dataset = amount in the factor's unit × ``multiplier``; ``multiplier_unit`` ("kg/L") stands where the two units are of
different kinds. A row without dataset says in its notes why there is none. A factor of a newer snapshot that the table does not
hold is found by its name without years and its unit.

The choices and notes are the project's own; the multipliers come from the factor's name (concentration, mass of a bag), from
stoichiometry, from the properties of the dataset, or from the heat values behind MOENV's fuel factors, as each note says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..background import load_processes
from ..errors import DataError, EFTrainingError, Problem
from ..inventory.model import GRADES
from ..messages import DEFAULT_LANGUAGE, Message, message
from ..tables import Row, read_bytes, read_rows, sha256, shipped
from ..text import fold
from ..units import convert, split_ratio

if TYPE_CHECKING:
    from ..background import Process
    from ..factors.catalogue import Factor

COLUMNS = (
    "factor_id",
    "factor_name",
    "factor_unit",
    "dataset",
    "multiplier",
    "multiplier_unit",
    "grade",
    "note_zh",
    "note_en",
)
_YEAR = re.compile(r"[,、;]?(?:19|20)\d\d(?=[,)])")
_PREFIX = "crosswalk-"


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """One step from a factor to a dataset, or the reason why there is none (``dataset`` is empty then).

    ``multiplier`` (0 without dataset) and ``multiplier_unit`` are those of a `Target`; ``grade`` is one of
    `ef_training.inventory.model.GRADES`; the notes say the same in Chinese and in English.
    """

    factor_id: str
    factor_name: str
    factor_unit: str
    dataset: str
    multiplier: float
    multiplier_unit: str
    grade: str
    note_zh: str
    note_en: str

    @property
    def note(self) -> str:
        """The note in the default language (Traditional Chinese)."""
        return self.says(DEFAULT_LANGUAGE)

    def says(self, lang: str) -> str:
        """Return the note in a language."""
        return self.note_zh if lang == "zh-TW" else self.note_en

    def amount(self, dataset_unit: str) -> float:
        """Return the amount of the dataset, in ``dataset_unit``, for one unit of the factor.

        Raises
        ------
        UnitError
            The units do not meet.
        """
        return _amount(self.multiplier, self.factor_unit, self.multiplier_unit, dataset_unit)


@dataclass(frozen=True)
class Crosswalk:
    """All rows, in the order of the table; ``sha256`` is the hash of the table."""

    background: str
    rows: tuple[CrosswalkRow, ...]
    sha256: str
    by_id: Mapping[str, tuple[CrosswalkRow, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, tuple[CrosswalkRow, ...]] = {}
        for row in self.rows:
            by_id[row.factor_id] = (*by_id.get(row.factor_id, ()), row)
        object.__setattr__(self, "by_id", by_id)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], str]:
        """Return the last factor of each name without years and unit."""
        return {name_key(row.factor_name, row.factor_unit): row.factor_id for row in self.rows}

    def of(self, factor: str | Factor) -> tuple[CrosswalkRow, ...]:
        """Return the datasets of a factor, empty where there are none; `missing` says why.

        Parameters
        ----------
        factor : str or Factor
            An id, or the factor itself: one that the table does not hold is then found by name and unit (years aside), and the
            note of each row says so.
        """
        return tuple(row for row in self._all(factor) if row.dataset)

    def missing(self, factor: str | Factor, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return why a factor has no dataset, in a language; empty where it has one."""
        rows = self._all(factor)
        if not rows:
            return message("the crosswalk does not hold this factor").render(lang)
        return "" if rows[0].dataset else rows[0].says(lang)

    def _all(self, factor: str | Factor) -> tuple[CrosswalkRow, ...]:
        if isinstance(factor, str):
            return self.by_id.get(factor, ())
        rows = self.by_id.get(factor.factor_id)
        if rows is not None:
            return rows
        other = self._by_name.get(name_key(factor.name, factor.unit))
        return () if other is None else tuple(_by_name(row, factor) for row in self.by_id[other])


def _by_name(row: CrosswalkRow, factor: Factor) -> CrosswalkRow:
    said = message("by name, from {factor_id} ({name})", factor_id=row.factor_id, name=row.factor_name)
    return replace(
        row,
        factor_id=factor.factor_id,
        factor_name=factor.name,
        note_zh=f"{said.render('zh-TW')}；{row.note_zh}",
        note_en=f"{said.render('en')}; {row.note_en}",
    )


def name_key(name: str, unit_: str) -> tuple[str, str]:
    """Return what two factors of one kind share: the folded name without years, and the unit.

    >>> name_key("電力碳足跡(2022)", "kWh") == name_key("電力碳足跡 (2023)", "kWh")
    True
    """
    return _YEAR.sub("", fold(name)).replace("()", ""), unit_


def crosswalks() -> tuple[str, ...]:
    """Return the names of the backgrounds that have a crosswalk."""
    folder = shipped("ef_training.linking", "data")
    return tuple(sorted(path.stem.removeprefix(_PREFIX) for path in folder.glob(f"{_PREFIX}*.csv")))


def load_crosswalk(background: str = "training", *, path: Path | None = None) -> Crosswalk:
    """Load the crosswalk to a background that is shipped, or a table of the same columns.

    Raises
    ------
    DataError
        There is no crosswalk to this background (names those there are); or with every row that is not sound: unknown dataset or
        grade, no positive multiplier, units that do not meet, an empty note, a dataset that stands twice for a factor, a factor
        with a dataset and a reason for having none.

    Examples
    --------
    >>> [row.dataset for row in load_crosswalk().of("moenv-24a2201d")]
    ['elec-tw-mv']
    """
    if path is None:
        if background not in crosswalks():
            raise DataError(
                Problem(
                    message("there is no crosswalk to the background “{name}”", name=background),
                    mend=message("choose one of: {names}", names=", ".join(crosswalks())),
                )
            )
        path = shipped("ef_training.linking", "data", f"{_PREFIX}{background}.csv")
    content = read_bytes(path, DataError)
    problems: list[Problem] = []
    processes = load_processes(background)
    table = read_rows(content, path.name, COLUMNS, problems)
    rows = tuple(_row(row, processes, problems) for row in table)
    problems += _contradictions(table)
    if problems:
        raise DataError(problems)
    return Crosswalk(background, rows, sha256(content))


def _row(row: Row, processes: Mapping[str, Process], problems: list[Problem]) -> CrosswalkRow:
    cells = row.cells
    multiplier = row.number_of("multiplier", problems) if cells["dataset"] else 0.0
    read = CrosswalkRow(
        cells["factor_id"],
        cells["factor_name"],
        cells["factor_unit"],
        cells["dataset"],
        multiplier,
        cells["multiplier_unit"],
        cells["grade"],
        cells["note_zh"],
        cells["note_en"],
    )
    problems += [Problem(what, row.where(column)) for column, what in _wrong(read, cells, processes)]
    return read


def _wrong(row: CrosswalkRow, cells: Mapping[str, str], processes: Mapping[str, Process]) -> Iterator[tuple[str, Message]]:
    """Yield column and message of everything that is wrong with a row."""
    if not row.note_zh or not row.note_en:
        yield "note_en" if row.note_zh else "note_zh", message("a note is missing")
    if not row.dataset:
        for column in ("multiplier", "multiplier_unit", "grade"):
            if cells[column]:
                yield column, message("a row without dataset has no {column}", column=column)
        return
    process = processes.get(row.dataset)
    if row.grade not in GRADES:
        yield "grade", message("unknown grade “{text}”; known: {known}", text=row.grade, known=", ".join(GRADES))
    if row.multiplier <= 0:
        yield "multiplier", message("the multiplier must be above zero")
    if process is None:
        yield "dataset", message("the background has no dataset “{code}”", code=row.dataset)
    else:
        apart = _apart(row.factor_unit, row.multiplier_unit, process.unit)
        if apart:
            yield "multiplier_unit", apart


@lru_cache(maxsize=256)
def _apart(factor_unit: str, multiplier_unit: str, dataset_unit: str) -> Message | None:
    """Return why the units of a row do not meet, None where they do."""
    try:
        _amount(1.0, factor_unit, multiplier_unit, dataset_unit)
    except EFTrainingError as error:
        return error.problems[0].what
    return None


def _amount(multiplier: float, factor_unit: str, multiplier_unit: str, dataset_unit: str) -> float:
    if not multiplier_unit:
        return convert(multiplier, factor_unit, dataset_unit)
    above, below = split_ratio(multiplier_unit)
    return convert(convert(1.0, factor_unit, below.code) * multiplier, above.code, dataset_unit)


def _contradictions(table: list[Row]) -> list[Problem]:
    seen: set[tuple[str, str]] = set()
    some: dict[str, bool] = {}
    problems = []
    for row in table:
        factor_id, dataset = row.cells["factor_id"], row.cells["dataset"]
        if (factor_id, dataset) in seen or not factor_id:
            problems.append(Problem(message("the id “{id}” is empty or stands twice", id=factor_id), row.where("factor_id")))
        seen.add((factor_id, dataset))
        if some.setdefault(factor_id, bool(dataset)) != bool(dataset):
            problems.append(Problem(message("a factor cannot have a dataset and none"), row.where("dataset")))
    return problems
