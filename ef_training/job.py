"""Whole jobs: from a form to a folder of results, from a form to Brightway."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import FormError, cannot_write
from .messages import Message, language, message, msg
from .names import PROJECT

if TYPE_CHECKING:
    from .assessment.assess import Linked
    from .assessment.engine import Engine
    from .assessment.run_folder import RunFolder
    from .history import HistoryStep
    from .inventory.model import Inventory
    from .review.model import Review
    from .review.settings import ReviewSettings

Progress = Callable[[str | Message], None]


def assess_form(
    form: Path | str,
    out: Path | str | None = None,
    *,
    importer: str | None = None,
    basics: Path | None = None,
    project: str = PROJECT,
    background: str = "training",
    pack: str = "ef-3.1",
    links: Path | None = None,
    factors: str | None = None,
    verify: bool = False,
    report: bool = True,
    lang: str | None = None,
    progress: Progress | None = None,
    changed: Callable[[HistoryStep], None] | None = None,
) -> RunFolder:
    """Assess a form: read, link, calculate, check, write to Brightway and to ``out``.

    Parameters
    ----------
    form : Path
        The inventory workbook or list.
    importer : str, optional
        Name or folder of the form's layout; detected where it is not given.
    basics : Path, optional
        A standard form that tells what the form itself does not: company and product, outputs, allocation keys, links.
    out : Path, optional
        Folder for the tables, and with ``report`` for page, workbook and charts. None writes no files.
    links : Path, optional
        A links file, whose confirmed rows take the place of the form's links, line by line and view by view.
    factors : str, optional
        Snapshot of MOENV's catalogue; the one in use where it is not given.
    verify : bool
        Compare with bw2calc's plain LCA; done in any case when the unit scores were just built.
    progress : callable, optional
        Gets a sentence (a message id) before each step that takes time.
    changed : callable, optional
        Gets the step from the version of this product that was kept before, where the form or what it was assessed with differs.

    Returns
    -------
    RunFolder
        The run, in memory.

    Raises
    ------
    EFTrainingError
        With every problem of the form and its links; nothing was written then.
    """
    from .assessment.assess import assess
    from .assessment.engine import open_engine
    from .brightway.company import company_contents
    from .brightway.store import store_company

    tell = progress or _silent
    folder = None if out is None else check_output(Path(out))
    reading = _read(Path(form), importer, basics, links)
    with open_engine(project, background, pack, tell, factors=factors) as engine:
        linked = _link(reading, engine)
        run = assess(linked, engine)
        if folder is not None:
            _make(folder)
        store_company(engine.folder, company_contents(linked.inventory, linked.targets), tell)
        if verify or engine.fresh:
            run = _verified(run, linked, engine, tell)
        _keep(engine, linked, run, changed)
    if folder is not None:
        run.write(folder)
        if report:
            from .report.write import UNEDITED, write_report

            tell(msg("Writing charts, page and workbook …"))
            write_report(folder, lang=language(lang), formats=UNEDITED)
    return run


def import_form(
    form: Path | str,
    *,
    importer: str | None = None,
    basics: Path | None = None,
    project: str = PROJECT,
    background: str = "training",
    pack: str = "ef-3.1",
    links: Path | None = None,
    factors: str | None = None,
    progress: Progress | None = None,
    changed: Callable[[HistoryStep], None] | None = None,
) -> list[str]:
    """Write a form's inventory to Brightway, both views in one transaction; return the names of the databases.

    The inventory and its results are kept as a version; ``changed`` gets the step from the version before, where there is one.
    """
    from .assessment.assess import assess
    from .assessment.engine import open_engine
    from .brightway.company import company_contents
    from .brightway.store import store_company

    tell = progress or _silent
    reading = _read(Path(form), importer, basics, links)
    with open_engine(project, background, pack, tell, factors=factors) as engine:
        linked = _link(reading, engine)
        run = assess(linked, engine)
        contents = company_contents(linked.inventory, linked.targets)
        store_company(engine.folder, contents, tell)
        _keep(engine, linked, run, changed)
    return [content.name for content in contents]


def linked_form(
    form: Path,
    *,
    importer: str | None = None,
    basics: Path | None = None,
    project: str = PROJECT,
    background: str = "training",
    pack: str = "ef-3.1",
    links: Path | None = None,
    factors: str | None = None,
) -> Linked:
    """Read and link a form without writing anything of it."""
    from .assessment.engine import open_engine

    reading = _read(form, importer, basics, links)
    with open_engine(project, background, pack, _silent, factors=factors) as engine:
        return _link(reading, engine)


def review_choices(
    form: Path | str,
    *,
    importer: str | None = None,
    basics: Path | None = None,
    settings: ReviewSettings | None = None,
    links: Path | None = None,
    project: str = PROJECT,
    background: str = "training",
    pack: str = "ef-3.1",
    factors: str | None = None,
    progress: Progress | None = None,
) -> Review:
    """Review a form for the second visit: the checks of the first, then those of the factors and datasets that were chosen.

    ``links`` is a file of links, whose rows take the place of the form's; proposals are judged as well. What cannot be read or
    looked up is a finding. Nothing is written; a project that is missing is made.

    Raises
    ------
    EFTrainingError
        Nothing can be said of the form, or the file of links cannot be read.
    """
    from .assessment.climate import climate_scores
    from .assessment.engine import open_engine
    from .linking.links.links_file import read_links
    from .linking.recognise import recognise
    from .review.choices import look_up, with_links
    from .review.run import read_to_review, review_inventory, unit_lines, unread

    rows = None if links is None else read_links(links)
    inventory, problems = read_to_review(Path(form), importer=importer, basics=basics)
    if inventory is None or not any(output.role == "target" for output in inventory.outputs):
        return unread(Path(form).name, problems, visit=2)
    inventory, amiss, asked = (inventory, (), ()) if rows is None else with_links(inventory, rows)
    with open_engine(project, background, pack, progress or _silent, factors=factors) as engine:
        inventory = recognise(inventory, engine.catalogues.factors)
        datasets, flows = climate_scores(engine.scores, engine.catalogues.database)
        lines, _ = unit_lines(inventory)
        choices = look_up(
            inventory,
            lines,
            engine.catalogues,
            climate=datasets,
            flows=flows,
            background=background,
            file_problems=amiss,
            asked=asked,
        )
    return review_inventory(inventory, problems=problems, settings=settings, choices=choices)


def demo_form(out: Path, *, example: str, lang: str) -> Path:
    """Write a worked example as ``form.xlsx`` into a folder, which is made, and return its path."""
    from .inventory.template import example_names, write_form

    if example not in example_names():
        raise FormError(
            message("there is no worked example “{name}”; there are: {names}", name=example, names=", ".join(example_names()))
        )
    path = _make(check_output(out)) / "form.xlsx"
    write_form(path, lang=lang, example=example)
    return path


def _make(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error.strerror) from error
    return folder


def check_output(out: Path) -> Path:
    """Make sure that a folder can be made or written to, without making it; return it.

    Raises
    ------
    OutputError
        A file stands in the way, or the place is read-only.
    """
    place = out
    try:
        while not place.exists() and place != place.parent:
            place = place.parent
    except OSError as error:
        raise cannot_write(out, error.strerror) from error
    if not place.is_dir():
        raise cannot_write(out, message("{path} is a file", path=place))
    if not os.access(place, os.W_OK | os.X_OK):
        raise cannot_write(out, message("there is no permission to write in {path}", path=place))
    return out


def _silent(step: str | Message) -> None:
    """Take a step's sentence and say nothing."""


def _read(form: Path, importer: str | None, basics: Path | None, links: Path | None = None) -> Inventory | FormError:
    """Read a form, and put the links of a file in it.

    The problems of a form whose links can still be looked up are kept, to be raised with those of the links.
    """
    from .forms import read_form
    from .linking.links.links_file import apply_links, linked_draft, read_links

    rows = None if links is None else read_links(links)
    try:
        inventory = read_form(form, importer=importer, basics=basics)
    except FormError as error:
        if error.draft is None:
            raise
        if rows is None:
            return error
        draft, problems = linked_draft(error.draft, rows)
        joined = FormError([*error.problems, *problems])
        joined.draft = draft
        return joined
    return inventory if rows is None else apply_links(inventory, rows)


def _link(reading: Inventory | FormError, engine: Engine) -> Linked:
    """Link what was read; all problems of reading and linking are raised together."""
    from .assessment.assess import link, link_problems

    if isinstance(reading, FormError):
        assert reading.draft is not None
        raise FormError([*reading.problems, *link_problems(reading.draft, engine)]) from reading
    return link(reading, engine)


def _keep(engine: Engine, linked: Linked, run: RunFolder, changed: Callable[[HistoryStep], None] | None) -> None:
    """Keep the inventory and its results as a version; tell what differs from the one before."""
    from .history import record_version

    step = record_version(engine.folder, linked.inventory, run.results, run.run)
    if step is not None and changed is not None:
        changed(step)


def _verified(run: RunFolder, linked: Linked, engine: Engine, tell: Progress) -> RunFolder:
    """Add the comparison with bw2calc to the run's checks; raises where it fails."""
    from .assessment.results import demand_passed
    from .assessment.verify import verify

    tell(msg("Comparing with a plain bw2calc calculation …"))
    check = verify(linked.inventory, run.results, engine)
    demand_passed([check])
    return replace(run, run={**run.run, "checks": [*run.run["checks"], check.as_dict()]})


def install_background(name: str, *, project: str = PROJECT, pack: str = "ef-3.1", progress: Progress | None = None) -> None:
    """Install a background and a method pack in a Brightway project, with all they need; what stands whole is left alone."""
    from .assessment.engine import open_engine

    with open_engine(project, name, pack, progress or _silent):
        pass


def climate_of_datasets(
    background: str = "training", *, project: str = PROJECT, pack: str = "ef-3.1", progress: Progress | None = None
) -> Mapping[str, float]:
    """Return kg CO2 eq per unit of every dataset of a background, by code; what is missing is installed first."""
    from .assessment.climate import climate_scores
    from .assessment.engine import open_engine

    with open_engine(project, background, pack, progress or _silent) as engine:
        return climate_scores(engine.scores, engine.background.database)[0]


def background_installed(name: str, *, project: str = PROJECT) -> bool:
    """Say whether a background stands whole in a Brightway project."""
    from .background import load_background_summary
    from .brightway.setup import background_ready

    return background_ready(project, load_background_summary(name))
