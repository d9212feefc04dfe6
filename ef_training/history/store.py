"""Keeping the versions: one JSON file each, in the Brightway project's own folder.

``ef-training/history/COMPANY/PRODUCT/0001.json`` and so on. The folder belongs to the project, so the caller holds the project's
lock (`ef_training.brightway.state.project_lock`) while it writes; every file is written beside its place and moved there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..assessment.run_folder import SCALING
from ..brightway.state import ProjectFolder, content_hash, read_json, write_json
from ..errors import cannot_write
from ..inventory.export import as_dict, without_origins
from ..inventory.model import Inventory
from ..inventory.per_unit import per_unit
from .effects import step_between
from .model import SCHEMA, HistoryStep, Version

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "history"
MICRO = 1e6  # Pt → µPt
AGREE = 1e-6
"""Part of a total by which two runs of the same content may differ (the project's tolerance against bw2calc): beyond it the
software made the difference, and the version is kept."""
LATER = frozenset(("omission", "estimated_share", "grade", "ratings"))
"""Fields of a link that older versions do not have; empty, they say nothing, and do not make another version."""
_FILE = re.compile(r"\d{4,}\.json", re.ASCII)


def history_folder(folder: ProjectFolder, company: str, product: str) -> Path:
    """Return where the versions of a product are kept (codes of company and product; the folder may not exist)."""
    return folder.notes / FOLDER / company / product


def read_versions(folder: Path) -> tuple[tuple[Version, ...], tuple[str, ...]]:
    """Return the versions in a folder in order, and the names of files that cannot be read as one."""
    return _latest(folder, len(_files(folder)))


def _files(folder: Path) -> list[Path]:
    """Return the files of versions, the latest first."""
    found = [path for path in folder.glob("*.json") if _FILE.fullmatch(path.name)]
    return sorted(found, key=lambda path: int(path.stem), reverse=True)


def _latest(folder: Path, count: int) -> tuple[tuple[Version, ...], tuple[str, ...]]:
    """Return the latest versions in order, and the names of later files that cannot be read."""
    versions: list[Version] = []
    damaged: list[str] = []
    for path in _files(folder):
        if len(versions) == count:
            break
        version = _version(path)
        if version is None:
            damaged.append(path.name)
        else:
            versions.append(version)
    return tuple(reversed(versions)), tuple(reversed(damaged))


def _version(path: Path) -> Version | None:
    content = read_json(path)
    names = {"number", "created", "content", "form", "hashes", "inventory", "results", "schema"}
    if content.get("schema") != SCHEMA or set(content) != names:
        return None
    if content["content"] != _hash(content["inventory"]):
        return None
    return Version(**content)


def record_version(
    folder: ProjectFolder,
    inventory: Inventory,
    results: pd.DataFrame | None = None,
    run: Mapping[str, Any] | None = None,
) -> HistoryStep | None:
    """Keep a finalized inventory, and what it was assessed with, as the next version.

    Parameters
    ----------
    folder : ProjectFolder
        The project; the caller holds its lock.
    results : DataFrame, optional
        ``results.csv`` of the run (`ef_training.assessment.run_folder`); None where the form was imported and not assessed.
    run : mapping, optional
        ``run.json`` of the run.

    Returns
    -------
    HistoryStep or None
        The step from the version before; None for a first version, and where nothing changed. The same content is not kept
        twice: a version that was imported is completed when it is assessed.

    Raises
    ------
    FormError
        Levels and allocation do not fit together.
    OutputError
        The folder cannot be written to.
    """
    place = history_folder(folder, inventory.company.code, inventory.product.code)
    versions, damaged = _latest(place, 2)
    version = _made(inventory, results, run, _next_number(place))
    last = versions[-1] if versions else None
    if last is not None and last.content == version.content:
        if version.results is None or _same_results(last, version):
            return None
        if last.results is None:  # imported before, assessed now
            version = replace(version, number=last.number)
            last = versions[-2] if len(versions) > 1 else None
    try:
        write_json(place / f"{version.number:04d}.json", asdict(version))
    except OSError as error:
        raise cannot_write(place, error.strerror) from error
    return None if last is None else step_between(last, version, damaged=damaged)


def _next_number(place: Path) -> int:
    """Return the number after the last file, damaged ones included."""
    return max((int(path.stem) for path in _files(place)), default=0) + 1


def _hash(inventory: Any) -> str:
    """Return the hash of what an inventory says, whatever its places and the order of its records."""
    content = without_origins(inventory)
    if "targets" in content:
        content["targets"] = [
            {key: value for key, value in target.items() if key not in LATER or value not in ("", None)}
            for target in content["targets"]
        ]
    ordered = {
        key: sorted(value, key=content_hash) if isinstance(value, list) and key != "process_steps" else value
        for key, value in content.items()
    }
    return content_hash(ordered)


def _made(inventory: Inventory, results: pd.DataFrame | None, run: Mapping[str, Any] | None, number: int) -> Version:
    content = as_dict(inventory)
    known = results is not None and run is not None
    return Version(
        number=number,
        created=str(run["created"]) if run else datetime.now(UTC).isoformat(timespec="seconds"),
        content=_hash(content),
        form=content["form"],
        hashes=_hashes(run) if run else {},
        inventory=content,
        results=_results(inventory, results, run) if known and results is not None and run is not None else None,
    )


def _hashes(run: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pack": run["pack"]["sha256"],
        "background": run["background"]["sha256"],
        "factors": run["factors"]["sha256"],
        "gwp": run["factors"].get("gwp_sha256", ""),
        "settings": content_hash(run["settings"]),
        "software": dict(run["software"]),
        "names": {name: f"{run[name]['name']} {run[name].get('version', '')}".strip() for name in ("pack", "background")},
    }


def _same_results(last: Version, version: Version) -> bool:
    """Tell whether the same inventory was assessed with the same data, to the same result."""
    if last.results is None or version.results is None:
        return False
    names = ("pack", "background", "factors", "gwp", "settings")
    if any(last.hashes.get(name) != version.hashes.get(name) for name in names):
        return False
    old, new = last.results["totals"], version.results["totals"]
    return all(_agree(old.get(indicator), new.get(indicator)) for indicator in {**old, **new})


def _agree(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=AGREE, abs_tol=1e-300)


def _results(inventory: Inventory, results: pd.DataFrame, run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the results by line and in all, as `Version.results` describes them."""
    main = [indicator for indicator in run["indicators"] if not indicator["parent"]]
    summed = [one for one in main if one["normalisation"] is not None and one["weight"] is not None]
    withheld = not summed or run["screening"]["climate_share"] > run["settings"]["screening_withhold"]
    amounts = {item.line.line_id: item.amount for item in per_unit(inventory)}
    lines: dict[str, dict[str, Any]] = {
        line_id: {"amount": amount, "values": {"ef": {}, "cfp": {}}} for line_id, amount in amounts.items()
    }
    sums = results.groupby(["line_id", "view", "indicator"], sort=False)["value"].sum(min_count=1)
    for name in results.loc[results["target_kind"] == SCALING, "line_name"]:
        lines[SCALING] = {"amount": None, "name": str(name), "values": {"ef": {}, "cfp": {}}}
    for (line_id, view, indicator), value in sums.items():
        lines[str(line_id)]["values"][str(view)][str(indicator)] = _known(value)
    for line in lines.values():
        values = line["values"]["ef"]
        line["climate"] = values.get("climate-change")
        line["cfp"] = values_sum(line["values"]["cfp"])
        line["weighted"] = None if withheld else _weighted(values, summed)
    totals = results.groupby(["view", "indicator"], sort=False)["value"].sum(min_count=1)
    told = {str(indicator): _known(value) for (_, indicator), value in totals.items()}
    order = [str(indicator["id"]) for indicator in main] + [name for name in told if name == "carbon-footprint"]
    units = results.drop_duplicates("indicator").set_index("indicator")["unit"]
    return {
        "lines": lines,
        "totals": {name: told.get(name) for name in order},
        "units": {name: str(units.get(name, "")) for name in order},
        "names": {str(one["id"]): {"en": one["name_en"], "zh-TW": one["name_zh"]} for one in main},
        "weighted": None if withheld else values_sum({key: line["weighted"] for key, line in lines.items()}),
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def values_sum(values: Mapping[str, float | None]) -> float | None:
    """Return the sum of what is known, None where nothing is."""
    known = [value for value in values.values() if value is not None]
    return math.fsum(known) if known else None


def _weighted(values: Mapping[str, float | None], indicators: list[Mapping[str, Any]]) -> float | None:
    """Return the single score of a line in µPt: Σ value ÷ normalisation × weight ÷ 100 × 10⁶ over the summed indicators."""
    parts = {
        str(one["id"]): value / one["normalisation"] * one["weight"] / 100 * MICRO
        for one in indicators
        if (value := values.get(str(one["id"]))) is not None
    }
    return values_sum(parts)
