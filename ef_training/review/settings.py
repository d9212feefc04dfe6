"""Thresholds of the review, each with its source; a programme changes them in a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..errors import DataError, Problem
from ..messages import Message, message, msg
from ..numbers import plain

_LINE = re.compile(r"at line (\d+)")


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
    energy_slack, energy_slack_low : float
        Energy per kg may leave its stated range upwards by the first factor, downwards by the second, before it is asked about
        (project's choice: the ranges are wide already, plants differ by product and load; the lower ends are those of machines
        alone, to which a plant adds air, cooling and light).
    energy_low, energy_high, fuel_high : float
        Electricity kWh/kg and fuels MJ/kg of product where no process is recognised (project's choice).
    heat_value_differs : float
        A stated heat value of more than so many times that of data/fuels.csv, or less than its inverse, is a warning (project's
        choice: gas and coal of different origin stay within it).
    count_fit : float
        A line counted twice or by half is named beside a gap of the mass balance where it leaves no more than this part of it
        (project's choice).
    slip_fit : float
        A digit or unit slip is suggested where the amount put right lands within this factor of what is expected
        (project's choice: no two factors of one thing are so far apart).
    auxiliary_ratio, auxiliary_warn : float
        One auxiliary or packaging heavier than so many times the product is asked about, above the second number it is a warning
        (project's choice).
    tiny_share, tiny_mass : float
        An input or waste of less than this part of the product's mass that is also less than so many kg over the period is
        asked about (project's choice: most likely a unit).
    tiny_fuel : float
        Less than so many MJ of a fuel over the period is asked about (project's choice).
    fuel_least : float
        A slip is suggested for a fuel where it lands above this part of the range's upper end (project's choice).
    refrigerant_ask, refrigerant_year : float
        Refrigerant topped up over the period, kg: above the first it is asked whether it is the charge of the equipment, above
        the second it is a warning (project's choice: a plant's chillers hold ten to some hundred kg each and lose a few per cent
        of it a year).
    methane_year : float
        Methane to air over the period, kg, above which it is asked about (project's choice: the septic tank of a thousand staff
        gives about 1,000 kg).
    emission_share : float
        A substance to air, carbon dioxide aside, of more than this part of the product's mass is asked about (project's choice).
    density_low, density_high : float
        Plausible densities, kg/L: below is no gas at ambient pressure but hydrogen (0.00008), above no metal (osmium 22.6).
    outlier_ratio : float
        A line of so many times the next largest of its group is asked about where a thousandth of it would fit the group
        (project's choice).
    apart_share : float
        … and where it is more than this part of the product's mass (project's choice).
    outputs_apart : float
        Mass, value or hours per piece of an output are asked about where they are so many times further from every other output's
        (project's choice: grams for kilograms and thousands of dollars are 1,000 times).
    key_apart : float
        A key is asked about that gives the product, per kg, so many times more or less than the other outputs (project's choice:
        minutes for hours are 60 times).
    round_count, round_part : int, float
        From so many measured amounts on, it is told where more than this part has a single digit (project's choice).
    same_digits, near_digits : int
        So many digits make two equal amounts of different items worth a look, or of items of nearly one name and one supplier a
        warning (project's choice).
    name_alike : float
        Two names are nearly one where this part of their letters agrees (project's choice).
    concentration_differs : float
        A concentration may be so many times that in the name, or its inverse (project's choice).
    metered_enough : int
        Where so many amounts are metered for the plant, one said to count the product alone is asked about (project's choice).
    road_detour, rail_detour : float
        Way by road or rail ÷ great circle, in Taiwan (project's own, from the lengths of Freeway 1, 374.3 km, and of the
        western main line, 404.5 km, from Keelung to Kaohsiung, rounded up for the ways to and from them; see docs/distances.md).
    air_extra : float
        km added to the great circle of a flight (EN 16258:2012 and ISO 14083:2023; not compared with
        the published standards).
    domestic_road : float
        A road leg within Taiwan of more km is asked about: the longest freeway, no. 3, has 432 km from end to end, the island
        394 km.
    longest_lorry, longest_rail, longest_ship, longest_air : float
        A leg of more km is an error. Lorry: about across a continent (project's choice); rail: the longest way from Asia to
        Europe, Yiwu – Madrid, has 13,000 km; ship: the equator has 40,075 km; air: half of it and `air_extra`.
    distance_low, distance_high : float
        A stated distance of less than the first, or more than the second part of the calculated one is asked about
        (project's choice: positions of townships and detours vary, a return trip counts twice).
    sea_slack : float
        By this part a voyage between known ports may differ from the calculated one (project's choice: liners call at ports on
        their way; a nautical mile is 1.852 km, far outside).
    sea_detour : float
        Ways by sea from Taiwan are at most so many great circles: no need to calculate then (Kaohsiung – Rotterdam by Suez: 1.9;
        project's choice).
    round_trip : float
        A stated distance within this part of twice the calculated one looks like a round trip (project's choice).
    small_input : float
        Purchased inputs of at most this part of the mass bought may stand without transport (the cut-off of one source in MOENV's
        product category rules, 1 %); together at most ``small_inputs`` (their 5 %).
    small_inputs : float
        See above.
    air_tonnes, van_tonnes : float
        More tonnes over the period by plane, or by van, are asked about (project's choice: a van of 3.5 t loads about 1 t, 50
        trips a year are one a week).
    load_low, load_high, load_open : float
        The load of a leg of distribution against the product with its packaging: less than the first or more than the second
        part is asked about; where the mass of some packaging is not known, more than the third part (project's choice).
    another_load : float
        Legs of one line may carry loads that differ by this part from its mass (project's choice: rounding).
    water_fine, water_explain : float
        Water balance: as for mass (the programme's rule).
    water_slip : float
        Within this factor of a thousand times as much water out as in, a unit has slipped (project's choice).
    waste_hint : float
        Waste and co-products of more than so many times materials − product are asked about, and less than its inverse
        (project's choice; the mass balance has the exact count).
    choice_share, choice_large : float
        Second visit: what is doubtful about a line of less than the first part of the climate score is only told (the cut-off of
        one source in MOENV's product category rules, 1 %); old or foreign factors are asked about one by one from the second part
        on (project's choice).
    value_differs : float
        Two rows of one name in the catalogue are worth a correction where their values differ by more than this part (project's
        choice: the limit of mass balances).
    year_old : int
        Data of more than so many years before the period are named (project's choice; PEF's rating of time is 5, the worst, from
        five years beyond the validity of the data on).
    score_ratio, score_far : float
        Climate score of a line by factors against that by datasets: outside one to so many times it is to be explained, outside
        the second it is a warning (the programme's rule: one third to three; the second is the project's choice).
    parts_low, parts_ask, parts_high : float
        Material linked to a line adds up to at least so many times its mass; above the second number it is asked about, from the
        third on a warning, where no reason gives the number (project's choice: few processes need half as much again).
    parts_shares : float
        Several materials of one line that add up to more are asked about where no reason gives the sum (project's choice: shares
        add up to 1, mostly with some per cent of loss).
    reason_fits : float
        A multiplier may miss what its own reason counts by this part (project's choice: rounding to two digits).
    area_high : float
        Area to be coated, m2 per kg, above which it is asked about (project's choice: a steel sheet of 0.1 mm has 2.5 on its two
        sides).
    multiplier_differs : float
        A multiplier may miss what concentration, density or heat value of the line give by this part (project's choice).
    multiplier_slip : float
        Within one kind of unit a multiplier of more than so many times, or less than its inverse, is taken for a slip of the unit
        (project's choice: the program converts units itself).
    efficiency_low, efficiency_high : float
        Useful heat per heat value of the fuel outside which it is a warning, not a question (project's choice: boilers of 60 %
        are hardly run, none gives more heat than the fuel has, but for rounding).
    gas_low : float
        Heat value of natural gas in MOENV's table of greenhouse gas factors against the one behind its carbon-footprint factors,
        8,000 ÷ 9,000 kcal/m3.
    figures_fit : float
        Part by which a ratio may miss a known one (per MJ for per kWh, the two heat values of gas) and still be taken for it
        (project's choice: values rounded to three digits).
    concentration_fits : float
        kg per kg by which a multiplier may miss a concentration, and a concentration 100 %, and still be that (project's choice:
        half a per cent, the rounding of a concentration in whole per cent).
    thousand_fits : float
        Part by which masses linked to a line may miss a thousand times its mass, or a thousandth, and still be taken for a slip
        of the unit (project's choice: shares and losses are in the ratio too).
    name_trust : float
        Score from which a factor that the search finds for a line's name is taken for the thing itself (project's choice: a term
        of the table, or the name of the factor, stands in the name of the line).
    same_amount : float
        Amounts of two lines within this part are taken for one and the same fuel (project's choice: rounding).
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
    energy_slack_low: float = 1.0
    energy_low: float = 0.02
    energy_high: float = 30.0
    fuel_high: float = 100.0
    heat_value_differs: float = 1.5
    count_fit: float = 0.2
    slip_fit: float = 3.0
    auxiliary_ratio: float = 1.0
    auxiliary_warn: float = 10.0
    tiny_share: float = 1e-4
    tiny_mass: float = 50.0
    tiny_fuel: float = 500.0
    fuel_least: float = 0.01
    refrigerant_ask: float = 30.0
    refrigerant_year: float = 500.0
    methane_year: float = 10000.0
    emission_share: float = 0.3
    density_low: float = 0.0005
    density_high: float = 23.0
    outlier_ratio: float = 10.0
    apart_share: float = 0.1
    outputs_apart: float = 100.0
    key_apart: float = 10.0
    round_count: int = 10
    round_part: float = 0.8
    same_digits: int = 4
    near_digits: int = 3
    name_alike: float = 0.85
    concentration_differs: float = 1.5
    metered_enough: int = 3
    road_detour: float = 1.25
    rail_detour: float = 1.3
    air_extra: float = 95.0
    domestic_road: float = 450.0
    longest_lorry: float = 5000.0
    longest_rail: float = 15000.0
    longest_ship: float = 40000.0
    longest_air: float = 20200.0
    distance_low: float = 0.5
    distance_high: float = 2.0
    sea_slack: float = 0.25
    sea_detour: float = 2.5
    round_trip: float = 0.1
    small_input: float = 0.01
    small_inputs: float = 0.05
    air_tonnes: float = 1.0
    van_tonnes: float = 50.0
    load_low: float = 0.95
    load_high: float = 1.2
    load_open: float = 3.0
    another_load: float = 0.05
    water_fine: float = 0.01
    water_explain: float = 0.05
    water_slip: float = 2.0
    waste_hint: float = 2.0
    choice_share: float = 0.01
    choice_large: float = 0.1
    value_differs: float = 0.05
    year_old: int = 10
    score_ratio: float = 3.0
    score_far: float = 10.0
    parts_low: float = 0.9
    parts_ask: float = 1.5
    parts_high: float = 2.0
    parts_shares: float = 1.1
    reason_fits: float = 0.03
    area_high: float = 5.0
    multiplier_differs: float = 0.05
    multiplier_slip: float = 90.0
    efficiency_low: float = 0.6
    efficiency_high: float = 1.005
    gas_low: float = 8000 / 9000
    figures_fit: float = 0.02
    concentration_fits: float = 0.005
    thousand_fits: float = 0.5
    name_trust: float = 0.74
    same_amount: float = 0.01

    def as_dict(self) -> dict[str, float]:
        """Return the settings as recorded with a review."""
        return asdict(self)


REVIEW_SETTINGS = ReviewSettings()
ORDERED = (
    ("mass_fine", "mass_explain"),
    ("water_fine", "water_explain"),
    ("year_days_low", "year_days_high"),
    ("energy_low", "energy_high"),
    ("density_low", "density_high"),
    ("auxiliary_ratio", "auxiliary_warn"),
    ("small_input", "small_inputs"),
    ("load_high", "load_open"),
    ("choice_share", "choice_large"),
    ("score_ratio", "score_far"),
    ("parts_low", "parts_ask"),
    ("parts_ask", "parts_high"),
)
"""Thresholds of which the first may not be above the second."""
AROUND_ONE = (("distance_low", "distance_high"), ("load_low", "load_high"))
"""Factors about what is expected: the first at most 1, the second at least 1."""


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
        what = message("the settings cannot be read: {reason}", reason=_reason(error))
        raise DataError(Problem(what, place.name, message("give a TOML file"))) from error
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
    chosen = ReviewSettings(**{name: known[name](value) for name, value in given.items()})
    problems = [Problem(what, place.name, message("change one of the two")) for what in _out_of_order(chosen)]
    if problems:
        raise DataError(problems)
    return chosen


def _reason(error: Exception) -> Message:
    """Say in the reader's language why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return message("there is no such file")
    if isinstance(error, OSError):
        return message("the file cannot be opened ({error})", error=error.strerror or type(error).__name__)
    if isinstance(error, UnicodeDecodeError):
        return message("it is not UTF-8 text")
    line = _LINE.search(str(error))
    if line:
        return message("line {line} is no TOML", line=line[1])
    return message("it is no TOML")


def _out_of_order(settings: ReviewSettings) -> Iterator[Message]:
    """Yield the pairs of thresholds whose lower one is not below the upper one."""
    for low, high in ORDERED:
        a, b = getattr(settings, low), getattr(settings, high)
        if a > b:
            yield message("“{low}” ({a}) must not be above “{high}” ({b})", low=low, high=high, a=plain(a), b=plain(b))
    for name in sorted({name for pair in AROUND_ONE for name in pair}):
        value, below = getattr(settings, name), any(name == pair[0] for pair in AROUND_ONE)
        if (value > 1) if below else (value < 1):
            what = msg("“{name}” ({value}) must be 1 or less") if below else msg("“{name}” ({value}) must be 1 or more")
            yield message(what, name=name, value=plain(value))
