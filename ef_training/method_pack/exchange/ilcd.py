"""LCIA methods in the ILCD format, as JRC publishes its reference packages (EF 3.1).

Layout, as the ILCD format describes it and as programs that read JRC's package show it:

* a zip archive; the folders ``lciamethods``, ``flows``, ``flowproperties`` and ``unitgroups`` stand in a folder ``ILCD`` (or
  another); a file is named after the UUID of its data set, with or without a version behind it ("UUID_03.00.014.xml");
* ``LCIAMethodDataSet`` (namespace http://lca.jrc.it/ILCD/LCIAMethod): name and UUID under
  ``LCIAMethodInformation/dataSetInformation`` (namespace http://lca.jrc.it/ILCD/Common), the indicator's quantity under
  ``quantitativeReference/referenceQuantity``, and ``characterisationFactors/factor`` with ``referenceToFlowDataSet``
  (``refObjectId``, ``uri``), ``location`` (an empty one is none), ``exchangeDirection`` ("Input", "Output") and ``meanValue``,
  the factor per reference unit of the flow;
* ``flowDataSet``: ``baseName``, ``CASNumber``, ``elementaryFlowCategorization/category`` by ``level``, and the reference flow
  property, which leads by way of ``flowPropertyDataSet`` and ``unitGroupDataSet`` to the unit.

A method data set is one impact category. JRC's EF 3.1 has 25: the 16 categories, three parts of climate change, and parts for
organic and inorganic substances of toxicity. Zeros are stated and are kept. Normalisation and weights are in none of these
files.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from xml.etree.ElementTree import Element

from ...errors import PackError, Problem
from ...messages import message
from .archive import SourceArchive
from .ilcd_flows import FlowFiles, child, first, text_of
from .model import INPUT, OUTPUT, ImportOptions, Source, SourceCategory, SourceFactor

NAMESPACE = "http://lca.jrc.it/ILCD/LCIAMethod"
ROOT = f"{{{NAMESPACE}}}LCIAMethodDataSet"
METHOD = re.compile(r"(?:^|/)lciamethods/[^/]+\.xml$", re.IGNORECASE)
_DIRECTIONS = {"input": INPUT, "output": OUTPUT, "": ""}


def read_ilcd(path: Path, options: ImportOptions) -> Source:
    """Read the LCIA methods of an ILCD archive.

    Raises
    ------
    PackError
        The archive is refused, or it has no method that can be read. What is wrong with single files and factors stands in
        ``Source.problems``: XML that is not sound or has definitions, a factor without flow or number, a flow file
        that is missing, a unit that cannot be found.
    """
    archive = SourceArchive(path)
    try:
        problems: list[Problem] = []
        flows = FlowFiles(archive, problems)
        categories: list[SourceCategory] = []
        factors: list[SourceFactor] = []
        licence = ""
        paths = [name for name in archive.paths if METHOD.search(name)]
        if not paths:
            raise archive.refuse(message("there is no file in a folder “lciamethods”"))
        for name in paths:
            try:
                root = archive.xml(name)
            except PackError as error:
                problems += error.problems
                continue
            licence = licence or text_of(first(root, "accessRestrictions"))
            category = _category(archive, name, root, flows, problems)
            if category is not None:
                categories.append(category)
                factors += _factors(archive, name, root, category, flows, problems)
        if not categories:
            raise PackError(problems)
        return Source("ilcd", path.name, path.stem, tuple(categories), tuple(factors), licence=licence, problems=tuple(problems))
    finally:
        archive.close()


def _category(
    archive: SourceArchive, path: str, root: Element, flows: FlowFiles, problems: list[Problem]
) -> SourceCategory | None:
    where = f"{archive.name}/{path}"
    if root.tag != ROOT:
        problems.append(Problem(message("the file is no LCIA method data set: its root is {root}", root=root.tag), where))
        return None
    information = child(root, "LCIAMethodInformation", "dataSetInformation")
    uuid, name = (text_of(first(information, tag)) for tag in ("UUID", "name"))
    name = name or text_of(first(information, "impactCategory"))
    if not uuid or not name:
        problems.append(Problem(message("the method has no UUID or no name"), where))
        return None
    quantity = child(root, "LCIAMethodInformation", "quantitativeReference", "referenceQuantity")
    unit = flows.unit_of_property(quantity.get("refObjectId", ""), where) if quantity is not None else ""
    return SourceCategory(uuid, name, unit or "", uuid, where)


def _factors(
    archive: SourceArchive, path: str, root: Element, category: SourceCategory, flows: FlowFiles, problems: list[Problem]
) -> list[SourceFactor]:
    factors = []
    table = child(root, "characterisationFactors")
    for number, element in enumerate((each for each in table if _local(each) == "factor") if table is not None else (), start=1):
        where = f"{archive.name}/{path}, factor {number}"
        parts = {_local(part): part for part in element}
        reference = parts.get("referenceToFlowDataSet")
        uuid = (reference.get("refObjectId") or "").strip() if reference is not None else ""
        value = _number(text_of(parts.get("meanValue")))
        direction = _DIRECTIONS.get(text_of(parts.get("exchangeDirection")).casefold())
        if value is None:
            problems.append(Problem(message("“{text}” is not a finite number", text=text_of(parts.get("meanValue"))), where))
        if direction is None:
            problems.append(
                Problem(message("“{text}” is neither input nor output", text=text_of(parts.get("exchangeDirection"))), where)
            )
        if not uuid:
            problems.append(Problem(message("the factor names no flow"), where))
        if value is None or direction is None or not uuid or reference is None:
            continue
        flow = flows.flow(uuid, reference.get("uri") or "", where)
        if flow is not None:
            place = text_of(parts.get("location"))
            factors.append(
                SourceFactor(
                    category.key,
                    uuid,
                    flow.name,
                    flow.compartment,
                    flow.cas,
                    flow.unit,
                    value,
                    place or flow.location,
                    direction,
                    where,
                    "",
                    flow.synonyms,
                )
            )
    if table is None or not len(table):
        problems.append(Problem(message("the method has no factors"), f"{archive.name}/{path}"))
    return factors


def _number(text: str) -> float | None:
    """Read a number as XML Schema writes it (xs:double): a point for the decimals, nothing else."""
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
