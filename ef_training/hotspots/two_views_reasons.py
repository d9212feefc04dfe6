"""Why a line has another climate score in one view than in the other, by rules, in sentences a factory understands.

A rule speaks only where the difference has the sign that it would give: a factor without the burning of the fuel explains why the
carbon footprint is the smaller one, never why it is the larger.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..assessment.run_folder import SCALING
from ..inventory.model import GRADES
from ..messages import Message, message, msg
from ..names import CLIMATE
from ..numbers import plain, significant
from ..settings import Settings
from ..text import own_half
from ..units import find_unit

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

Row = Mapping[str, Any]
GOODS = ("material", "auxiliary", "packaging", "energy", "water")
"""Groups of things bought, of which a factor from cradle to grave counts use and disposal too; transport and treatment reach
to the grave by nature."""
OMISSION_NAMES = MappingProxyType(
    {
        "cut-off": msg("cut off, since it is small"),
        "no-burden": msg("without burden by the rules"),
        "elsewhere": msg("counted elsewhere"),
    }
)
PLACES = MappingProxyType(
    {
        "TW": msg("Taiwan"),
        "GLO": msg("the world average"),
        "RER": msg("Europe"),
        "CN": msg("China"),
        "JP": msg("Japan"),
        "KR": msg("South Korea"),
        "US": msg("the United States"),
        "TH": msg("Thailand"),
    }
)
GWP_SETS = MappingProxyType(
    {"ef-3.0": "AR5", "ef-3.1": "AR6", "ef-3.1-global": "AR6", "carbon-footprint-ar5": "AR5", "carbon-footprint-ar6": "AR6"}
)
"""Which IPCC report the climate factors of a shipped method pack follow (its README)."""


@dataclass(frozen=True)
class Facts:
    """What the rules look at: targets of each line by view, their scores, the share of gases other than CO2, period and pack."""

    targets: Mapping[tuple[str, str], list[Row]]
    scores: Mapping[tuple[str, str, str], float]
    gases: Mapping[str, float]
    year: int
    gwp_set: str
    settings: Settings

    @classmethod
    def of(cls, run: RunFolder, settings: Settings) -> Facts:
        """Collect the facts of a run."""
        targets: dict[tuple[str, str], list[Row]] = {}
        for row in run.targets.to_dict("records"):
            targets.setdefault((str(row["line_id"]), str(row["view"])), []).append({str(k): v for k, v in row.items()})
        part = run.results[run.results["indicator"].isin((CLIMATE, "carbon-footprint"))]
        sums = part.groupby(["line_id", "view", "target"], sort=False)["value"].sum(min_count=1)
        scores = {(str(line), str(view), str(target)): float(value) for (line, view, target), value in sums.items()}
        period = run.run.get("period", {})
        year = int(str(period.get("end") or "0")[:4])
        pack = str(run.run.get("pack", {}).get("name", ""))
        return cls(targets, scores, _other_gases(run.contributions), year, GWP_SETS.get(pack, ""), settings)

    def of_line(self, line_id: str, view: str) -> list[Row]:
        """Return the targets of a line that count in a view, the largest score first."""
        found = [row for row in self.targets.get((line_id, view), []) if row["kind"] != "left-out"]
        return sorted(found, key=lambda row: -abs(self.score(row) or 0.0))

    def left_out(self, line_id: str, view: str) -> Row | None:
        """Return the row that leaves a line out of a view."""
        return next((row for row in self.targets.get((line_id, view), []) if row["kind"] == "left-out"), None)

    def score(self, row: Row) -> float | None:
        """Return the climate score of a target, kg CO2 eq per declared unit."""
        value = self.scores.get((str(row["line_id"]), str(row["view"]), str(row["target"])))
        return None if value is None or math.isnan(value) else value

    def minor(self, row: Row) -> bool:
        """Say whether a target makes next to nothing of its line's score in its view."""
        others = [abs(self.score(one) or 0.0) for one in self.of_line(str(row["line_id"]), str(row["view"]))]
        return abs(self.score(row) or 0.0) < self.settings.two_views_minor * sum(others)


@dataclass(frozen=True)
class _Name(Message):
    """A name written "中文｜English", of which each language shows its half."""

    def render(self, lang: str) -> str:
        return own_half(self.template, lang)


@dataclass(frozen=True)
class _List(Message):
    """Messages, one after the other."""

    def render(self, lang: str) -> str:
        return ("、" if lang.startswith("zh") else "; ").join(part.render(lang) for part in self.values["parts"])


def reasons(row: Row, facts: Facts) -> Iterator[Message]:
    """Yield why the views differ for one row of `two_views`, the most telling reason first."""
    line_id = str(row["line_id"])
    if line_id == SCALING:
        yield message(
            "MOENV's rules scale the carbon footprint up to the whole for the lines that were cut off; the EF view has no "
            "such part"
        )
        return
    ef, cfp = facts.of_line(line_id, "ef"), facts.of_line(line_id, "cfp")
    left = [*_left_out(line_id, "ef", ef, facts), *_left_out(line_id, "cfp", cfp, facts)]
    if left:
        yield from left
        return
    more = float(row["difference"]) > 0
    found = [
        *_boundary(row, ef, cfp, facts, more=more),
        *_amounts(ef, cfp, facts),
        *_quality([one for one in ef if not facts.minor(one)]),
        *_places(ef, cfp),
        *_years(ef, cfp, facts),
        *_gwp(row, ef, cfp, facts),
        *_several(ef, cfp, facts, more=more),
    ]
    if not found or any(one["grade"] != GRADES[0] for one in ef[:1]):  # another product, or nobody said how near it is
        found += _technology(ef)
    yield from found
    if not found:
        yield message("no rule explains it: compare what factor and dataset hold, and where their figures come from")


def _left_out(line_id: str, view: str, targets: list[Row], facts: Facts) -> Iterator[Message]:
    row = facts.left_out(line_id, view)
    if targets or row is None:
        return
    kind: str = OMISSION_NAMES.get(str(row["omission"]), msg("nobody said of which kind"))
    said = {"kind": message(kind), "reason": row["reason"]}
    if view == "ef":
        yield message("the EF view leaves this line out ({kind}): {reason}", **said)
    else:
        yield message("the carbon footprint leaves this line out ({kind}): {reason}", **said)


def _boundary(row: Row, ef: list[Row], cfp: list[Row], facts: Facts, *, more: bool) -> Iterator[Message]:
    """What the factor reaches; ``more``: the EF view is the larger one."""
    for target in cfp:
        if facts.minor(target):
            continue
        name, alone = _Name(str(target["target_name"])), len(cfp) == 1
        boundary, role = target["boundary"], target["role"]
        if boundary == "cradle-to-grave" and row["group"] in GOODS and not more:
            yield message(
                "the factor “{name}” reaches to the end of life (cradle to grave): it holds use and disposal too, the dataset "
                "only what comes before the supplier's gate",
                name=name,
            )
        elif boundary == "gate-to-gate" and role != "electricity-direct" and more:
            yield message(
                "the factor “{name}” counts one step alone (gate to gate), without what enters it; the dataset counts all that "
                "comes before",
                name=name,
            )
        if role == "fuel-upstream" and alone and more:
            yield message("the factor “{name}” is the supply of the fuel alone, without its burning", name=name)
        elif role == "electricity-upstream" and alone and more:
            yield message("the factor “{name}” is the supply of the power plants' fuels alone, without their burning", name=name)
        elif role == "electricity-direct" and alone and more:
            yield message(
                "the factor “{name}” is the power plants' own emission alone, without the supply of their fuels", name=name
            )
        if target["kind"] == "gwp" and more and (made := [one for one in ef if one["kind"] == "dataset"]):
            yield message(
                "the carbon footprint counts only the gas that escapes (its GWP); the EF view counts its making too ({name})",
                name=_names(made),
            )


def _several(ef: list[Row], cfp: list[Row], facts: Facts, *, more: bool) -> Iterator[Message]:
    """What a line is made of in the view that takes it apart and comes out larger by it."""
    if len(ef) == len(cfp):
        return
    if len(ef) > len(cfp) and more:
        yield message("the EF view takes this line as several things (kg CO2 eq): {parts}", parts=_scored(ef, facts))
    elif len(cfp) > len(ef) and not more:
        yield message("the carbon footprint takes this line as several things (kg CO2 eq): {parts}", parts=_scored(cfp, facts))


def _scored(targets: list[Row], facts: Facts) -> Message:
    """Return names with their scores."""
    parts = []
    for one in targets:
        score = significant(facts.score(one))
        parts.append(_Name("｜".join(f"{half} {score}" for half in str(one["target_name"]).split("｜"))))
    return _List("", {"parts": parts})


def _amounts(ef: list[Row], cfp: list[Row], facts: Facts) -> Iterator[Message]:
    """Two amounts of one kind that are not the same: a concentration or a loss that one view alone applies."""
    if len(ef) != 1 or len(cfp) != 1:
        return
    one, other = find_unit(str(ef[0]["target_unit"])), find_unit(str(cfp[0]["target_unit"]))
    if one is None or other is None or one.kind != other.kind:
        return
    amount, beside = abs(float(ef[0]["amount"])) * one.factor, abs(float(cfp[0]["amount"])) * other.factor
    if abs(amount - beside) > facts.settings.two_views_amount * max(amount, beside):
        yield message(
            "the views count different amounts: {ef} {unit} of the dataset ({why}), {cfp} {unit} of the factor ({because})",
            ef=plain(amount / other.factor),
            cfp=plain(beside / other.factor),
            unit=other.code,
            why=ef[0]["reason"] or "–",
            because=cfp[0]["reason"] or "–",
        )


def _quality(ef: list[Row]) -> Iterator[Message]:
    placeholders = [one for one in ef if one["quality"] == "C"]
    if placeholders:
        yield message(
            "the training data of {names} are placeholders (quality class C): only their order of magnitude can be relied on",
            names=_names(placeholders),
        )
    if proxies := [one for one in ef if one["grade"] == "proxy"]:
        yield message("{names} stands in for a similar product (proxy)", names=_names(proxies))
    if averages := [one for one in ef if one["grade"] == "group-average"]:
        yield message("{names} is the average of a group of products", names=_names(averages))


def _places(ef: list[Row], cfp: list[Row]) -> Iterator[Message]:
    datasets = [one for one in ef if one["kind"] == "dataset" and one["location"]]
    factors = [one for one in cfp if one["kind"] == "factor" and one["location"]]
    if not datasets or not factors:
        return
    place, other = str(factors[0]["location"]), str(datasets[0]["location"])
    if other not in place.split(";"):
        yield message(
            "the factor “{factor}” stands for {place}, the dataset “{dataset}” for {other}",
            factor=_Name(str(factors[0]["target_name"])),
            dataset=_Name(str(datasets[0]["target_name"])),
            place=_place(place),
            other=_place(other),
        )


def _place(codes: str) -> Message:
    return _List("", {"parts": [message(name) if (name := PLACES.get(code)) else _Name(code) for code in codes.split(";")]})


def _years(ef: list[Row], cfp: list[Row], facts: Facts) -> Iterator[Message]:
    apart = facts.settings.two_views_years
    dataset, factor = (next((one for one in targets if one["year"]), None) for targets in (ef, cfp))
    if factor is None:
        return
    year, name = int(factor["year"]), _Name(str(factor["target_name"]))
    if dataset is not None and abs(int(dataset["year"]) - year) >= apart:
        yield message(
            "the data are of different years: factor “{factor}” {year}, dataset “{dataset}” {other}, the inventory {period}",
            factor=name,
            year=year,
            dataset=_Name(str(dataset["target_name"])),
            other=dataset["year"],
            period=facts.year,
        )
    elif facts.year - year >= apart:
        yield message(
            "the data of the factor “{factor}” are of {year}, the inventory of {period}",
            factor=name,
            year=year,
            period=facts.year,
        )


def _gwp(row: Row, ef: list[Row], cfp: list[Row], facts: Facts) -> Iterator[Message]:
    """The GWP sets, where other gases than CO2 matter for the line and the two scores lie close enough together."""
    ratio = float(row["ratio"])
    most = facts.settings.two_views_gwp
    if not 1 / most <= ratio <= most:
        return
    line_id = str(row["line_id"])
    sets = {str(one["gwp_set"]) for one in cfp if one["gwp_set"]}
    other = sorted(sets - {facts.gwp_set})
    gases = facts.gases.get(line_id, 0.0)
    if facts.gwp_set and other and gases >= facts.settings.two_views_gases:
        yield message(
            "methane and other gases make {share:.0%} of it, and the views weigh them by different IPCC reports: carbon "
            "footprint {cfp}, EF {ef}",
            share=gases,
            cfp=", ".join(other),
            ef=facts.gwp_set,
        )


def _technology(ef: list[Row]) -> Iterator[Message]:
    """The technology of the largest dataset, for the reader to compare with the own one."""
    for one in ef:
        if one["technology"]:
            yield message(
                "the dataset “{dataset}” stands for this technology: {technology}",
                dataset=_Name(str(one["target_name"])),
                technology=str(one["technology"]).rstrip("."),
            )
            return


def _names(targets: list[Row]) -> Message:
    return _List("", {"parts": [_Name(str(one["target_name"])) for one in targets]})


def _other_gases(contributions: pd.DataFrame) -> dict[str, float]:
    """Return line ID → share (0–1) of gases other than CO2 in the climate score, as far as the listed flows tell."""
    flows = contributions[
        (contributions["indicator"] == CLIMATE)
        & (contributions["level"] == "elementary-flow")
        & (contributions["scope"] == "cradle-to-gate")
    ]
    found: dict[str, float] = {}
    for line_id, part in flows.groupby("line_id", sort=False):
        values = part["value"].abs()
        carbon = part["name"].str.contains("carbon dioxide|co2|\\(rest\\)", case=False, regex=True)
        total = float(values.sum())
        found[str(line_id)] = float(values[~carbon].sum()) / total if total else 0.0
    return found
