"""Where the data are from: foreign factors where there is one of Taiwan, electricity of another country."""

from __future__ import annotations

from collections.abc import Iterator

from ...messages import message, msg
from ...numbers import plain
from ..model import Check, Finding, Reviewed
from ..settings import ReviewSettings
from .chosen import Choice, Chosen, Relatives, by_target, chosen, find, link_cells
from .parts import ELECTRICITY, part_of

NAME = "regions"
HOME = "TW"


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield factors from elsewhere that have a row of Taiwan, electricity of another grid, and the other foreign factors once."""
    if reviewed.choices is None:
        return
    found, company = chosen(reviewed), reviewed.inventory.company.country
    relatives = Relatives(reviewed.choices.catalogues.factors)
    foreign: list[Choice] = []
    for choice in found.judged:
        yield from _grid(choice, company)
        if choice.row is None or choice.target.view != "cfp" or _fits(choice, company):
            continue
        at_home = [(row, value) for row, value in relatives.of(choice.row) if HOME in row.region.split(";")]
        if at_home and company == HOME:
            row, value = max(at_home, key=lambda pair: pair[0].data_year or 0)
            yield find(
                NAME,
                "taiwanese",
                "warning" if _matters(choice, value, found, settings) else "question",
                choice,
                message(
                    "line {line} ({name}): {target} is from {region}; Taiwan has {code}, {value} instead of {own} kg CO2e/{unit}",
                    line=choice.line.line_id,
                    name=choice.line.name,
                    target=choice.label,
                    region=choice.row.region,
                    code=row.factor_id,
                    value=plain(value),
                    own=plain(choice.row.kgco2e_per_unit),
                    unit=choice.row.unit,
                ),
                message("what is made in Taiwan is made with Taiwan's electricity and ways of transport"),
                message("take {code}; where it is bought abroad, give the country of the supplier", code=row.factor_id),
            )
        else:
            foreign.append(choice)
    yield from _elsewhere(foreign, found, settings)


def _matters(choice: Choice, value: float, found: Chosen, settings: ReviewSettings) -> bool:
    """Whether the line is large enough, and Taiwan's value another one."""
    own = choice.row.kgco2e_per_unit if choice.row else 0.0
    changes = abs(value - own) > settings.value_differs * abs(own)
    return changes and found.share(choice.line.line_id) >= settings.choice_share


def _fits(choice: Choice, company: str) -> bool:
    """Whether a factor's region is unknown, that of the company or of the supplier."""
    assert choice.row is not None
    regions = set(choice.row.region.split(";")) - {""}
    return not regions or bool(regions & {company, choice.line.country or company})


def _grid(choice: Choice, company: str) -> Iterator[Finding]:
    """Electricity of another country than that of the line."""
    part = part_of(choice)
    if part is None or part.carrier != ELECTRICITY:
        return
    place = (choice.process.location if choice.process else choice.row.region if choice.row else "") or ""
    if not place and choice.row is not None:
        place = HOME  # 電力碳足跡 is that of Taiwan also where the row states no region
    wanted = choice.line.country or company
    if not place or place == wanted or (choice.process is None and choice.row is None):
        return
    own_meter = choice.line.group == "energy"
    yield find(
        NAME,
        "grid",
        "error" if own_meter and choice.line.stage == "manufacturing" else "question",
        choice,
        message(
            "line {line} ({name}) uses electricity in {country}, {target} is that of {region}",
            line=choice.line.line_id,
            name=choice.line.name,
            country=wanted,
            target=choice.label,
            region=place,
        ),
        message("grids differ by a factor of ten in climate score, more in other indicators"),
        message("take the electricity of the country where it is used; or correct the country of the line"),
    )


def _elsewhere(foreign: list[Choice], found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    """Factors of other countries that have no row of Taiwan: named once, asked about where they are large."""
    if not foreign:
        return
    large = any(found.share(choice.line.line_id) >= settings.choice_large for choice in foreign)
    yield Finding(
        NAME,
        "foreign",
        "question" if large else "info",
        message(
            "factors from elsewhere: {targets}",
            targets=by_target(foreign, lambda choice: choice.row.region if choice.row else ""),
        ),
        message("what is made in Taiwan is made with Taiwan's electricity and ways of transport"),
        message("nothing where no factor of Taiwan is published; sea and air freight are US data"),
        tuple(dict.fromkeys(place for choice in foreign for place in link_cells(choice.target))),
    )


CHECK = Check(name=NAME, title=msg("Region of data"), run=check, visit=2)
