"""Making a method pack of what researchers have: read, match, combine, write, load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ...errors import PackError, Problem
from ...messages import Message, message
from ..flow_lists import FlowUnits
from ..folder import load_pack_summary
from ..installed import available_packs, families, pack_path
from ..load import load_pack
from ..model import CARBON, CHARACTERISATION, FOOTPRINT, FOOTPRINT_CATEGORIES, MethodPack
from .categories import Planned, plan_categories
from .combining import MATCHES, Combined, Combiner, without_flows
from .detect import Detected, detect_format
from .matching import FlowIndex
from .model import Flow, ImportOptions, ImportReport, Source
from .rows import Tables, match_table, tables_of
from .writing import check_place, write_pack

KNOWN_PACK = "ef-3.1"
"""The pack that gives names, units and ids of the categories of the Environmental Footprint."""
UNSTATED = "not stated by the importer; see the source"
Say = Callable[[Message], None]


def import_methods(
    path: Path, out: Path, options: ImportOptions, flows: Iterable[Flow], *, say: Say | None = None
) -> ImportReport:
    """Make a pack in the folder ``out`` of an LCIA method in another layout.

    Parameters
    ----------
    path : Path
        An Excel workbook, OpenDocument spreadsheet or CSV table, a zip archive of ILCD or openLCA, or what `export_pack` wrote.
    out : Path
        The folder to make; it may be there if it is empty.
    options : ImportOptions
        Name of the pack, what to extend, and what stands in where the source is silent.
    flows : iterable of Flow
        The flow lists: biosphere3 and the project's own flows.
    say : callable, optional
        Takes what is decided on the way, as it is decided.

    Returns
    -------
    ImportReport
        Counts that add up to what was read.

    Raises
    ------
    PackError
        With every problem found: in the source, in units and categories, in factors that contradict one another. What can be seen
        only when these are right is told after them: a category without any flow, a factor that ``drop_missing`` would drop
        although it is tested, and what the loader finds in the pack. Nothing is written then.
    OutputError
        The folder cannot be written, or something stands there.
    """
    check_place(out, options.name)
    speak = say or (lambda _: None)
    found = detect_format(path) if options.format == "auto" else Detected(options.format)
    speak(message("{file} is read as: {format}", file=path.name, format=found.format))
    listed = tuple(flows)
    if found.format == "export":
        from .reading_export import import_export

        return import_export(path, out, options, FlowUnits(listed), speak, book=found.book)
    source = _read(found, path, options)
    work = _Work(path, out, options, source, listed, speak)
    return work.done()


def _read(found: Detected, path: Path, options: ImportOptions) -> Source:
    if found.format == "table":
        from .table import read_table

        return read_table(path, options, book=found.book)
    if found.format == "excel-lcia":
        from .excel_lcia import read_excel_lcia

        return read_excel_lcia(path, options, book=found.book)
    if found.format == "ilcd":
        from .ilcd import read_ilcd

        return read_ilcd(path, options)
    from .openlca import read_openlca

    return read_openlca(path, options)


class _Work:
    """One import after its source was read."""

    def __init__(self, path: Path, out: Path, options: ImportOptions, source: Source, flows: tuple[Flow, ...], say: Say):
        self.path, self.out, self.options, self.source, self.flows, self.say = path, out, options, source, flows, say
        self.problems: list[Problem] = list(source.problems)
        self.notes: list[Message] = list(source.notes)
        self.units = FlowUnits(flows)
        self.base = self._base()

    def done(self) -> ImportReport:
        """Match, combine, write, and return the report."""
        base_categories = self.base.categories if self.base is not None else ()
        planned = plan_categories(
            self.source, self.options, load_pack_summary(KNOWN_PACK).categories, base_categories, self.problems, self.notes
        )
        combiner = Combiner(
            FlowIndex(self.flows), planned, strict=self.source.strict, set_aside=self.options.set_aside, problems=self.problems
        )
        combined = combiner.combine(self.source.factors, all_subcompartments=self.options.all_subcompartments)
        if not combined.read and not self.problems:
            self.problems.append(Problem(message("the source has no factors"), self.source.file))
        names = {category.key: category.name for category in self.source.categories}
        if not self.source.strict and not self.problems:
            planned = without_flows(planned, combined, names, self.problems, file=self.source.file)
        if self.problems:
            raise PackError(self.problems)
        self.notes += combined.notes
        tables = tables_of(
            self.source, planned, combined, self.base, self.problems, self.notes, drop_missing=self.options.drop_missing
        )
        if self.problems:
            raise PackError(self.problems)
        description = self._description(planned, tables)
        report = self._report(planned, combined, tables)
        others = {"README.md": readme(description, report, self.source.file), MATCHES: match_table(combined, names)}
        write_pack(self.out, description, dict(tables.rows), others, flows=self.units)
        for each in self.notes:
            self.say(each)
        return report

    def _base(self) -> MethodPack | None:
        if not self.options.extends:
            return None
        folder = pack_path(self.options.extends)
        if self.options.extends not in available_packs() and folder.resolve().parent != self.out.resolve().parent:
            what = message("the pack {path} must stand beside the one that extends it", path=folder)
            raise PackError(
                Problem(
                    what, mend=message("write the new pack into {folder}", folder=folder.resolve().parent / self.options.name)
                )
            )
        return load_pack(self.options.extends if self.options.extends in available_packs() else folder, flows=self.units)

    def _description(self, planned: Mapping[str, Planned], tables: Tables) -> dict[str, Any]:
        options, source = self.options, self.source
        family = options.family or _free_family(options.name)
        main = {plan.category_id for plan in planned.values() if not plan.parent}
        description: dict[str, Any] = {
            "profile": "data-package",
            "name": options.name,
            "version": "1.0.0",
            "family": family,
            "title": f"{source.title} ({source.file})",
            "description": f"Imported from {source.file} ({source.format}). Its tests are a sample of the source itself.",
            "licenses": [{"title": options.licence or source.licence[:1000] or UNSTATED}],
            "sources": [{"title": source.file}],
            "attribution": f"{source.title}, imported from {source.file}",
        }
        if self.base is not None:
            name = self.base.name if self.options.extends in available_packs() else pack_path(self.options.extends).resolve().name
            return {**description, "extends": name}
        if tables.rows["normalisation"]:
            for table in ("normalisation", "weighting"):
                tables.rows[table] = [{**row, "version": family} for row in tables.rows[table]]
            return {**description, "scope": FOOTPRINT, "sets": family}
        footprint = set(FOOTPRINT_CATEGORIES) <= main
        scope = CARBON if main == {"climate-change"} else CHARACTERISATION
        if footprint:
            self.notes.append(
                message("the source brings no normalisation and no weights: the pack has no single score (see --extends)")
            )
        return {**description, "scope": scope}

    def _report(self, planned: Mapping[str, Planned], combined: Combined, tables: Tables) -> ImportReport:
        registered = [placed for placed in combined.registered if not placed.spread]
        if combined.converted:
            self.notes += [
                message("{number} factors were converted: {units}", number=number, units=units)
                for units, number in combined.converted.items()
            ]
        values = [placed.value for placed in combined.registered]
        names = {category.key: category.name for category in self.source.categories}
        return ImportReport(
            folder=self.out,
            format=self.source.format,
            read=combined.read,
            merged=combined.merged,
            matched=dict(Counter(placed.by for placed in registered)),
            spread=len(combined.registered) - len(registered),
            located=len(combined.located),
            unmatched=len(combined.unmatched),
            zeros=sum(value == 0 for value in values),
            negative=sum(value < 0 for value in values),
            converted=dict(combined.converted),
            categories=dict(Counter(placed.category_id for placed in combined.registered)),
            overrides=dict(tables.overrides),
            left_out=dict(Counter(names[row.factor.category] for row in combined.left_out)),
            notes=tuple(self.notes),
        )


def _free_family(name: str) -> str:
    taken = {family.casefold() for family in families().values()}
    return name if name.casefold() not in taken else f"{name} (imported)"


def report_sentences(report: ImportReport) -> list[Message]:
    """Return what became of a source, a sentence a line."""
    ways = ", ".join(f"{way} {number}" for way, number in report.matched.items()) or "0"
    sentences = [
        message(
            "factors read: {read}; to flows of the flow lists: {matched}; the same twice: {merged}",
            read=report.read,
            matched=ways,
            merged=report.merged,
        ),
        message(
            "kept apart, not registered: {located} of other places (located.csv), {unmatched} without a flow (unmatched.csv)",
            located=report.located,
            unmatched=report.unmatched,
        ),
        message(
            "zeros: {zeros}; below zero: {negative}; given to sub-compartments: {spread}",
            zeros=report.zeros,
            negative=report.negative,
            spread=report.spread,
        ),
    ]
    if report.overrides:
        numbers = {key: report.overrides.get(key, 0) for key in ("add", "replace", "drop", "same")}
        sentences.append(message("against the base: {add} added, {replace} replaced, {drop} dropped, {same} the same", **numbers))
    sentences += [
        message(
            "left out: “{category}”, none of whose {number} factors can be registered; they stand in {matches}",
            category=category,
            number=number,
            matches=MATCHES,
        )
        for category, number in report.left_out.items()
    ]
    sentences += [
        message("{category}: {number} factors", category=category, number=number)
        for category, number in report.categories.items()
    ]
    return sentences


def readme(description: Mapping[str, Any], report: ImportReport, file: str) -> bytes:
    """Return the README of an imported pack, in both languages."""
    parts = [f"# {description['title']}", ""]
    for lang in ("en", "zh-TW"):
        head = [
            message("Imported from {file}. What became of every factor stands in {matches}.", file=file, matches=MATCHES),
            message("Its tests are a sample of the source: they guard against changes and confirm no value. Add others."),
        ]
        sentences = [*report_sentences(report), *report.notes]
        parts += [*(each.render(lang) for each in head), "", *(f"* {each.render(lang)}" for each in sentences), ""]
    return "\n".join(parts).encode("utf-8")
