"""LCIA methods in openLCA's JSON-LD packages (olca-schema, versions 2 to 5).

Layout, as ``olca_schema`` (its classes and ``zipio``) has it: a zip archive with the folders ``lcia_methods``,
``lcia_categories``, ``flows``, ``flow_properties``, ``unit_groups``, ``locations``, each file named ID.json. A method lists its
categories and its sets of normalisation and weighting (``nwSets``); a category has ``refUnit``, ``direction`` and
``impactFactors``; a factor has ``flow``, ``flowProperty``, ``unit``, ``value`` and perhaps ``location``. The factor is per
``unit`` of ``flowProperty``; the conversion factors of the flow and of the unit group lead to the flow's reference unit. openLCA
divides a result by the normalisation factor and multiplies by the weight.

The version stands in ``olca-schema.json`` ({"version": 2}), as ``olca_schema`` and early openLCA 2 write it, or in
``openlca.json`` ({"schemaVersion": 5}), as openLCA itself does now (``PackageInfo`` and ``SchemaVersion`` of olca-modules, whose
current version is 5). From 2 to 5, olca-modules changes reviews of processes and fields of EPDs only (its ``Upgrade3`` and
``Upgrade4``): data sets of LCIA are the same, and each is checked against the classes of ``olca_schema`` besides. Version 1 has
others ("referenceUnitName", sets of normalisation in files of their own) and is refused; so is a later version, whose layout is
not known here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import PackError, Problem
from ...messages import Message, message
from ...text import fold
from .archive import SourceArchive
from .model import INPUT, OUTPUT, ImportOptions, Source, SourceCategory, SourceFactor, SourceSet
from .olca_types import misfit

if TYPE_CHECKING:
    from types import ModuleType

VERSIONS = (2, 3, 4, 5)
"""Versions of openLCA's format whose data sets of LCIA are alike."""
MARKS = {"openlca.json": "schemaVersion", "olca-schema.json": "version"}
"""The files that state the version, and the key it stands under."""


def schema() -> ModuleType:
    """Import ``olca_schema``; `PackError` names the extra where it is not installed."""
    try:
        import olca_schema
    except ImportError:
        what = message("openLCA's packages are read with olca_schema, which is not installed")
        raise PackError(Problem(what, mend=message("install the extra: pip install 'ef-training[exchange]'"))) from None
    module: ModuleType = olca_schema
    return module


def read_openlca(path: Path, options: ImportOptions) -> Source:
    """Read one LCIA method of an openLCA package; ``options.method`` and ``options.nw_set`` choose among several.

    Raises
    ------
    PackError
        The archive is refused, ``olca_schema`` is not installed, the version is another one, or no method can be chosen. What is
        wrong with single categories and factors stands in ``Source.problems``: a file that is missing, a factor that is a
        formula, no number, a unit or flow property that the flow does not have.
    """
    archive = SourceArchive(path)
    try:
        return _Package(archive, schema(), options).source()
    finally:
        archive.close()


def _size(value: Any) -> float:
    """Return a conversion factor; 0 where it is none, which no conversion factor is."""
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if fits and value > 0 else 0.0


def _later(version: Any) -> bool:
    return isinstance(version, int) and version > VERSIONS[-1]


@dataclass(frozen=True, slots=True)
class _FlowData:
    name: str
    category: str
    cas: str
    synonyms: tuple[str, ...]
    location: str
    properties: Mapping[str, float]
    reference: str


class _Package:
    def __init__(self, archive: SourceArchive, olca: ModuleType, options: ImportOptions):
        self.archive, self.olca, self.options = archive, olca, options
        self.problems: list[Problem] = []
        self.notes: list[Message] = []
        self._paths = {tuple(path.split("/")[-2:]): path for path in archive.paths if "/" in path}
        self._flows: dict[str, _FlowData | None] = {}
        self._units: dict[str, tuple[str, Mapping[str, tuple[str, float]]] | None] = {}
        self._places: dict[str, str] = {}

    def source(self) -> Source:
        """Return the method with its categories and factors."""
        self._check_version()
        method = self._method()
        categories: list[SourceCategory] = []
        factors: list[SourceFactor] = []
        for reference in method.impact_categories or []:
            where = f"{self.archive.name}/lcia_categories/{reference.id}.json"
            read = self._read("lcia_categories", reference.id, self.olca.ImpactCategory, f"{self.archive.name}, {method.name}")
            if read is not None:
                categories.append(SourceCategory(read.id, read.name or reference.name or "", read.ref_unit or "", read.id, where))
                factors += self._factors(read, where)
        if not categories:
            self.problems.append(Problem(message("the method has no categories"), f"{self.archive.name}, {method.name}"))
            raise PackError(self.problems)
        return Source(
            "openlca",
            self.archive.name,
            str(method.name),
            tuple(categories),
            tuple(factors),
            sets=self._sets(method),
            notes=tuple(self.notes),
            problems=tuple(self.problems),
        )

    def _check_version(self) -> None:
        stated = {
            path: self.archive.json(path).get(MARKS[name])
            for path in self.archive.paths
            if (name := path.rpartition("/")[2]) in MARKS
        }
        if not stated:
            what = message(
                "the package does not state the version of openLCA's format: it has no {files}", files=", ".join(MARKS)
            )
            mend = message("a package of openLCA 1 has none: open it in openLCA 2 and export it again as JSON-LD")
            raise PackError(Problem(what, self.archive.name, mend))
        problems = [
            Problem(
                message(
                    "the package has version {found} of openLCA's format; {first} to {last} are read",
                    found="–" if found is None else found,
                    first=VERSIONS[0],
                    last=VERSIONS[-1],
                ),
                f"{self.archive.name}/{path}",
                message("whether later versions have the same layout is not known here: export it from another openLCA 2")
                if _later(found)
                else message("open it in openLCA 2 and export it again as JSON-LD"),
            )
            for path, found in stated.items()
            if isinstance(found, bool) or found not in VERSIONS
        ]
        if problems:
            raise PackError(problems)

    def _method(self) -> Any:
        ids = [name[1].removesuffix(".json") for name in self._paths if name[0] == "lcia_methods" and name[1].endswith(".json")]
        methods = [
            found
            for uid in ids
            if (found := self._read("lcia_methods", uid, self.olca.ImpactMethod, self.archive.name)) is not None
        ]
        if self.problems:
            raise PackError(self.problems)
        wanted = fold(self.options.method)
        chosen = [method for method in methods if not wanted or wanted in (fold(method.name or ""), fold(method.id or ""))]
        if len(chosen) != 1:
            names = "; ".join(str(method.name) for method in methods) or "–"
            what = message(
                "the package has {number} such LCIA methods, expected one; it has: {names}", number=len(chosen), names=names
            )
            raise PackError(Problem(what, self.archive.name, message("choose one with --method")))
        return chosen[0]

    def _read(self, folder: str, uid: str | None, kind: Any, where: str) -> Any:
        """Return an entity; None, and a problem, where its file is missing or is not as the schema has it."""
        path = self._paths.get((folder, f"{uid}.json"))
        if path is None:
            self.problems.append(
                Problem(message("the archive has no file for {uuid} in “{folder}”", uuid=uid or "–", folder=folder), where)
            )
            return None
        try:
            entity = kind.from_dict(self.archive.json(path))
            wrong = misfit(entity)
            if wrong:
                raise ValueError(wrong)
        except PackError as error:
            self.problems += error.problems
            return None
        except (TypeError, AttributeError, KeyError, ValueError) as reason:
            what = message("the file is not as openLCA's format has it: {reason}", reason=reason)
            self.problems.append(Problem(what, f"{self.archive.name}/{path}"))
            return None
        if entity.id != uid:
            what = message(
                "the file holds “{found}”, expected {expected} {uuid}", found=entity.id, expected=kind.__name__, uuid=uid
            )
            self.problems.append(Problem(what, f"{self.archive.name}/{path}"))
            return None
        return entity

    def _factors(self, category: Any, where: str) -> list[SourceFactor]:
        direction = {"INPUT": INPUT, "OUTPUT": OUTPUT}.get(category.direction.value if category.direction else "", "")
        factors = [
            self._factor(category.id, each, direction, f"{where}, factor {number}")
            for number, each in enumerate(category.impact_factors or [], start=1)
        ]
        if any(each.uncertainty for each in category.impact_factors or []):
            self.notes.append(
                message("{category}: the uncertainty of factors is left out, a pack has none", category=category.name)
            )
        return [factor for factor in factors if factor is not None]

    def _factor(self, category: str, each: Any, direction: str, where: str) -> SourceFactor | None:
        if each.formula:
            self.problems.append(
                Problem(message("the factor is the formula “{formula}”, which is not worked out", formula=each.formula), where)
            )
            return None
        value = each.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            self.problems.append(Problem(message("“{text}” is not a finite number", text=value), where))
            return None
        if each.flow is None or not each.flow.id:
            self.problems.append(Problem(message("the factor names no flow"), where))
            return None
        flow = self._flow(each.flow.id, where)
        per = self._unit(each, flow, where) if flow is not None else None
        if flow is None or per is None:
            return None
        unit, ratio = per
        return SourceFactor(
            category,
            each.flow.id,
            flow.name,
            tuple(flow.category.split("/")),
            flow.cas,
            unit,
            float(value) if ratio == 1.0 else value * ratio,
            self._place(each.location, where) or flow.location,
            direction,
            where,
            "",
            flow.synonyms,
        )

    def _unit(self, factor: Any, flow: _FlowData, where: str) -> tuple[str, float] | None:
        """Return the flow's reference unit, and what a factor per the unit stated is to be multiplied by to be per that unit."""
        stated = factor.flow_property.id if factor.flow_property else flow.reference
        if stated not in flow.properties:
            self.problems.append(
                Problem(message("the flow “{flow}” has no flow property {uuid}", flow=flow.name, uuid=stated), where)
            )
            return None
        of_property, reference = self._units_of(stated, where), self._units_of(flow.reference, where)
        if of_property is None or reference is None:
            return None
        default, units = of_property
        uid = factor.unit.id if factor.unit else default
        if uid not in units:
            self.problems.append(
                Problem(message("the flow property of “{flow}” has no unit {uuid}", flow=flow.name, uuid=uid), where)
            )
            return None
        size = units[uid][1]
        ratio = flow.properties[stated] / size / flow.properties[flow.reference]
        return reference[1][reference[0]][0], 1.0 if math.isclose(ratio, 1.0, rel_tol=1e-15) else ratio

    def _units_of(self, uid: str, where: str) -> tuple[str, Mapping[str, tuple[str, float]]] | None:
        """Return the id of a flow property's reference unit, and names and sizes of its units by id."""
        if uid not in self._units:
            self._units[uid] = self._read_units(uid, where)
        return self._units[uid]

    def _read_units(self, uid: str, where: str) -> tuple[str, Mapping[str, tuple[str, float]]] | None:
        found = self._read("flow_properties", uid, self.olca.FlowProperty, where)
        if found is None:
            return None
        if found.unit_group is None:
            self.problems.append(Problem(message("the flow property {uuid} has no unit group", uuid=uid), where))
            return None
        group = self._read("unit_groups", found.unit_group.id, self.olca.UnitGroup, where)
        if group is None:
            return None
        units = {unit.id: (unit.name or "", _size(unit.conversion_factor)) for unit in group.units or []}
        default = next((unit.id for unit in group.units or [] if unit.is_ref_unit), None)
        if default is None or any(not name or not size for name, size in units.values()):
            self.problems.append(Problem(message("the unit group of {uuid} has no reference unit", uuid=uid), where))
            return None
        return default, units

    def _flow(self, uid: str, where: str) -> _FlowData | None:
        if uid not in self._flows:
            flow = self._read("flows", uid, self.olca.Flow, where)
            self._flows[uid] = self._flow_data(flow, where) if flow is not None else None
        return self._flows[uid]

    def _flow_data(self, flow: Any, where: str) -> _FlowData | None:
        listed = [each for each in flow.flow_properties or [] if each.flow_property is not None]
        properties = {
            each.flow_property.id: _size(1.0 if each.conversion_factor is None else each.conversion_factor) for each in listed
        }
        reference = [each.flow_property.id for each in listed if each.is_ref_flow_property] or list(properties)[:1]
        if len(reference) != 1 or any(size <= 0 for size in properties.values()):
            self.problems.append(Problem(message("the flow {uuid} has no reference flow property", uuid=flow.id), where))
            return None
        synonyms = tuple(part.strip() for part in (flow.synonyms or "").split(";") if part.strip())
        place = self._place(flow.location, where)
        return _FlowData(flow.name or "", flow.category or "", flow.cas or "", synonyms, place, properties, reference[0])

    def _place(self, reference: Any, where: str) -> str:
        """Return the code of a location; its name where the package has no file of it."""
        if reference is None:
            return ""
        uid = reference.id or ""
        if uid not in self._places:
            found = (
                self._read("locations", uid, self.olca.Location, where) if ("locations", f"{uid}.json") in self._paths else None
            )
            self._places[uid] = (found.code or found.name or "" if found is not None else "") or reference.name or uid
        return self._places[uid]

    def _sets(self, method: Any) -> SourceSet | None:
        sets = method.nw_sets or []
        wanted = fold(self.options.nw_set)
        chosen = [each for each in sets if not wanted or wanted in (fold(each.name or ""), fold(each.id or ""))]
        names = "; ".join(str(each.name) for each in sets) or "–"
        if wanted and len(chosen) != 1:
            what = message(
                "the method has no set “{name}” of normalisation and weights; it has: {names}",
                name=self.options.nw_set,
                names=names,
            )
            self.problems.append(Problem(what, self.archive.name))
        if len(chosen) > 1:
            self.notes.append(
                message(
                    "the method has several sets of normalisation and weights, none was taken (--nw-set chooses one): {names}",
                    names=names,
                )
            )
        if len(chosen) != 1:
            return None
        factors = [each for each in chosen[0].factors or [] if each.impact_category is not None]
        return SourceSet(
            str(chosen[0].name or ""),
            {
                each.impact_category.id: float(each.normalisation_factor)
                for each in factors
                if each.normalisation_factor is not None
            },
            {each.impact_category.id: float(each.weighting_factor) for each in factors if each.weighting_factor is not None},
        )
