"""Rules by which the data quality of a target is derived where nobody entered it.

PEF rates data by technology (TeR), geography (GeR), time (TiR) and precision (P), 1 (best) to 5. The scales follow
Recommendation (EU) 2021/2279, Annex I, clause 4.6.5 (tables 23 and 24), as far as a program can judge them:

    TiR  years by which the data are older than the period: 0 → 1, ≤ 2 → 2, ≤ 4 → 3, ≤ 6 → 4, more or not stated → 5
    GeR  the same country 1, a region that holds it 2, the world 3, another country 5; 4, alike by judgement, is only entered
    TeR  the same product 2, the average of a group 3, a proxy 4; 1, exactly the technology, is only entered
    P    measured or calculated and plausible 2 or 3, estimated 4 or 5; 1, verified by a third party, is only entered

The project's own choices are marked in `QualityRules`. The steps were not compared with the published tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from ...inventory.model import Line
from ...linking import ResolvedTarget
from ...messages import Message, message
from .places import holds, place_code, whole_world


@dataclass(frozen=True)
class QualityRules:
    """Numbers and words of the rules.

    Parameters
    ----------
    years : tuple
        Largest age in years for TiR 1, 2, 3 and 4. The steps are those of table 24; the project's own choice is to take the year
        a dataset stands for as the end of its validity, which the training background does not state, and the end of the
        inventory's period as the date of the report.
    grades : mapping
        TeR by how well the target fits the line (`inventory.model.GRADES`); the project's own reading of table 24.
    technology_unstated : int
        TeR where nobody said how well it fits: the middle of the scale (the project's own choice, since PEF asks for a number).
    placeholder : int
        What a dataset of quality class C (placeholder) adds to TeR, up to 5 (the project's own choice).
    elsewhere : int
        TeR, GeR and TiR of an elementary flow outside the company's own manufacturing (the project's own choice); within it the
        flow is the company's own, of the period, and they are 1.
    precision : mapping
        P by data quality of the line, with and without evidence named (the project's own choice; amounts with evidence are looked
        through at the visits, which table 23 calls plausibility checked).
    worldwide : tuple
        Datasets of carriage between countries, for which the world is the right place.
    ages : tuple
        Pedigree, temporal: the data are less than so many years older than the period for 1, 2, 3 and 4 (pedigree matrix of
        Weidema and Wesnæs 1996, in the form of ecoinvent 3).
    whole_year : float
        Pedigree, completeness: a period of this many months counts as a year (the project's own choice: meters are not read on
        the last day).
    known : float
        A study has a rating where each criterion is known for this part of the weight (the project's own choice).
    """

    years: tuple[int, int, int, int] = (0, 2, 4, 6)
    grades: dict[str, int] = field(default_factory=lambda: {"same-product": 2, "group-average": 3, "proxy": 4})
    technology_unstated: int = 3
    placeholder: int = 1
    elsewhere: int = 2
    precision: dict[str, tuple[int, int]] = field(
        default_factory=lambda: {"measured": (2, 3), "calculated": (3, 4), "estimated": (4, 5)}
    )
    worldwide: tuple[str, ...] = ("ship-container", "ship-bulk", "air-freight")
    ages: tuple[int, int, int, int] = (3, 6, 10, 15)
    whole_year: float = 11.5
    known: float = 0.80


@dataclass(frozen=True)
class Score:
    """A score with its reason; ``value`` None is unknown. ``stated`` False: what it rests on is not stated, a rule stands in."""

    value: float | None
    reason: Message
    entered: bool = False
    stated: bool = True


@dataclass(frozen=True)
class Setting:
    """What the rules need beside the target: last year of the period, months of the period, country of the company."""

    year: int
    months: float
    country: str


def technology(target: ResolvedTarget, grade: str, rules: QualityRules) -> Score:
    """Derive TeR; ``grade`` is that of the link or the crosswalk, empty where neither says one."""
    if target.target.kind == "gwp":
        return Score(1, message("the substance itself"))
    if target.target.kind == "elementary-flow":
        return _own_flow(target, rules)
    value = rules.grades.get(grade, rules.technology_unstated)
    reason = {
        "same-product": message("the dataset or factor is of the same product"),
        "group-average": message("the dataset or factor is the average of a group of products"),
        "proxy": message("the dataset or factor is of a similar product (proxy)"),
    }.get(grade, message("grade not stated; the middle of the scale"))
    if target.quality == "C":
        value = min(value + rules.placeholder, 5)
        reason = message("{reason}; the dataset is a placeholder (class C)", reason=reason)
    return Score(value, reason, stated=grade in rules.grades)


def geography(target: ResolvedTarget, setting: Setting, rules: QualityRules) -> Score:
    """Derive GeR from where the line's process takes place and where the data come from."""
    if target.target.kind == "gwp":
        return Score(1, message("the same everywhere"))
    if target.target.kind == "elementary-flow":
        return _own_flow(target, rules)
    if target.target.target in rules.worldwide:
        return Score(1, message("carriage between countries, data of the world"))
    stated = bool(target.line.line.country) or _at_the_company(target.line.line)
    place = place_code(target.line.line.country or setting.country)
    regions = [place_code(part) for part in target.place.replace("；", ";").split(";") if part.strip()]
    if not regions:
        return Score(None, message("the region of the data is not stated"), stated=False)
    shown = ", ".join(regions)
    if regions == [place]:
        value, reason = 1, message("data of {region}, where it takes place", region=shown)
    elif place in regions or any(holds(region, place) for region in regions):
        value, reason = 2, message("data of {region}, which holds {place}", region=shown, place=place)
    elif any(whole_world(region) for region in regions):
        value, reason = 3, message("data of the world; it takes place in {place}", place=place)
    else:
        value, reason = 5, message("data of {region}; it takes place in {place}", region=shown, place=place)
    if not stated:
        reason = message("{reason} (country not stated on the line: that of the company)", reason=reason)
    return Score(value, reason, stated=stated)


def time(target: ResolvedTarget, setting: Setting, rules: QualityRules) -> Score:
    """Derive TiR from the year of the data and the last year of the period."""
    if target.target.kind == "gwp":
        return Score(1, message("the GWP set {gwp_set} is named", gwp_set=target.gwp_set))
    if target.target.kind == "elementary-flow":
        return _own_flow(target, rules)
    if target.year is None:
        return Score(5, message("the year of the data is not stated"), stated=False)
    age = setting.year - target.year
    value = next((score for score, most in enumerate(rules.years, start=1) if age <= most), 5)
    return Score(value, message("data of {year} for a period that ends in {end}", year=target.year, end=setting.year))


def precision(line: Line, parent: Line | None, rules: QualityRules) -> Score:
    """Derive P from how the line's amount was found; ``parent`` is the line that a transport leg carries."""
    quality, evidence = amount_quality(line, parent)
    if quality not in rules.precision:
        return Score(None, message("it is not stated whether the amount is measured, calculated or estimated"), stated=False)
    value = rules.precision[quality][0 if evidence else 1]
    if not line.data_quality:
        return Score(value, message("worked out from the mass carried and the distance"))
    return Score(value, _PRECISION[quality, evidence])


def amount_quality(line: Line, parent: Line | None) -> tuple[str, bool]:
    """Return how the amount was found, and whether evidence is named; a leg is worked out from its mass and distance."""
    if line.data_quality or line.group != "transport" or line.distance is None:
        return line.data_quality, bool(line.evidence.strip())
    return "calculated", bool(parent and parent.evidence.strip())


def _own_flow(target: ResolvedTarget, rules: QualityRules) -> Score:
    if _at_the_company(target.line.line):
        return Score(1, message("the company's own flow in the period"))
    return Score(rules.elsewhere, message("a flow of the line itself, outside the company's manufacturing"))


def _at_the_company(line: Line) -> bool:
    return line.stage == "manufacturing"


_PRECISION = MappingProxyType(
    {
        ("measured", True): message("measured, evidence named"),
        ("measured", False): message("measured, no evidence named"),
        ("calculated", True): message("calculated, evidence named"),
        ("calculated", False): message("calculated, no evidence named"),
        ("estimated", True): message("estimated, evidence named"),
        ("estimated", False): message("estimated, no evidence named"),
    }
)
