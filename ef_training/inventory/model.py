"""What a company says about one product, as it said it.

Frozen records; every value read from a form keeps its origin. Amounts here are as written in the form, at the level the
company counted them (`Line.level`); `ef_training.inventory.per_unit` brings them to one declared unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from ..messages import Message, msg

STAGES = ("raw-materials", "manufacturing", "distribution", "use", "end-of-life")
GROUPS = (
    "material",
    "auxiliary",
    "packaging",
    "energy",
    "water",
    "refrigerant",
    "emission-air",
    "emission-water",
    "wastewater",
    "waste",
    "transport",
    "co-product",
    "product",
)
LEVELS = ("plant", "product", "unit")
BOUNDARIES = ("cradle-to-gate", "cradle-to-gate-and-distribution", "cradle-to-grave")
ROLES = ("target", "co-product", "other")
BASES = ("mass", "quantity", "hours", "value", "custom")
BALANCES = ("water", "mass")
FATES = ("evaporated", "in-product", "returned", "to-treatment", "to-air", "in-waste", "kept")
VIEWS = ("ef", "cfp")
TARGET_KINDS = ("dataset", "factor", "gwp", "custom-factor", "elementary-flow", "left-out")
DATA_QUALITY = ("measured", "calculated", "estimated")
OMISSIONS = ("cut-off", "no-burden", "elsewhere")
GRADES = ("same-product", "proxy", "group-average")
CRITERIA = ("TeR", "GeR", "TiR", "P")
PEDIGREE = ("reliability", "completeness", "temporal", "geographical", "technological")

STAGE_NAMES = MappingProxyType(
    {
        "raw-materials": msg("Raw material acquisition"),
        "manufacturing": msg("Manufacturing"),
        "distribution": msg("Distribution"),
        "use": msg("Use"),
        "end-of-life": msg("End of life"),
    }
)
GROUP_NAMES = MappingProxyType(
    {
        "material": msg("Material"),
        "auxiliary": msg("Auxiliary"),
        "packaging": msg("Packaging"),
        "energy": msg("Energy"),
        "water": msg("Water"),
        "refrigerant": msg("Refrigerant"),
        "emission-air": msg("Emission to air"),
        "emission-water": msg("Emission to water"),
        "wastewater": msg("Wastewater"),
        "waste": msg("Waste"),
        "transport": msg("Transport"),
        "co-product": msg("Co-product"),
        "product": msg("Product"),
    }
)

_EMPTY: Mapping[str, Origin] = MappingProxyType({})


@dataclass(frozen=True)
class Origin:
    """Where a value stands: workbook, sheet and cell ("D7")."""

    workbook: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.sheet, self.cell) if part)


@dataclass(frozen=True)
class Company:
    """The company and its site; ``code`` is ASCII and stable, it names the Brightway databases."""

    code: str
    name: str
    site: str = ""
    country: str = "TW"
    industry: str = ""
    made_up: bool = False


@dataclass(frozen=True)
class Product:
    """The product under study and the unit to which results refer.

    ``declared_amount`` and ``declared_unit`` make the declared (or functional) unit; ``mass_per_unit`` is kg of product in
    one declared unit, without packaging; ``biogenic_carbon`` kg of biogenic C in one declared unit at the gate.
    """

    code: str
    name: str
    declared_amount: float
    declared_unit: str
    mass_per_unit: float
    boundary: str
    function: str = ""
    service_life: str = ""
    reference_flow: str = ""
    biogenic_carbon: float | None = None
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class Output:
    """What the plant made in the period (production, not sales).

    ``mass`` kg, ``value`` TWD, ``hours`` machine hours; ``sold`` in ``unit``; ``production_line`` names the line of the plant
    that makes it, where the plant has several.
    """

    name: str
    role: str
    quantity: float
    unit: str
    mass: float | None = None
    value: float | None = None
    hours: float | None = None
    custom: float | None = None
    sold: float | None = None
    production_line: str = ""
    origin: Origin = Origin()
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class AllocationKey:
    """How a total is shared. ``values`` holds the basis value of every output; the shares follow and sum to 1.

    ``level`` is ``plant`` (shared over all outputs of the plant) or ``line`` (over the outputs of ``production_line`` only). A
    key of level ``line`` serves what a sub-meter of that line shows; where ``parent`` names a key of the plant, it serves plant
    totals in two steps: ``parent_share`` (0–1) is the part of the plant total that reaches the production line.
    """

    name: str
    basis: str
    values: Mapping[str, float]
    level: str = "plant"
    production_line: str = ""
    parent: str = ""
    parent_share: float = 1.0
    excluded: str = ""
    reason: str = ""
    origin: Origin = Origin()

    def share(self, output: str) -> float:
        """Return the share of one output in what the key serves, between 0 and 1."""
        return self.parent_share * self.values.get(output, 0.0) / sum(self.values.values())


@dataclass(frozen=True)
class BalanceItem:
    """A stock of the target product: what lay in store at the start or the end of the period."""

    name: str
    moment: str
    quantity: float
    unit: str
    origin: Origin = Origin()


@dataclass(frozen=True)
class ProcessStep:
    """One step of the process flow, with what it takes in and gives out.

    ``following`` holds the numbers of the steps that take up its outputs ("3" or "3, 5"), empty where the form does not say.
    """

    number: int
    name: str
    inputs: str = ""
    outputs: str = ""
    equipment: str = ""
    following: str = ""
    origin: Origin = Origin()
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class BalanceEntry:
    """A part of the plant's water or mass whose whereabouts no line of the inventory counts.

    ``balance`` is one of `BALANCES`, ``fate`` one of `FATES` (``kept``: stays in the plant, for example in a tank or as scrap in
    store). ``amount`` in ``unit`` (a mass or a volume), at ``level``, with ``allocation`` as in `Line`.
    """

    balance: str
    name: str
    fate: str
    amount: float
    unit: str
    level: str
    allocation: str = ""
    note: str = ""
    origin: Origin = Origin()
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class Stated:
    """The amount of a line told a second time at another ``level``, as the company worked it out; it is checked, never used."""

    level: str
    amount: float
    unit: str
    origin: Origin = Origin()


@dataclass(frozen=True)
class Line:
    """One line of the inventory, as written.

    ``amount`` in ``unit`` counts what ``level`` says: the whole plant, the product over the whole period, or one declared
    unit. ``excluded`` (same unit) is on the same meter but serves no product (dormitory, office). ``concentration`` is a mass
    fraction (0–1), ``density`` kg/L, ``heat_value`` MJ per ``unit``, ``mass_per_piece`` kg. Waste is a positive amount of
    waste. A transport leg is a line of its own whose ``parent`` is the line it carries; ``distance`` is its one-way distance in
    km, ``load`` what it carries in t (at the line's level), ``treatment`` the mode. ``meter`` is the line_id of the main meter of
    which this amount is a part (a sub-meter): it is taken off the main meter before that is shared. ``also`` holds the amount at
    other levels, where the form gives it.
    """

    line_id: str
    stage: str
    group: str
    name: str
    amount: float
    unit: str
    level: str
    allocation: str = ""
    parent: str = ""
    excluded: float = 0.0
    concentration: float | None = None
    density: float | None = None
    heat_value: float | None = None
    mass_per_piece: float | None = None
    supplier: str = ""
    country: str = ""
    treatment: str = ""
    data_quality: str = ""
    evidence: str = ""
    note: str = ""
    distance: float | None = None
    load: float | None = None
    meter: str = ""
    also: tuple[Stated, ...] = ()
    origin: Origin = Origin()
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class CustomFactor:
    """A climate factor that is in no catalogue (supplier, EPD, analyst): kg CO2e per ``unit``, with its source.

    ``on_row`` tells that it stands on the row of the line it serves, as the company chose it.
    """

    factor_id: str
    name: str
    value: float
    unit: str
    source: str
    year: int | None = None
    boundary: str = ""
    gwp: str = ""
    on_row: bool = False
    origin: Origin = Origin()
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class Ratings:
    """Data quality of one target as somebody entered it; what is None is derived.

    ``ter``, ``ger``, ``tir`` and ``p`` are PEF's ratings of technology, geography, time and precision, 1 (best) to 5
    (Recommendation (EU) 2021/2279, Annex I, 4.6.5); ``pedigree`` holds scores 1 (best) to 5 in the order of `PEDIGREE`.
    """

    ter: float | None = None
    ger: float | None = None
    tir: float | None = None
    p: float | None = None
    pedigree: tuple[int, ...] = ()


@dataclass(frozen=True)
class Target:
    """What one line is in one view.

    ``kind`` is one of `TARGET_KINDS`, ``target`` the code within that kind (dataset code, MOENV factor id, "substance@AR6"
    of the GWP table, custom factor id, elementary flow code); for ``left-out`` it is empty. The amount of the target is the
    line's amount × ``multiplier``; ``multiplier_unit`` ("kg/L") is needed where the two units are of different kinds.
    ``reason`` says where the multiplier comes from, or why the line is left out.

    ``omission`` says of a line left out what kind of leaving out it is: ``cut-off`` (small; counts against the limits),
    ``no-burden`` (none by the rules: sold scrap, no greenhouse gas) or ``elsewhere`` (another line or dataset holds it); empty
    where nobody said.
    ``estimated_share`` (0–1) is the part of the climate score of the view that a line cut off is thought to have. ``grade``
    says how well the target fits the line (one of `GRADES`), empty where nobody said; ``ratings`` its data quality where entered.
    """

    line_id: str
    view: str
    kind: str
    target: str = ""
    multiplier: float = 1.0
    multiplier_unit: str = ""
    reason: str = ""
    source: str = ""
    confirmed_by: str = ""
    omission: str = ""
    estimated_share: float | None = None
    grade: str = ""
    ratings: Ratings | None = None
    origin: Origin = Origin()
    origins: Mapping[str, Origin] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class Assumption:
    """A choice the importer made on its own, to be read and agreed to."""

    what: Message
    origin: Origin = Origin()


@dataclass(frozen=True)
class IgnoredRow:
    """A row that was not read, and why."""

    origin: Origin
    reason: Message


@dataclass(frozen=True)
class Draft:
    """What could be read of a form that has problems: enough to look its links up and report their problems in the same list."""

    lines: tuple[Line, ...]
    targets: tuple[Target, ...]
    custom_factors: tuple[CustomFactor, ...]


@dataclass(frozen=True)
class Inventory:
    """Everything one form says. ``source`` names the workbook and ``source_sha256`` its content.

    ``links_source`` and ``links_sha256`` are those of the links file whose rows replaced links of the form, empty where none did.
    """

    company: Company
    product: Product
    period_start: date
    period_end: date
    outputs: tuple[Output, ...]
    lines: tuple[Line, ...]
    targets: tuple[Target, ...] = ()
    allocation_keys: tuple[AllocationKey, ...] = ()
    stocks: tuple[BalanceItem, ...] = ()
    process_steps: tuple[ProcessStep, ...] = ()
    balance_entries: tuple[BalanceEntry, ...] = ()
    custom_factors: tuple[CustomFactor, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    source: str = ""
    source_sha256: str = ""
    importer: str = ""
    importer_sha256: str = ""
    links_source: str = ""
    links_sha256: str = ""
    language: str = field(default="zh-TW")

    @property
    def draft(self) -> Draft:
        """The part of the inventory that is linked."""
        return Draft(self.lines, self.targets, self.custom_factors)

    @property
    def target_output(self) -> Output:
        """The output that is the product under study."""
        return next(output for output in self.outputs if output.role == "target")
