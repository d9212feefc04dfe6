"""Flows of an ILCD archive, with their units: flow → reference flow property → unit group → reference unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ...errors import PackError, Problem
from ...messages import message
from .archive import SourceArchive

_FILE = re.compile(r"(?:^|/)(flows|flowproperties|unitgroups)/([^/]+?)(?:_(\d{2}(?:\.\d{2,3}){1,2}))?\.xml$", re.IGNORECASE)
_ROOTS = {"flows": "flowDataSet", "flowproperties": "flowPropertyDataSet", "unitgroups": "unitGroupDataSet"}
_PARTS = ("baseName", "treatmentStandardsRoutes", "mixAndLocationTypes", "flowProperties")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class FlowData:
    """What a flow data set says; ``unit`` is its reference unit, ``compartment`` its flow categories from outside in."""

    name: str
    compartment: tuple[str, ...]
    cas: str
    unit: str
    location: str
    synonyms: tuple[str, ...]


class FlowFiles:
    """Reads flow data sets as they are asked for, each once; what is wrong with one is noted once in ``problems``."""

    def __init__(self, archive: SourceArchive, problems: list[Problem]):
        self.archive, self.problems = archive, problems
        self._paths: dict[tuple[str, str], tuple[str, str]] = {}
        for path in archive.paths:
            match = _FILE.search(path)
            if match:
                key = (match[1].lower(), match[2].casefold())
                if key not in self._paths or self._paths[key][0] < (match[3] or ""):
                    self._paths[key] = (match[3] or "", path)
        self._flows: dict[str, FlowData | None] = {}
        self._units: dict[str, str | None] = {}

    def flow(self, uuid: str, uri: str, where: str) -> FlowData | None:
        """Return a flow; None, and a problem, where its file is missing or not sound."""
        key = uuid.casefold()
        if key not in self._flows:
            root = self._root("flows", uuid, where, uri)
            self._flows[key] = self._read(root, uuid, where) if root is not None else None
        return self._flows[key]

    def unit_of_property(self, uuid: str, where: str) -> str | None:
        """Return the reference unit of a flow property; None, and a problem, where it cannot be found."""
        key = uuid.casefold()
        if key not in self._units:
            self._units[key] = self._unit(uuid, where)
        return self._units[key]

    def _root(self, folder: str, uuid: str, where: str, uri: str = "") -> Element | None:
        named = _FILE.search(uri.replace("\\", "/")) if uri else None
        found = self._paths.get((folder, uuid.casefold())) or (self._paths.get((folder, named[2].casefold())) if named else None)
        if found is None:
            self.problems.append(
                Problem(
                    message("the archive has no file for {uuid} in “{folder}”", uuid=uuid or "–", folder=folder),
                    where,
                    message("take the whole package, not single folders of it"),
                )
            )
            return None
        try:
            root = self.archive.xml(found[1])
        except PackError as error:
            self.problems += error.problems
            return None
        stated = text_of(first(root, "UUID"))
        if str(root.tag).rpartition("}")[2] != _ROOTS[folder] or stated.casefold() != uuid.casefold():
            what = message(
                "the file holds “{found}”, expected {expected} {uuid}", found=stated, expected=_ROOTS[folder], uuid=uuid
            )
            self.problems.append(Problem(what, f"{self.archive.name}/{found[1]}"))
            return None
        return root

    def _read(self, root: Element, uuid: str, where: str) -> FlowData | None:
        information = child(root, "flowInformation", "dataSetInformation")
        name = child(information, "name")
        parts = [text_of(in_english(name, tag)) for tag in _PARTS] if name is not None else []
        levels = sorted(
            (e.get("level", "").zfill(4), text_of(e)) for e in every(information, "elementaryFlowCategorization", "category")
        )
        unit = self._reference_unit(root, uuid, where)
        if unit is None:
            return None
        return FlowData(
            "; ".join(part for part in parts if part),
            tuple(text for _, text in levels),
            text_of(first(information, "CASNumber")),
            unit,
            text_of(first(root, "locationOfSupply")),
            tuple(part.strip() for part in text_of(in_english(information, "synonyms")).split(";") if part.strip()),
        )

    def _reference_unit(self, root: Element, uuid: str, where: str) -> str | None:
        wanted = text_of(first(child(root, "flowInformation"), "referenceToReferenceFlowProperty"))
        listed = child(root, "flowProperties")
        chosen = next((each for each in listed if each.get("dataSetInternalID") == wanted), None) if listed is not None else None
        reference = first(chosen, "referenceToFlowPropertyDataSet")
        if chosen is None or reference is None:
            self.problems.append(Problem(message("the flow {uuid} has no reference flow property", uuid=uuid), where))
            return None
        return self.unit_of_property(reference.get("refObjectId", ""), where)

    def _unit(self, uuid: str, where: str) -> str | None:
        flow_property = self._root("flowproperties", uuid, where)
        reference = first(flow_property, "referenceToReferenceUnitGroup")
        if reference is None:
            if flow_property is not None:
                self.problems.append(Problem(message("the flow property {uuid} has no unit group", uuid=uuid), where))
            return None
        group = self._root("unitgroups", reference.get("refObjectId", ""), where)
        if group is None:
            return None
        wanted = text_of(first(group, "referenceToReferenceUnit"))
        chosen = next((each for each in every(group, "units", "unit") if each.get("dataSetInternalID") == wanted), None)
        name = text_of(first(chosen, "name"))
        if not name:
            self.problems.append(Problem(message("the unit group of {uuid} has no reference unit", uuid=uuid), where))
            return None
        return name


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element at a path of local names, whatever the namespace."""
    for tag in path:
        element = next((each for each in element if _local(each) == tag), None) if element is not None else None
    return element


def first(element: Element | None, tag: str) -> Element | None:
    """Return the first element below of a local name."""
    return next((each for each in element.iter() if _local(each) == tag), None) if element is not None else None


def every(element: Element | None, parent: str, tag: str) -> list[Element]:
    """Return the children of a local name of the first element below of the name ``parent``."""
    above = first(element, parent)
    return [each for each in above if _local(each) == tag] if above is not None else []


def in_english(element: Element | None, tag: str) -> Element | None:
    """Return the child of a local name that is in English or in no stated language, else the first one."""
    found = [each for each in element if _local(each) == tag] if element is not None else []
    return next((each for each in found if each.get(_LANG, "en").startswith("en")), found[0] if found else None)


def text_of(element: Element | None) -> str:
    """Return the text of an element with its spaces put right; "" where there is none."""
    return " ".join((element.text or "").split()) if element is not None else ""
