"""Proposals for the ``ef`` view: rules of the group, the crosswalk from the line's factor, a dataset of the name, a stand-in.

A stand-in has climate change alone (screening) and says so. Where nothing is left the row is empty and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...factors.catalogue import Factor
from ...factors.naming.folding import canon, core
from ...factors.naming.reading import read_name
from ...factors.naming.terms import THINGS
from ...inventory.bridge import Bridge, bridge
from ...inventory.fuels import has
from ...inventory.model import GRADES, Line
from ...messages import message
from ...units import convert, split_ratio, unit
from ..links.row import LinkRow
from .goods import Goods
from .group_rules import GroupRules
from .row_maker import RowMaker, Way, tidy

if TYPE_CHECKING:
    from ...background import Process
    from ...factors.naming.ranking import Ranked
    from ...factors.naming.terms import Terms
    from ..crosswalk import Crosswalk, CrosswalkRow

VIEW = "ef"
NAMED_LEAST = 0.7
"""Score (0–1) from which a dataset found by its name is proposed (the project's own choice)."""
NAMED_GROUPS = ("material", "auxiliary", "packaging")
"""Groups of lines whose datasets are looked for by name; those of the others follow from rules or from their factor."""
NO_GOODS = frozenset(("electricity", "heat", "transport", "waste treatment", "processing", "water"))
"""Groups of datasets that are no goods one buys by the kilogram."""
SPECIAL = ("回收", "再生", "廢", "前處理", "開採", "精礦", "原木", "燒結", "礦")
"""Words in the name of a dataset that is only meant where the line has them too."""
FILMS = ("袋", "膜", "bag", "bags", "film", "wrap")
SURE = 0.79
"""Trust in the reading of a name above which the thing is what the line is called (as in the ranking of names)."""
ALIKE = 4
"""Ranks looked at for a dataset of a name."""


@dataclass(frozen=True)
class EfProposer:
    """Proposes rows of the view of the 16 indicators.

    ``rank`` ranks the datasets of the background by name; ``terms`` may name a dataset for what the catalogue of factors lacks.
    """

    make: RowMaker
    rules: GroupRules
    crosswalk: Crosswalk | None
    rank: Callable[[str], Sequence[Ranked]]
    goods: Goods = field(default_factory=Goods)
    terms: Terms | None = None

    def rows(
        self, line: Line, cfp: Sequence[LinkRow], carried: Line | None = None, carried_rows: Sequence[LinkRow] = ()
    ) -> list[LinkRow]:
        """Return the rows of a line, whose rows in the other view are ``cfp``."""
        return (
            self._driven(line, cfp, carried, carried_rows)
            or self.rules.rows(line, carried, carried_rows)
            or self._same_name(line)
            or self._itself(line)
            or self._crossed_or_meant(line, cfp)
            or self._free(line, cfp)
            or self._named(line)
            or self._stand_in(line, cfp)
            or [self._nothing(line, cfp)]
        )

    def dataset(self, line: Line, code: str, **more: object) -> LinkRow:
        """Return a row that leads to a dataset."""
        return self.make.row(line, VIEW, "dataset", code, self.make.to_dataset(line, code), **more)

    def _driven(self, line: Line, cfp: Sequence[LinkRow], carried: Line | None, carried_rows: Sequence[LinkRow]) -> list[LinkRow]:
        """Return the vehicle that the factor of a leg names, where the leg itself tells none; else nothing."""
        if line.group != "transport" or self.rules.told_mode(line):
            return []
        crossed = self._crossed(line, cfp)
        return self.rules.on_leg(line, crossed[0], carried, carried_rows) if len(crossed) == 1 else crossed

    def _itself(self, line: Line) -> list[LinkRow]:
        """Return the dataset of the very thing a line is, by the words for it."""
        good = self.goods.of(line.name) if line.group in NAMED_GROUPS else None
        if good is None or good.dataset not in self.make.catalogues.processes:
            return []
        way = self.make.to_dataset(line, good.dataset)
        if good.pure and not self.make.roles.about("pure", good.dataset):
            way = self.make.diluted(line, way)
        reason = message("the dataset is of the thing itself")
        return [
            self.make.row(
                line, VIEW, "dataset", good.dataset, way, reason=reason, grade=good.grade, note=good.says(self.make.lang)
            )
        ]

    # ---- by the crosswalk

    def _crossed_or_meant(self, line: Line, cfp: Sequence[LinkRow]) -> list[LinkRow]:
        """Return what the crosswalk gives; where that only stands in, first a dataset that the table of terms names."""
        crossed = self._crossed(line, cfp)
        if crossed and all(row.grade == GRADES[0] for row in crossed):
            return crossed
        meant = self._meant(line)
        asks_more = any(row.asks for row in meant) and bool(crossed) and not any(row.asks for row in crossed)
        return crossed if asks_more else meant or crossed

    def _meant(self, line: Line) -> list[LinkRow]:
        """Return the dataset by whose full name the table of terms says what a line is, where no factor has that name."""
        for text in self._meanings(line):
            wanted = canon(text)
            if any(wanted in (canon(factor.name), core(canon(factor.name))) for factor in self.make.catalogues.factors):
                continue
            for process in self.make.catalogues.processes.values():
                if wanted in (canon(process.name_zh), canon(process.name_en)) and self._buyable(line, process):
                    reason = message("the table of terms names this dataset for what the line is called")
                    return self._with_film(line, self.dataset(line, process.code, reason=reason, grade="proxy"))
        return []

    def _meanings(self, line: Line) -> tuple[str, ...]:
        """Return what the table of terms says of the one thing that a line's name names, where nothing known qualifies it."""
        if self.terms is None or line.group not in NAMED_GROUPS:
            return ()
        things = self.terms.of(*THINGS)
        cores = {core(canon(factor.name)) for factor in self.make.catalogues.factors} - {""}
        read = read_name(self.terms.read(line.name), things, cores, self.terms.of("word")).things(aside=False)
        if len(read) != 1 or len(read[0].segments) != 1 or read[0].segments[0].trust <= SURE:
            return ()
        term = read[0].segments[0].term
        return term.means if term is not None else ()

    def _crossed(self, line: Line, cfp: Sequence[LinkRow]) -> list[LinkRow]:
        """Return the datasets of all factors of a line; nothing where one of them has none, since a part would be missing."""
        known = self.make.catalogues.factors
        if self.crosswalk is None or not cfp or any(row.kind != "factor" or row.target not in known for row in cfp):
            return []
        crossed = [self._of_factor(line, row, known.get(row.target)) for row in cfp]
        if not all(crossed):
            return []
        rows = _added_up(row for found in crossed for row in found)
        return [*rows, *self._filmed(line, rows)]

    def _of_factor(self, line: Line, cfp: LinkRow, factor: Factor) -> list[LinkRow]:
        assert self.crosswalk is not None
        rows = []
        for step in self.crosswalk.of(factor):
            if step.dataset not in self.make.catalogues.processes or not self._fits(line, step.dataset):
                continue
            way = self._way(line, cfp, factor, step)
            reason = message("from the factor {factor_id} by the crosswalk", factor_id=factor.factor_id)
            grade = step.grade
            note: object = step.says(self.make.lang)
            if line.group != "transport" and grade == GRADES[0] and not same_thing(line.name, factor.name):
                grade = GRADES[1]
                note = message("“{name}”, for which the factor is, stands in", name=factor.name)
            if line.group == "water" and self.rules.abroad(line):
                grade = GRADES[1]
                note = message("Taiwan's supply stands in for that of {country}", country=self.rules.country(line))
            row = self.make.row(line, VIEW, "dataset", step.dataset, way, reason=reason, grade=grade, note=note)
            rows.append(self.rules.mixed_waste(line, row) if line.group == "waste" else row)
        return rows

    def _fits(self, line: Line, code: str) -> bool:
        """Tell whether a dataset is of the kind a line needs: treatment for waste, goods or energy for all else."""
        treatment = self.make.catalogues.processes[code].group == "waste treatment"
        return treatment == (line.group in ("waste", "wastewater"))

    def _filmed(self, line: Line, rows: Sequence[LinkRow]) -> list[LinkRow]:
        """Return the making of a film where a bag or film is linked to a resin alone."""
        making = self.make.roles.of("film")
        resins = [row for row in rows if self.make.catalogues.processes[row.target].group == "plastics"]
        if making is None or len(rows) != 1 or not resins or line.group not in NAMED_GROUPS or not has(line.name, FILMS):
            return []
        way = self.make.to_dataset(line, making.dataset)
        return [self.make.row(line, VIEW, "dataset", making.dataset, way, reason=making.says(self.make.lang), grade="proxy")]

    def _way(self, line: Line, cfp: LinkRow, factor: Factor, step: CrosswalkRow) -> Way:
        """Return the way from a line to a dataset over its factor; between kinds of unit only the line itself leads."""
        code = unit(self.make.catalogues.processes[step.dataset].unit).code
        own, between, wanted = unit(line.unit), unit(factor.unit), unit(code)
        if self.make.roles.about("pure", step.dataset) and line.group in NAMED_GROUPS:
            return self.make.to_dataset(line, step.dataset)
        if between.kind == wanted.kind:
            if cfp.multiplier is None:
                return Way(None, asks=(cfp.asks,))
            return self._over(line, cfp, factor, step, code)
        if own.kind == wanted.kind:
            return Way(1.0)
        hint = message("{multiplier} {unit} in the crosswalk", multiplier=step.multiplier, unit=step.multiplier_unit)
        return self.make.to_dataset(line, step.dataset, hint)

    def _over(self, line: Line, cfp: LinkRow, factor: Factor, step: CrosswalkRow, code: str) -> Way:
        """Return line → factor → dataset as one multiplier."""
        assert cfp.multiplier is not None
        if cfp.multiplier_unit:
            above, below = split_ratio(cfp.multiplier_unit)
            per_line = convert(convert(1.0, line.unit, below.code) * cfp.multiplier, above.code, factor.unit)
        else:
            per_line = convert(1.0, line.unit, factor.unit) * cfp.multiplier
        amount = per_line * step.amount(code)
        found = bridge(line, code)
        said = found.reason if isinstance(found, Bridge) else None
        reason = (said,) if said else ()
        if unit(line.unit).kind != unit(code).kind:
            return Way(tidy(amount), f"{code}/{unit(line.unit).code}", reason)
        plain = tidy(amount / convert(1.0, line.unit, code))
        return Way(plain, "" if plain == 1 else f"{code}/{code}", reason)

    # ---- by name, as a stand-in, not at all

    def _same_name(self, line: Line) -> list[LinkRow]:
        """Return the dataset that is called as the line is, brackets aside, where its unit can be reached."""
        own = core(canon(line.name))
        if line.group not in NAMED_GROUPS or not own:
            return []
        for process in self.make.catalogues.processes.values():
            if own in {core(canon(name)) for name in (process.name_zh, process.name_en)} and self._buyable(line, process):
                reason = message("the dataset is called as the line is")
                return self._with_film(line, self.dataset(line, process.code, reason=reason, grade="same-product"))
        return []

    def _named(self, line: Line) -> list[LinkRow]:
        """Return the dataset whose name is nearest, where one is near enough and its unit can be reached."""
        if line.group not in NAMED_GROUPS:
            return []
        for ranked in self.rank(line.name)[:ALIKE]:
            process = self.make.catalogues.processes.get(ranked.code)
            if process is None or ranked.score < NAMED_LEAST or not self._buyable(line, process):
                continue
            said = self.make.text(ranked.reasons)
            reason = message("by its name, {score} of 100: {reasons}", score=round(ranked.score * 100), reasons=said)
            return self._with_film(line, self.dataset(line, ranked.code, reason=reason, grade="proxy"))
        return []

    def _buyable(self, line: Line, process: Process) -> bool:
        """Tell whether a dataset is goods as a line may mean: reached from its unit; recycled or ore only where it says so."""
        if process.group in NO_GOODS or bridge(line, process.unit) is None:
            return False
        return not any(word in process.name_zh and word not in line.name for word in SPECIAL)

    def _with_film(self, line: Line, row: LinkRow) -> list[LinkRow]:
        return [row, *self._filmed(line, [row])]

    def _free(self, line: Line, cfp: Sequence[LinkRow]) -> list[LinkRow]:
        """Leave out what is left out of the other view because it leaves free of burden."""
        free = [row for row in cfp if row.kind == "left-out" and row.omission == "no-burden"]
        if not free or line.group not in ("waste", "co-product"):
            return []
        return [self.make.named(LinkRow(line.line_id, VIEW, "left-out", reason=free[0].reason, omission="no-burden"), line)]

    def _stand_in(self, line: Line, cfp: Sequence[LinkRow]) -> list[LinkRow]:
        """Return the climate factors of the other view as stand-ins."""
        rows = []
        for row in cfp:
            if row.kind in ("factor", "gwp", "custom-factor"):
                way = Way(row.multiplier, row.multiplier_unit, asks=(row.asks,) if row.asks else ())
                reason = message("no dataset fits: climate change only (screening)")
                why = self._why_none(row)
                rows.append(self.make.row(line, VIEW, row.kind, row.target, way, reason=reason, note=why))
        return rows

    def _why_none(self, row: LinkRow) -> str:
        known = self.make.catalogues.factors
        if self.crosswalk is None or row.kind != "factor" or row.target not in known:
            return ""
        return self.crosswalk.missing(known.get(row.target), self.make.lang)

    def _nothing(self, line: Line, cfp: Sequence[LinkRow]) -> LinkRow:
        if line.group in ("waste", "wastewater"):
            asked = message(
                "how is it treated? (incineration, landfill, recycling, treatment plant …) choose the dataset of that"
            )
            return self.make.nothing(line, VIEW, asked)
        if any(row.asks for row in cfp) or not cfp:
            return self.make.nothing(line, VIEW, message("no dataset was found; choose one, or leave the line out"))
        return self.make.nothing(
            line, VIEW, message("no dataset was found; the line is left out of the cfp view: look whether here too")
        )


def same_thing(line: str, factor: str) -> bool:
    """Tell whether a line is called what its factor is called, qualifications aside.

    >>> same_thing("成型潤滑油", "潤滑油(未燃燒，2022)"), same_thing("PE內袋", "低密度聚乙烯(LDPE)")
    (True, False)
    """
    own, other = core(canon(line)), core(canon(factor))
    return bool(own and other) and (own in other or other in own)


def _added_up(rows: Iterable[LinkRow]) -> list[LinkRow]:
    """Return rows with those that lead to one dataset in one unit joined, so that none stands twice."""
    found: dict[tuple[str, str], LinkRow] = {}
    for row in rows:
        before = found.get((row.target, row.multiplier_unit))
        if before is None or before.multiplier is None or row.multiplier is None:
            found.setdefault((row.target, row.multiplier_unit), row)
            continue
        joined = replace(before, multiplier=tidy(before.multiplier + row.multiplier), reason=f"{before.reason}; {row.reason}")
        found[row.target, row.multiplier_unit] = joined
    return list(found.values())
