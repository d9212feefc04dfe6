"""Finding services: freight by mode, treatment of waste by its way, treatment of waste water by its plant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ...inventory.bridge import Asked, bridge
from ...inventory.model import Line
from ...messages import Message, message
from ..catalogue import Factor
from ..naming.folding import as_in, canon, core, pieces
from ..naming.terms import Term, Terms
from ..naming.words import folded, place_of, said, says
from .needs import FREIGHT, TREATS_WATER, WASTEWATER, Need, is_service
from .preference import Found

LATER, PLACE, TELLING, OTHER_WASTE, SERVED = 0.985, 0.12, 0.06, 0.12, 0.85
"""What each later meaning keeps; what a place named in the line, a telling word, a word of another waste add or take; the score
of a service that only the kind of line led to (the project's own choice)."""
COMMON = 3
_COMMON_WORDS = folded(
    *("垃圾", "資源", "回收", "焚化", "掩埋", "污水", "廢水", "處理", "清理", "廢棄物", "服務", "中心", "包含"),
)
_ANYWHERE = re.compile("|".join(_COMMON_WORDS))
TELLING_WORDS = folded("污泥", "汙泥", "有害", "溶劑", "有機廢棄物", "氟化鈣")
ALSO = (
    (re.compile(canon(r"hazardous|toxic|毒性|電鍍污泥|重金屬|(?<![a-z0-9])[abc] ?-?\d{4}(?!\d)")), canon("有害")),
    (re.compile("sludge"), canon("污泥")),
    (re.compile("solvent|thinner"), canon("溶劑")),
    (re.compile("calcium fluoride|caf2"), canon("氟化鈣")),
)
"""Words and codes of waste that say what the names of services call otherwise; codes A, B and C are of hazardous waste."""
GENERAL = folded("一般", "垃圾", "生活", "general", "municipal", "household", "garbage", "trash", "refuse")
FOSSIL = folded(
    *(
        "塑膠",
        "塑料",
        "橡膠",
        "膠膜",
        "泡棉",
        "保麗龍",
        "輪胎",
        "廢油",
        "廢溶劑",
        "油混合物",
        "溶劑",
        "潤滑油",
        "切削油",
        "切削液",
        "機油",
    ),
    *("聚丙烯", "聚乙烯", "聚烯烴", "化石碳", "polyolefin", "polypropylene", "polyethylene"),
    *("plastic", "rubber", "foam", "oil", "solvent", "tyre", "tire", "film"),
    *("PE", "PP", "PS", "PET", "PVC", "ABS", "PU", "EVA", "TPU", "nylon", "尼龍", "壓克力"),
)
BURNED = folded("焚化")
SOLVENTS = folded(
    "溶劑", "稀釋劑", "香蕉水", "異丙醇", "丙酮", "IPA", "甲苯", "二甲苯", "solvent", "thinner", "acetone", "xylene", "toluene"
)
DISTILLED = "蒸餾"
COOLED = folded("低溫", "多溫", "冷藏", "冷凍", "冷鏈", "refrigerated", "reefer", "cold chain", "chilled", "frozen")
_TONNES = re.compile(r"(?:(\d+(?:\.\d+)?)[~-])?(\d+(?:\.\d+)?) ?(?:吨|t(?![a-z0-9]))")
OTHER_LORRY = 0.1
"""Taken off a lorry of another size, and one that is not cooled where the line is (the project's own choice)."""
ANY_LORRY = frozenset(
    folded(
        *("貨車", "卡車", "公路", "陸運", "公路運輸", "貨運", "陸路", "陸路運輸", "卡車運輸", "貨車運輸", "大貨車", "柴油大貨車"),
        *("truck", "lorry", "road", "road transport", "truck transport", "road freight", "truck freight", "lorry transport"),
    )
)
"""Words for a lorry of no stated size: where the name of the line states one, that counts."""
PUBLIC = folded("公共污水", "生活污水", "清洗污水", "下水道", "水資源回收", "municipal", "sewage", "domestic", "public")
PARK = folded("製程", "工業區", "園區", "納管", "工業廢水", "process", "industrial", "park")
PUBLIC_PLANT, PARK_PLANT = folded("水資源回收中心", "市楠梓"), folded("園區")


class Services:
    """The services of a catalogue."""

    def __init__(self, factors: Sequence[Factor], terms: Terms):
        self._terms = terms
        served = [factor for factor in factors if is_service(factor) or factor.unit in ("tkm", "pkm")]
        self._names = tuple((factor, canon(factor.name)) for factor in served)
        parts = {factor.factor_id: _places(name) for factor, name in self._names}
        counted = Counter(piece for own in parts.values() for piece in own)
        self._places = {name: {piece for piece in own if counted[piece] <= COMMON} for name, own in parts.items()}

    def find(self, line: Line, need: Need, carried: Line | None) -> tuple[list[Found], Message]:
        """Return the services that fit a line, and what to say where there is none."""
        if need.purpose == FREIGHT:
            found, why = self._freight(line, carried)
        elif need.purpose == WASTEWATER:
            found, why = self._wastewater(line)
        else:
            found, why = self._waste(line)
        reached = [one for one in found if bridge(line, one.factor.unit) is not None]
        if found and not reached:
            term, unit = found[0].term, found[0].factor.published_unit
            why = message("its unit {unit} cannot be reached from {own}", unit=unit, own=line.unit)
            if term is not None and term.remark is not None:
                why = term.remark
        return reached, why

    def _freight(self, line: Line, carried: Line | None) -> tuple[list[Found], Message]:
        term = said(self._terms, "mode", line.treatment, line.name, line.note)
        if term is None:
            return [], message("the line does not say what carries it: lorry, van, ship, aircraft …")
        named = None if carried is not None else said(self._terms, "mode", line.name)
        if named is not None and canon(term.text) in ANY_LORRY and canon(named.text) not in ANY_LORRY and _by_road(named):
            term = named
        found = list(self._named(term, water=False))
        if named is not None and named != term:
            found += [one for one in self._named(named, water=False) if one.factor not in {other.factor for other in found}]
        found = [_sized(one, self._text(line)) for one in found]
        if carried is not None and carried.group == "waste":
            collected = message("collection of waste")
            known = {one.factor.factor_id for one in found}
            found += [
                Found(factor, SERVED, (collected,))
                for factor, name in self._names
                if canon("垃圾車") in name and factor.factor_id not in known
            ]
        return found, term.remark or message("the catalogue has no transport by “{mode}”", mode=term.text)

    def _waste(self, line: Line) -> tuple[list[Found], Message]:
        text = self._text(line)
        term = said(self._terms, "treatment", line.treatment, line.name, line.note)
        assumed: tuple[Message, ...] = ()
        general = says(self._terms.read(f"{line.treatment} | {line.name}"), GENERAL)
        if term is None and general:
            term = said(self._terms, "treatment", "焚化")
            assumed = (message("the way of treatment is not stated: general waste in Taiwan is mostly incinerated"),)
        if (term is None or not term.means) and (distilled := self._distilled(line, text, term)) is not None:
            term = distilled
        if term is None:
            term = self._usual(line)
            assumed = (message("the way of treatment is not stated: this is the usual one"),)
        if term is None:
            return [], message("the line does not say how it is treated: incineration, landfill, recycling …")
        if not term.means:
            return [], term.remark or message("nothing is bought for “{way}”", way=term.text)
        burned = says(canon(term.means[0]), BURNED)
        if burned and says(text, FOSSIL) and not general:
            return [], message(
                "plastics, rubber, oil or solvent burned by themselves give off far more than the mixed waste of the catalogue's"
                " plants; enter a factor by their carbon content"
            )
        found = [self._weighed(one, text, assumed) for one in self._named(term, water=False)]
        return found, message("the catalogue has no treatment by “{way}”", way=term.text)

    def _distilled(self, line: Line, text: str, term: Term | None) -> Term | None:
        """Return distillation for solvent that is given for recycling, or that the name says is distilled; None for all else."""
        if says(text, folded(DISTILLED, "distill")):
            return said(self._terms, "treatment", DISTILLED)
        given = term is not None and says(self._terms.read(line.name), SOLVENTS) and line.group == "waste"
        return said(self._terms, "treatment", DISTILLED) if given else None

    def _usual(self, line: Line) -> Term | None:
        """Return the service by which a kind of waste is usually treated, where a term of the table names it; None for others."""
        text = self._terms.read(line.name)
        named = [(place_of(key, text), key) for key in self._terms.of("name")]
        by_length = sorted((key for place, key in named if place >= 0), key=len, reverse=True)
        term = self._terms.of("name")[by_length[0]] if by_length else None
        if term is None or not any(canon(term.means[0]) in name for _, name in self._names):
            return None
        return term

    def _weighed(self, one: Found, text: str, assumed: tuple[Message, ...]) -> Found:
        """Return a treatment with what the words of the line say for or against it: its kind of waste, its place."""
        name = canon(one.factor.name)
        score, reasons = one.score - PLACE, list(one.reasons)
        for word in TELLING_WORDS:
            if word in name:
                score += TELLING if word in text else -OTHER_WASTE
        place = self._places[one.factor.factor_id] & set(pieces(text))
        if place:
            score += PLACE
            reasons.append(message("the line names “{words}”", words=as_in(" ".join(sorted(place)), one.factor.name)))
        return Found(one.factor, score, tuple(reasons), one.term, (*one.warnings, *assumed))

    def _wastewater(self, line: Line) -> tuple[list[Found], Message]:
        term = said(self._terms, "treatment", line.treatment, line.name, line.note)
        if term is not None and not term.means:
            return [], term.remark or message("nothing is bought for “{way}”", way=term.text)
        text = self._text(line)
        kind = PUBLIC_PLANT if says(text, PUBLIC) else PARK_PLANT if says(text, PARK) else ()
        found = []
        for factor, name in self._names:
            if not treats_water(factor):
                continue
            reasons = [message("treatment of waste water")]
            score = SERVED - PLACE
            if kind and says(name, kind):
                score += TELLING
                reasons.append(message("a plant of that kind"))
            place = self._places[factor.factor_id] & set(pieces(text))
            if place:
                score += PLACE
                reasons.append(message("the line names “{words}”", words=as_in(" ".join(sorted(place)), factor.name)))
            if isinstance(bridge(line, factor.unit), Asked):
                score -= PLACE + TELLING
            found.append(Found(factor, score, tuple(reasons), warnings=() if place else (message("another plant stands in"),)))
        return found, message("the catalogue has no treatment of waste water")

    def _text(self, line: Line) -> str:
        text = self._terms.read(" | ".join((line.treatment, line.name, line.note)))
        return " | ".join([text, *(word for pattern, word in ALSO if pattern.search(text))])

    def _named(self, term: Term, *, water: bool) -> Iterator[Found]:
        seen = set()
        for rank, means in enumerate(term.means):
            wanted = canon(means)
            exact = [(factor, name) for factor, name in self._names if wanted in (name, core(name))]
            for factor, _ in exact or [(factor, name) for factor, name in self._names if wanted in name]:
                if factor.factor_id not in seen and treats_water(factor) == water:
                    seen.add(factor.factor_id)
                    reason = (
                        message("goes by “{means}”", means=means)  # the mode on the form may be a code, "lorry-16t"
                        if term.kind == "mode"
                        else message("“{term}” is “{means}”", term=term.text, means=means)
                    )
                    yield Found(factor, LATER**rank, (reason,), term)


def _sized(one: Found, text: str) -> Found:
    """Return a service with what the line says of its cooling and size: 低溫, 3.49 噸."""
    name, score = canon(one.factor.name), one.score
    if says(text, COOLED) != says(name, COOLED):
        score -= OTHER_LORRY
    asked, own = _TONNES.search(text), _TONNES.search(name)
    if asked and own:
        least, most, tonnes = float(own[1] or 0.0), float(own[2]), float(asked[2])
        score -= 0.0 if least <= tonnes <= most + 0.01 else OTHER_LORRY
    return Found(one.factor, score, one.reasons, one.term, one.warnings)


def _by_road(term: Term) -> bool:
    return any("貨車" in means for means in term.means)


def _places(name: str) -> set[str]:
    """Return the pairs of characters of a service's name that may tell its place."""
    return {piece for piece in pieces(_ANYWHERE.sub(" ", name)) if len(piece) > 1}


def treats_water(factor: Factor) -> bool:
    """Tell whether a factor is for the treatment of waste water."""
    return factor.category == "廢水處理服務" or any(word in factor.name for word in TREATS_WATER)
