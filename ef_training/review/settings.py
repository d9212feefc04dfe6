"""Thresholds of the review, each with its source; a programme changes them in a file."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..errors import DataError, Problem
from ..messages import message


@dataclass(frozen=True)
class ReviewSettings:
    """Thresholds of the checks.

    Parameters
    ----------
    mass_fine, mass_explain : float
        Mass balance: a gap of up to the first part of the input is fine, up to the second to be explained, beyond it to be
        corrected (the programme's rule; no standard gives a tolerance).
    mass_warn, mass_refuse : float
        Masses that are given twice (declared unit against output) may differ by the first part; from the second factor on
        it is an error (the programme's rule: above 5 % to be corrected).
    material_warn : float
        Materials of more than so many times the product's mass are named (project's choice: machining from the
        solid stays below).
    year_days_low, year_days_high : int
        Length of a period of about one year, days (product category rules ask for one year of data; 360 and
        372 cover billing cycles).
    production_fine : float
        Production and sales + change of stock may differ by this part (project's choice: counting errors).
    shares_differ : float
        Shares by mass and by value are named when one is more than so many times the other (project's choice).
    energy_slack : float
        Energy per kg may leave its stated range by this factor before it is asked about (project's choice: the ranges are wide
        already, plants differ by product and load).
    energy_low, energy_high, fuel_high : float
        Electricity kWh/kg and fuels MJ/kg of product where no process is recognised (project's choice).
    slip_fit : float
        A digit or unit slip is suggested where the amount put right lands within this factor of what is expected
        (project's choice).
    auxiliary_ratio, auxiliary_warn : float
        One auxiliary or packaging heavier than so many times the product is asked about, above the second number it is a warning
        (project's choice).
    tiny_share, tiny_mass : float
        An input or waste of less than this part of the product's mass that is also less than so many kg over the period is
        asked about (project's choice: most likely a unit).
    tiny_fuel, tiny_electricity : float
        Less than so many MJ of a fuel, or kWh of electricity, over the period is asked about (project's choice).
    refrigerant_year : float
        Refrigerant topped up over the period, kg, from which it is asked about (project's choice: a large plant's
        chillers hold some hundred kg each).
    density_low, density_high : float
        Plausible densities, kg/L: below is no gas at ambient pressure but hydrogen (0.00008), above no metal (osmium 22.6).
    outlier_ratio : float
        A line of so many times the next largest of its group is asked about where a thousandth of it would fit the group
        (project's choice).
    road_detour, rail_detour : float
        Way by road or rail ÷ great circle, in Taiwan (project's own, from the lengths of Freeway 1, 374.3 km, and of the
        western main line, 404.5 km, from Keelung to Kaohsiung, rounded up for the ways to and from them; see docs/distances.md).
    air_extra : float
        km added to the great circle of a flight (EN 16258:2012 and ISO 14083:2023, as recalled).
    domestic_road : float
        A road leg within Taiwan of more km is asked about: the longest freeway, no. 3, has 432 km from end to end, the island
        394 km.
    distance_low, distance_high : float
        A stated distance of less than the first, or more than the second part of the calculated one is asked about
        (project's choice: positions of townships and detours vary, a return trip counts twice).
    round_trip : float
        A stated distance within this part of twice the calculated one looks like a round trip (project's choice).
    small_input : float
        Purchased inputs of at most this part of the mass bought may stand without transport (the cut-off of one source in MOENV's
        product category rules, 1 %); together at most ``small_inputs`` (their 5 %).
    small_inputs : float
        See above.
    air_tonnes, van_tonnes : float
        More tonnes over the period by plane, or by van, are asked about (project's choice).
    water_fine, water_explain : float
        Water balance: as for mass (the programme's rule).
    waste_hint : float
        Waste and co-products of more than so many times materials − product are asked about, and less than its inverse
        (project's choice; the mass balance has the exact count).
    """

    mass_fine: float = 0.01
    mass_explain: float = 0.05
    mass_warn: float = 0.05
    mass_refuse: float = 2.0
    material_warn: float = 5.0
    year_days_low: int = 360
    year_days_high: int = 372
    production_fine: float = 0.005
    shares_differ: float = 2.0
    energy_slack: float = 2.0
    energy_low: float = 0.02
    energy_high: float = 30.0
    fuel_high: float = 100.0
    slip_fit: float = 3.0
    auxiliary_ratio: float = 1.0
    auxiliary_warn: float = 10.0
    tiny_share: float = 1e-4
    tiny_mass: float = 50.0
    tiny_fuel: float = 500.0
    tiny_electricity: float = 2000.0
    refrigerant_year: float = 500.0
    density_low: float = 0.0005
    density_high: float = 23.0
    outlier_ratio: float = 10.0
    road_detour: float = 1.25
    rail_detour: float = 1.3
    air_extra: float = 95.0
    domestic_road: float = 450.0
    distance_low: float = 0.5
    distance_high: float = 2.0
    round_trip: float = 0.1
    small_input: float = 0.01
    small_inputs: float = 0.05
    air_tonnes: float = 20.0
    van_tonnes: float = 200.0
    water_fine: float = 0.01
    water_explain: float = 0.05
    waste_hint: float = 2.0

    def as_dict(self) -> dict[str, float]:
        """Return the settings as recorded with a review."""
        return asdict(self)


REVIEW_SETTINGS = ReviewSettings()


def read_settings(path: Path | str) -> ReviewSettings:
    """Read a programme's own thresholds from a TOML file; what it does not name keeps the project's value.

    >>> # thresholds.toml:  mass_explain = 0.03

    Raises
    ------
    DataError
        The file cannot be read, or holds a name that is no threshold, or a value that is not a number; all of them are listed.
    """
    place = Path(path)
    try:
        given = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(
            Problem(message("the settings cannot be read: {reason}", reason=error), place.name, message("give a TOML file"))
        ) from error
    known = {item.name: type(getattr(REVIEW_SETTINGS, item.name)) for item in fields(ReviewSettings)}
    problems = []
    for name, value in given.items():
        if name not in known:
            hint = message("use one of: {names}", names=", ".join(known))
            problems.append(Problem(message("there is no threshold “{name}”", name=name), place.name, hint))
        elif isinstance(value, bool) or not isinstance(value, (int, float) if known[name] is float else known[name]):
            what = message("“{name}” must be a number, it is “{value}”", name=name, value=value)
            whole = message("write a whole number") if known[name] is int else message("write a number, without quotation marks")
            problems.append(Problem(what, place.name, whole))
        elif not 0 <= value < float("inf"):
            what = message("“{name}” must be a number of 0 or more, it is “{value}”", name=name, value=value)
            problems.append(Problem(what, place.name, message("write a number, without quotation marks")))
    if problems:
        raise DataError(problems)
    return ReviewSettings(**{name: known[name](value) for name, value in given.items()})
