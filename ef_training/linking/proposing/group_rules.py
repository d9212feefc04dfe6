"""Datasets that follow from what kind of line it is: mode of transport, refrigerant, electricity, fuel, water, waste, emission.

Each function of `GroupRules` returns rows of the ``ef`` view, or nothing where it has nothing to say, so that the factor of the
line, or its name, leads on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...inventory.fuels import fuel_of, has
from ...inventory.model import Inventory, Line
from ...messages import Message, message
from ...names import WATER_EVAPORATED_TW
from ...numbers import plain
from ...units import convert, find_unit
from ..links.row import LinkRow
from .roles import Role
from .row_maker import RowMaker, Way, of_other_state, per_cent, tidy
from .substances import Substances, refrigerant
from .waste_words import GENERAL, METAL, PLASTICS, PROCESS, burden_free, waste_role, wastewater_role, words_of

VIEW = "ef"
HOME = "TW"
DENSITIES = {"lpg": 0.55, "diesel": 0.84, "petrol": 0.745, "fuel-oil": 0.96, "kerosene": 0.80}
"""Densities of fuels in kg/L, those of the background's datasets, by which a usual heat value per litre is told per kilogram."""
MODES = {
    "lorry-35t": ("35噸", "35t", "35 t", "聯結車", "拖車", "貨櫃車", "truck 35 t"),
    "lorry-16t": ("16噸", "16t", "16 t", "truck 16 t"),
    "van-3.5t": ("小貨車", "3.5噸", "3.5t", "van"),
    "rail": ("鐵路", "火車", "rail", "train"),
    "ship-bulk": ("散裝船", "油輪", "bulk carrier", "tanker"),
    "ship-container": ("海運", "貨櫃船", "貨輪", "ship", "sea freight", "container ship"),
    "air": ("空運", "航空", "飛機", "air freight", "air cargo"),
}
ELECTRICITY = ("電", "electricity", "electric power", "power")
STEAM = ("蒸汽", "蒸氣", "steam")
GREEN = ("綠電", "再生能源", "憑證", "renewable", "green power", "certificate")
SOLAR, WIND = ("太陽能", "太陽光電", "solar", "photovoltaic", "pv"), ("風電", "風力", "wind")
MACHINES = (
    "堆高機",
    "推高機",
    "發電機",
    "機具",
    "怪手",
    "挖土機",
    "吊車",
    "鏟",
    "forklift",
    "generator",
    "excavator",
    "loader",
    "machine",
)
BOILERS = ("鍋爐", "boiler", "熱媒", "爐", "furnace", "烘")
TAP = ("自來水", "市水", "水費", "tap water", "city water", "mains water")
PURE_WATER = ("純水", "去離子水", "ro水", "超純水", "deionised", "deionized", "di water", "pure water")


@dataclass(frozen=True)
class GroupRules:
    """The rules for one inventory and one background."""

    make: RowMaker
    substances: Substances
    inventory: Inventory

    def rows(self, line: Line, carried: Line | None, carried_rows: Sequence[LinkRow]) -> list[LinkRow]:
        """Return what follows from the kind of a line; ``carried`` is the line a transport leg carries, with its rows."""
        rules = {
            "transport": lambda: self._transport(line, carried, carried_rows),
            "refrigerant": lambda: self._refrigerant(line),
            "energy": lambda: self._energy(line),
            "water": lambda: self._water(line),
            "emission-air": lambda: self._emission(line),
            "waste": lambda: self._waste(line),
            "co-product": lambda: self._waste(line),
            "wastewater": lambda: self._wastewater(line),
        }
        return rules[line.group]() if line.group in rules else []

    def mixed_waste(self, line: Line, row: LinkRow) -> LinkRow:
        """Ask for the CO2 of burning where plastics or rubber are to be burned as mixed waste, which holds less fossil carbon."""
        mixed = self.make.roles.of("waste", "incineration")
        if mixed is None or row.target != mixed.dataset or not has(words_of(line), PLASTICS):
            return row
        asked = message(
            "the dataset is for mixed waste: the CO2 of burning this waste is higher; "
            "add a row with the elementary flow of fossil CO2 to air"
        )
        return self.make.row(line, VIEW, row.kind, row.target, Way(None, asks=(asked,)), grade=row.grade, note=row.note)

    def country(self, line: Line) -> str:
        """Return the country in which a line is drawn: its own, else that of the plant."""
        return line.country or self.inventory.company.country

    def abroad(self, line: Line) -> bool:
        """Tell whether a line is drawn outside of Taiwan."""
        return self.country(line) not in ("", HOME)

    # ---- transport

    def _transport(self, line: Line, carried: Line | None, carried_rows: Sequence[LinkRow]) -> list[LinkRow]:
        found = self.told_mode(line)
        if found is None:
            return [self.make.nothing(line, VIEW, message("what carries the goods? lorry (which size), van, rail, ship, air"))]
        return self.on_leg(line, self._played(line, found), carried, carried_rows)

    def told_mode(self, line: Line) -> Role | None:
        """Return who carries a leg by what the leg itself says, None where it does not say."""
        mode = line.treatment if line.treatment in MODES else mode_of(line)
        return self.make.roles.of("mode", mode) if mode else None

    def on_leg(self, line: Line, row: LinkRow, carried: Line | None, carried_rows: Sequence[LinkRow]) -> list[LinkRow]:
        """Return a row of a leg without the way that the treatment of the carried waste already holds."""
        if carried is None or carried.group not in ("waste", "co-product") or not line.distance:
            return [row]
        held = [role for one in carried_rows if (role := self.make.roles.about("holds-transport", one.target))]
        if not held or not held[0].value:
            return [row]
        km = held[0].value
        said = message("the treatment's dataset already holds {held} km by lorry", held=plain(km))
        if line.distance <= km:
            return [self.make.left_out(line, VIEW, "elsewhere", said)]
        share = message("{rest} of {all} km", rest=plain(line.distance - km), all=plain(line.distance))
        way = Way(tidy((line.distance - km) / line.distance), "tkm/tkm", (said, share))
        return [self.make.row(line, VIEW, "dataset", row.target, way, grade=row.grade, note=row.note)]

    # ---- refrigerants and emissions

    def _refrigerant(self, line: Line) -> list[LinkRow]:
        entry = refrigerant(f"{line.name} {line.note}", self.make.catalogues.gwp)
        if entry is None:
            return [self.make.nothing(line, VIEW, message("which refrigerant? (R-134a, R-410A …)"))]
        rows = []
        produced = self.make.roles.of("refrigerant", entry.substance)
        if produced is not None:
            rows.append(self._played(line, produced))
        parts = self.substances.parts(entry)
        way = self.make.way(line, "kg")
        leak = message("leaked to air: the amount topped up is taken as leaked")
        no_production = "" if produced else message("there is no dataset for its production, which is not in")
        for substance, share in parts:
            said = (leak,) if len(parts) == 1 else (self._part(entry.substance, substance.gwp, share), leak)
            own = _times(way, share, "kg/kg" if share != 1 else "")
            rows.append(self.make.row(line, VIEW, "elementary-flow", substance.flow, own, reason=said, note=no_production))
        if parts:
            return rows
        note = message("a part of it has no elementary flow: climate change only (screening)")
        return [*rows, self.make.row(line, VIEW, "gwp", entry.target, way, reason=leak, note=note)]

    def _part(self, blend: str, part: str, share: float) -> Message:
        return message("{blend} holds {share} of {part}", blend=blend, share=per_cent(share), part=part)

    def _emission(self, line: Line) -> list[LinkRow]:
        substance = self.substances.emitted(line.name)
        if substance is None:
            entry = refrigerant(line.name, self.make.catalogues.gwp)
            if entry is not None:
                return self._refrigerant(line)
            return [self.make.nothing(line, VIEW, message("what is given off to air? choose its elementary flow"))]
        way = self.make.way(line, "kg", message("kg of {substance} for each unit of the line", substance=substance.substance))
        return [self.make.row(line, VIEW, "elementary-flow", substance.flow, way, reason=message("given off to air"))]

    # ---- energy

    def _energy(self, line: Line) -> list[LinkRow]:
        own = find_unit(line.unit)
        kind = own.kind if own else ""
        if has(line.name, STEAM):
            found = self.make.roles.of("steam")
            note = message("the supplier's fuel is not known: steam of a gas boiler stands in")
            return [self._played(line, found, grade="proxy", note=note)] if found and kind == "mass" else []
        fuel = fuel_of(line.name)
        if fuel is not None and kind != "energy":
            return self._fuel(line, fuel.name, fuel.heat_value, fuel.unit)
        if kind != "energy" or not has(line.name, ELECTRICITY):
            return []
        country = self.country(line)
        for role, words in (("solar", SOLAR), ("wind", WIND)):
            found = self.make.roles.of(role, country) if has(line.name, words) else None
            if found is not None:
                return [self._played(line, found)]
        if has(line.name, GREEN):
            return [self.make.nothing(line, VIEW, message("from which source is the renewable electricity? choose its dataset"))]
        found = self.make.roles.of("electricity", country)
        if found is None:
            asked = message("there is no dataset for the grid of {country}; choose one", country=country)
            return [self.make.nothing(line, VIEW, asked)]
        return [self._played(line, found)]

    def _fuel(self, line: Line, fuel: str, heat_value: float, unit: str) -> list[LinkRow]:
        """Return the burning of a fuel by its lower heat value; nothing where its use is not told by its name."""
        text = f"{line.name} | {line.treatment} | {line.note}"
        if fuel == "diesel":
            where = "machine" if has(text, MACHINES) else "boiler" if has(text, BOILERS) else ""
            found = self.make.roles.of("fuel", f"diesel-{where}")
        else:
            found = self.make.roles.of("fuel", {"biomass": "wood"}.get(fuel, fuel))
        if found is None:
            return []
        usual = _usual_heat(line, fuel, heat_value, unit)
        grade = "same-product" if fuel == "diesel" or has(text, ("鍋爐", "boiler")) else "proxy"
        way = self.make.to_dataset(line, found.dataset, usual)
        efficiency = self.make.roles.about("efficiency", found.dataset)
        if way.multiplier is None and efficiency is not None:
            times = message("multiplier = heat value × {efficiency}, the efficiency of the dataset", efficiency=efficiency.value)
            way = Way(None, asks=(*way.asks, times))
        return [self.make.row(line, VIEW, "dataset", found.dataset, way, reason=found.says(self.make.lang), grade=grade)]

    # ---- water

    def _water(self, line: Line) -> list[LinkRow]:
        country = self.country(line)
        if has(line.name, PURE_WATER):
            found = self.make.roles.of("deionised-water")
            return [self._played(line, found)] if found else []
        if not has(line.name, TAP):
            return [
                self.make.nothing(
                    line, VIEW, message("which water? tap water, deionised water, or water drawn by the plant itself")
                )
            ]
        found = self.make.roles.of("tap-water", country)
        if found is None:
            return []
        return [self._played(line, found), *([self._evaporated(line)] if country == "TW" else [])]

    def _evaporated(self, line: Line) -> LinkRow:
        """Return the part of the water that evaporates: by the form's water balance where it speaks of this line alone."""
        told = self._balanced(line)
        if told is not None:
            return self.make.row(line, VIEW, "elementary-flow", WATER_EVAPORATED_TW, told)
        asked = message("share of the water that evaporates (0–1), in m3/m3; delete the row where none does")
        return self.make.row(line, VIEW, "elementary-flow", WATER_EVAPORATED_TW, Way(None, asks=(asked,)))

    def _balanced(self, line: Line) -> Way | None:
        """Return the share that evaporates by the form's water balance; None where it does not speak of this line alone."""
        entries = [entry for entry in self.inventory.balance_entries if entry.balance == "water" and entry.fate == "evaporated"]
        waters = [other for other in self.inventory.lines if other.group == "water" and other.stage == line.stage]
        alone = line.stage == "manufacturing" and len(waters) == 1 and _volume(line.unit)
        if not alone or not entries or any(entry.level != line.level or not _volume(entry.unit) for entry in entries):
            return None
        lost = sum(convert(entry.amount, entry.unit, line.unit) for entry in entries)
        drawn = line.amount - line.excluded
        if lost > drawn or drawn <= 0:
            return None
        said = message(
            "evaporated {lost} ÷ drawn {drawn} {unit}, water balance", lost=plain(lost), drawn=plain(drawn), unit=line.unit
        )
        return Way(tidy(lost / drawn), "m3/m3", (said,))

    # ---- waste and waste water, by their own words before those of their factor

    def _waste(self, line: Line) -> list[LinkRow]:
        free = burden_free(line)
        if free is not None and free.sold:
            return [self.make.left_out(line, VIEW, "no-burden", free.reason)]
        found = self.make.roles.of("waste", waste_role(line)) if free is None else None
        if found is None:
            return []
        grade = "same-product" if has(line.name, GENERAL) else "proxy"
        return [self.mixed_waste(line, self._played(line, found, grade=grade))]

    def _wastewater(self, line: Line) -> list[LinkRow]:
        role = wastewater_role(line)
        found = self.make.roles.of("wastewater", role) if role else None
        if found is not None:
            return [self._played(line, found, grade="proxy")]
        metal = self.make.roles.of("wastewater", "metal")
        if metal is None or not has(line.name, PROCESS):
            return []
        spoken = [step.name for step in self.inventory.process_steps] + [other.name for other in self.inventory.lines]
        hint = next((text for text in spoken if has(text, METAL)), "")
        sewage = self.make.roles.of("wastewater", "sewage")
        asked = message(
            "what does the process water hold? as of metal finishing: {metal}; like sewage: {sewage}; else another dataset",
            metal=metal.dataset,
            sewage=sewage.dataset if sewage else "–",
        )
        said = message("the form speaks of “{text}”", text=hint) if hint else ""
        return [
            self.make.row(
                line, VIEW, "dataset", metal.dataset if hint else "", Way(None, asks=(asked,)), grade="proxy", note=said
            )
        ]

    def _played(self, line: Line, role: Role, *, grade: str = "same-product", note: object = "") -> LinkRow:
        way = self.make.to_dataset(line, role.dataset)
        return self.make.row(line, VIEW, "dataset", role.dataset, way, reason=role.says(self.make.lang), grade=grade, note=note)


def mode_of(line: Line) -> str:
    """Return the mode of transport that the name of a line tells, "" where it tells none.

    >>> mode_of(Line("T1", "distribution", "transport", "高雄港至鹿特丹港（貨櫃船）", 1.0, "tkm", "unit"))
    'ship-container'
    """
    return next((mode for mode, words in MODES.items() if has(line.name, words)), "")


def _usual_heat(line: Line, fuel: str, heat_value: float, unit: str) -> Message | None:
    """Return the usual heat value in the unit of a line, None where it is not known in that unit."""
    own, density = find_unit(line.unit), DENSITIES.get(fuel)
    if own is None:
        return None
    if own.code == unit:
        return message("{value} MJ/{unit} is usual", value=plain(heat_value), unit=unit)
    if own.kind == "mass" and unit == "L" and density:
        value = heat_value / density * convert(1.0, own.code, "kg")
        return message(
            "{value} MJ/{unit} is usual: {per_litre} MJ/L ÷ {density} kg/L",
            value=f"{value:.4g}",
            unit=own.code,
            per_litre=plain(heat_value),
            density=plain(density),
        )
    usual = find_unit(unit)
    if usual is None or own.kind != usual.kind or of_other_state(line, fuel, unit):
        return None
    return message("{value} MJ/{unit} is usual", value=plain(tidy(heat_value * convert(1.0, own.code, unit))), unit=own.code)


def _times(way: Way, share: float, unit: str) -> Way:
    if way.multiplier is None:
        return way
    return Way(tidy(way.multiplier * share), way.unit or unit, way.reason, way.asks)


def _volume(unit: str) -> bool:
    found = find_unit(unit)
    return found is not None and found.kind == "volume"
