"""Whole jobs on links: propose them for a form, show them, confirm them, keep what is generic for the next company."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import LinkError, OutputError, Problem
from .files import file_lock
from .messages import Message, message
from .names import BIOSPHERE, OWN_FLOWS, PROJECT

if TYPE_CHECKING:
    from .factors import FactorCatalogue
    from .factors.naming.ranking import Ranked
    from .factors.naming.terms import Terms
    from .inventory.model import Inventory
    from .linking import Catalogues, Flow
    from .linking.links.row import LinkRow
    from .linking.links.view import LineView
    from .linking.proposing.propose import Proposal
    from .linking.proposing.row_maker import RowMaker
    from .linking.remember import Vocabulary


@dataclass(frozen=True)
class Proposed:
    """What was proposed for a form, and where it stands."""

    path: Path
    proposal: Proposal
    inventory: Inventory


def propose_form(
    form: Path,
    out: Path,
    *,
    choices: Path | None = None,
    memory: Path | None = None,
    terms: Sequence[Path] = (),
    factors: str | None = None,
    background: str = "training",
    importer: str | None = None,
    basics: Path | None = None,
    lang: str = "zh-TW",
) -> Proposed:
    """Propose links for every line of a form, in both views, and write them to a links file.

    Parameters
    ----------
    out : Path
        The links file; of one that is there, the rows that somebody confirmed or edited are kept.
    choices : Path, optional
        A copy of the form with suggestions (``factors suggest``) in which factors were picked.
    memory : Path, optional
        The memory of reviewed terms; the user's own where it is not given.
    terms : sequence of Path, optional
        Tables of terms beside the one that is shipped.

    Raises
    ------
    EFTrainingError
        The form has problems, or one of the files cannot be read; nothing was written then.
    """
    from .factors import load_gwp, load_snapshot
    from .factors.naming.terms import terms_for
    from .factors.sheet.chosen import read_choices
    from .factors.suggesting.suggest import Suggester
    from .files import write_files
    from .linking.crosswalk import crosswalks, load_crosswalk
    from .linking.links.apply import foreign
    from .linking.links.links_file import read_links, write_links
    from .linking.memory import load_memory
    from .linking.proposing.goods import load_goods
    from .linking.proposing.propose import Knowledge, propose
    from .linking.proposing.roles import load_roles
    from .linking.proposing.substances import load_substances
    from .tables import check_csv

    _no_form(out, form)
    check_csv(out)
    catalogue, gwp = load_snapshot(factors), load_gwp()
    inventory = _read(form, importer, basics, catalogue)
    words = terms_for(terms)
    catalogues = known_catalogues(background, factors)
    known = Knowledge(
        catalogues=catalogues,
        suggester=Suggester(catalogue, gwp, words, year=inventory.period_end.year),
        crosswalk=load_crosswalk(background) if background in crosswalks() else None,
        roles=load_roles(background),
        substances=load_substances(),
        rank=_ranking(catalogues, words),
        memory=load_memory(memory),
        terms=words,
        goods=load_goods(background),
        chosen=read_choices(choices, catalogue=catalogue, gwp=gwp) if choices else {},
        chosen_in=choices.name if choices else "",
    )
    with file_lock(out):
        there = os.path.exists(out)
        existing = read_links(out).rows if there else ()
        if (other := foreign(inventory.lines, existing, out.name)) is not None:
            raise LinkError(other)
        proposal = propose(inventory, known, existing=existing, lang=lang)
        if there:
            write_files(out.parent, {f"{out.name}.bak": out.read_bytes()})
        write_links(out, proposal.rows)
    return Proposed(out, proposal, inventory)


def show_links(
    form: Path,
    links: Path,
    *,
    factors: str | None = None,
    background: str = "training",
    importer: str | None = None,
    basics: Path | None = None,
    lang: str = "zh-TW",
) -> tuple[LineView, ...]:
    """Return every line of a form with its rows of a links file, amounts per declared unit.

    Lines that the file does not name come with the links of the form.
    """
    from .factors import load_snapshot
    from .linking.links.apply import foreign
    from .linking.links.links_file import read_links
    from .linking.links.view import view_lines

    inventory = _read(form, importer, basics, load_snapshot(factors))
    rows = read_links(links)
    if (other := foreign(inventory.lines, rows, rows.source)) is not None:
        raise LinkError(other)
    return view_lines(inventory, rows, _maker(background, factors, lang))


def confirm_links(
    path: Path,
    *,
    by: str,
    lines: Iterable[str] = (),
    project: str = PROJECT,
    background: str = "training",
    factors: str | None = None,
    form: Path | None = None,
    importer: str | None = None,
    basics: Path | None = None,
    progress: Callable[[str | Message], None] | None = None,
) -> tuple[LinkRow, ...]:
    """Confirm proposed rows of a links file, all or those of some lines, and return them; none where nothing is left to confirm.

    Parameters
    ----------
    form : Path, optional
        The form of the links, by whose lines the rows are judged; without it by the units that the rows themselves name.

    Raises
    ------
    LinkError
        With every row that an assessment would refuse, every line that the file does not have. The file is left as it is then.
    OutputError
        The file is no CSV: it would be overwritten.
    """
    from .linking.links.confirm import confirm
    from .linking.links.links_file import read_links, write_links
    from .tables import check_csv

    check_csv(path)
    catalogues = known_catalogues(background, factors)
    inventory = None if form is None else _read(form, importer, basics, catalogues.factors)
    with file_lock(path):
        links = read_links(path)
        codes = {row.target for row in links if row.kind == "elementary-flow"}
        if codes - {code for _, code in catalogues.flows}:
            catalogues = replace(catalogues, flows=_all_flows(project, background, progress))
        rows, confirmed = confirm(links, catalogues, by=by, lines=tuple(lines), inventory=inventory)
        if confirmed:
            write_links(path, rows)
    return confirmed


def remember_links(
    links: Path,
    form: Path,
    out: Path,
    *,
    terms: Sequence[Path] = (),
    factors: str | None = None,
    background: str = "training",
    importer: str | None = None,
    basics: Path | None = None,
    lang: str = "zh-TW",
) -> tuple[dict[str, str], ...]:
    """Write what confirmed links have to say to the next company, as proposals to be reviewed; return the rows."""
    from .factors import load_snapshot
    from .factors.naming.terms import terms_for
    from .linking.links.links_file import read_links
    from .linking.remember import remember, vocabulary, write_proposals
    from .tables import check_csv

    for place in (form, links):
        _no_form(out, place)
    check_csv(out)
    catalogue = load_snapshot(factors)
    inventory = _read(form, importer, basics, catalogue)
    make = _maker(background, factors, lang)
    names = [name for process in make.catalogues.processes.values() for name in (process.name_zh, process.name_en)]
    rows = remember(read_links(links), inventory, vocabulary(terms_for(terms), catalogue, names), make)
    if not rows:
        raise LinkError(Problem(message("the file has no confirmed links of this form"), links.name))
    write_proposals(out, rows)
    return tuple(rows)


def public_words(terms: Sequence[Path] = ()) -> Vocabulary:
    """Return the words of the public tables: terms (the shipped, the user's own, those named), catalogue, names of datasets."""
    from .background import load_processes
    from .factors import load_snapshot
    from .factors.naming.terms import terms_for
    from .linking.remember import vocabulary

    names = [name for process in load_processes("training").values() for name in (process.name_zh, process.name_en)]
    return vocabulary(terms_for(terms), load_snapshot(None), names)


def known_catalogues(background: str = "training", factors: str | None = None) -> Catalogues:
    """Return what lines can be linked to, without opening Brightway: of biosphere3 only the flows that are proposed."""
    from .background import load_background_summary, load_own_flows, load_processes
    from .factors import load_gwp, load_snapshot
    from .linking import Catalogues, Flow
    from .linking.proposing.substances import load_substances

    flows = {(OWN_FLOWS, flow.code): Flow(flow.name_en, flow.compartment, flow.unit) for flow in load_own_flows()}
    flows |= {(BIOSPHERE, row.flow): Flow(row.flow_name, "air", "kilogram") for row in load_substances().rows}
    database = load_background_summary(background).database
    return Catalogues(database, load_processes(background), flows, load_snapshot(factors), load_gwp())


def _maker(background: str, factors: str | None, lang: str) -> RowMaker:
    from .linking.proposing.roles import load_roles
    from .linking.proposing.row_maker import RowMaker

    return RowMaker(known_catalogues(background, factors), load_roles(background), lang)


def _all_flows(project: str, background: str, progress: Callable[[str | Message], None] | None) -> Mapping[tuple[str, str], Flow]:
    """Return all elementary flows of a project, which is set up where it is not yet."""
    from .assessment.engine import open_engine

    with open_engine(project, background, "ef-3.1", progress or (lambda step: None)) as engine:
        return engine.catalogues.flows


def _read(form: Path, importer: str | None, basics: Path | None, catalogue: FactorCatalogue) -> Inventory:
    """Read a form; factors on its rows are found in the catalogue where they stand in it."""
    from .forms import read_form
    from .linking.recognise import recognise

    return recognise(read_form(form, importer=importer, basics=basics), catalogue)


def _ranking(catalogues: Catalogues, terms: Terms) -> Callable[[str], Sequence[Ranked]]:
    """Return a function that ranks the background's datasets by their Chinese and English names."""
    from .factors.naming.ranking import NameIndex

    entries = [(process.code, f"{process.name_zh}｜{process.name_en}") for process in catalogues.processes.values()]
    index = NameIndex(entries, terms)
    return lambda name: index.rank(name, limit=5)


def _no_form(out: Path, form: Path) -> None:
    """Refuse to write over a file that is read."""
    if os.path.exists(out) and os.path.exists(form) and out.samefile(form):
        raise OutputError(message("{path} is the file that is read: give --out another name", path=out))
