"""Inventories that a check of a method pack looks up: a background, a company's products in Brightway, the folder of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import DataError, Problem, ProjectError
from .messages import message
from .names import BIOSPHERE, CO2_EQUIVALENT, OWN_FLOWS

if TYPE_CHECKING:
    from .background import Background
    from .brightway.state import ProjectFolder
    from .method_pack.checking.inventory import Amounts

Key = tuple[str, str]
DEFAULT = "training"


def gather(folder: ProjectFolder | None, *, background: str | None, company: str | None, results: Path | None) -> list[Amounts]:
    """Return the inventories asked for; where none is, the training background, if it is installed in the project.

    Raises
    ------
    EFTrainingError
        The background, the company or the folder of the run is not there.
    """
    from .background import load_background_summary
    from .brightway.setup import background_ready

    asked = background is not None or company is not None or results is not None
    if not asked and folder is not None and background_ready(folder.name, load_background_summary(DEFAULT)):
        background = DEFAULT
    found: list[Amounts] = []
    if background is not None:
        found.append(of_background(background))
    if company is not None:
        found += of_company(folder, company)
    if results is not None:
        found.append(of_run(results))
    return found


def of_background(name: str) -> Amounts:
    """Return the elementary flows of all datasets of a background, each making one unit."""
    from .background import load_background
    from .background.inventory import direct_flows
    from .method_pack.checking.inventory import Amounts

    background = load_background(name)
    return Amounts(
        message("background “{name}”", name=background.name),
        message("direct flows of its {count} datasets, one unit of each", count=len(background.processes)),
        direct_flows(background),
    )


def of_company(folder: ProjectFolder | None, company: str) -> list[Amounts]:
    """Return the elementary flows behind every product of a company, cradle to gate, from its databases of the ``ef`` view."""
    from .brightway.flow_lists import exchanges_of
    from .method_pack.checking.inventory import Amounts

    held = {} if folder is None else folder.databases()
    views = {name: record for name, record in held.items() if record.get("view") == "ef" and record.get("company")}
    chosen = [
        name for name, record in views.items() if company in (record["company"], f"{record['company']} {record['product']}", name)
    ]
    if folder is None or not chosen:
        known = sorted({f"{record['company']} {record['product']}" for record in views.values()})
        raise ProjectError(
            Problem(
                message("the project holds no inventory of the company “{company}”", company=company),
                mend=message("choose one of: {names}", names=", ".join(known)) if known else message("import a form first"),
            )
        )
    return [
        Amounts(
            message("inventory “{name}”", name=name),
            message("cradle to gate, per declared unit"),
            _behind((source, code, amount) for source, code, amount, _ in exchanges_of(folder, name)),
        )
        for name in chosen
    ]


def of_run(results: Path) -> Amounts:
    """Return the elementary flows behind the product of a run, cradle to gate, from its targets of the ``ef`` view.

    A target that only has a climate factor counts as its kg of the own flow "CO2-equivalent".
    """
    from .assessment.run_folder import RunFolder
    from .background import load_background_summary, load_own_flows
    from .method_pack.checking.inventory import Amounts

    run = RunFolder.read(results)
    targets = run.targets[run.targets["view"] == "ef"]
    database = load_background_summary(str(run.run["background"]["name"])).database
    own = {flow.code for flow in load_own_flows()}
    bought: list[tuple[str, str, float]] = []
    for kind, code, amount in zip(targets["kind"], targets["target"], targets["amount"], strict=True):
        if kind == "dataset":
            bought.append((database, str(code), float(amount)))
        elif kind == "elementary-flow":
            bought.append((OWN_FLOWS if code in own else BIOSPHERE, str(code), float(amount)))
    screening = run.results[(run.results["view"] == "ef") & (run.results["coverage"] == "climate-only")]["value"].dropna()
    if len(screening):
        bought.append((OWN_FLOWS, CO2_EQUIVALENT, float(screening.sum())))
    return Amounts(
        message("run “{run}”, {product}", run=run.run["run"], product=run.run["product"]["name"]),
        message("cradle to gate, per declared unit"),
        _behind(bought),
    )


def _behind(bought: Iterable[tuple[str, str, float]]) -> Mapping[Key, float]:
    """Return the elementary flows of purchases and of direct flows, each (database, code, amount)."""
    from .background import available_backgrounds, load_background, load_background_summary
    from .background.inventory import cumulative_flows

    names = {load_background_summary(name).database: name for name in available_backgrounds()}
    demand: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    flows: dict[Key, float] = defaultdict(float)
    for database, code, amount in bought:
        if database in names:
            demand[names[database]][code] += amount
        else:
            flows[database, code] += amount
    for name, wanted in demand.items():
        background = load_background(name)
        _demand_known(background, wanted)
        for key, amount in cumulative_flows(background, wanted).items():
            flows[key] += amount
    return dict(flows)


def _demand_known(background: Background, wanted: Mapping[str, float]) -> None:
    problems = [
        Problem(message("the background “{name}” has no dataset “{code}”", name=background.name, code=code))
        for code in wanted
        if code not in background.processes
    ]
    if problems:
        raise DataError(problems)
