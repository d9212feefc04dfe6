"""Reading the ``importer.toml`` of a layout, joined with the one it extends."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from types import ModuleType
from typing import Any

from ..errors import DataError, Problem
from ..messages import LANGUAGES, message
from ..text import fold
from .layout_check import RECORDS, check_layout, undefined_fields
from .layout_keys import OWN_KEYS, unknown_keys
from .layout_model import Field, Given, Importer, Sheet, Strategy, Table, UnitRule, Vocabulary, Words

DEFINITION = "importer.toml"
STRATEGIES = "strategies.py"
AMOUNT_LEVELS = {"plant": "amount_plant", "product": "amount_product", "unit": "amount_per_unit"}
"""Level → the field of an amount that counts it, beside ``amount``."""

GIVEN_RECORDS = {
    "basics": "basics",
    "outputs": "output",
    "allocation-keys": "allocation-key",
    "stocks": "stock",
    "process-flow": "process-step",
    "balance": "balance",
    "custom-factors": "custom-factor",
    "links": "target",
}
"""Tables of which a layout may give rows although it has no sheet for them, and what their rows become."""

_UNSOUND = (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError)


def shipped_folder() -> Traversable:
    """Return the folder that holds the importers that come with the program."""
    return resources.files("ef_training.importers")


def importer_names() -> tuple[str, ...]:
    """Return the names of the importers that are installed."""
    folder = shipped_folder()
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and (entry / DEFINITION).is_file()))


def read_importer(folder: Traversable) -> Importer:
    """Read the importer in ``folder``.

    Raises
    ------
    DataError
        Where the definition is not sound; every problem is listed, unknown keys with the key that may be meant.
    """
    where = f"{folder.name}/{DEFINITION}"
    try:
        data, sha256 = _definition(folder)
        wrong = [*unknown_keys(data), *undefined_fields(data)]
        if wrong:
            raise DataError([Problem(what, where=where) for what in wrong])
        importer = replace(_build(data, folder), sha256=sha256)
    except (*_UNSOUND, SyntaxError, ImportError) as error:
        reason = message("{key} is missing", key=error) if isinstance(error, KeyError) else error
        raise DataError(message("importer {name} cannot be read: {reason}", name=folder.name, reason=reason)) from error
    problems = [Problem(what, where=where) for what in check_layout(importer)]
    if problems:
        raise DataError(problems)
    return importer


def _definition(folder: Traversable, above: tuple[str, ...] = ()) -> tuple[dict[str, Any], str]:
    """Return a definition with all that it inherits, and its hash."""
    content = (folder / DEFINITION).read_bytes()
    data = tomllib.loads(content.decode("utf-8-sig"))
    digest = hashlib.sha256(content)
    if (folder / STRATEGIES).is_file():
        digest.update((folder / STRATEGIES).read_bytes())
    base = data.get("extends")
    if not base:
        return data, digest.hexdigest()
    if base in above or base not in importer_names():
        names = ", ".join(name for name in importer_names() if name not in above)
        raise DataError(
            Problem(
                message("extends names no installed importer: “{name}”; there are: {names}", name=base, names=names),
                where=f"{folder.name}/{DEFINITION}",
            )
        )
    inherited, base_sha256 = _definition(shipped_folder() / base, (*above, base))
    digest.update(base_sha256.encode())
    return merged({key: value for key, value in inherited.items() if key not in OWN_KEYS}, data), digest.hexdigest()


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the entries of ``own`` added or put in their place; tables are joined key by key, lists replaced.

    >>> merged({"a": {"x": 1, "y": [1]}, "b": 2}, {"a": {"y": [3]}})
    {'a': {'x': 1, 'y': [3]}, 'b': 2}
    """
    joined = dict(base)
    for key, value in own.items():
        before = joined.get(key)
        joined[key] = merged(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
    return joined


def _build(data: Mapping[str, Any], folder: Traversable) -> Importer:
    sheets = tuple(_sheet(sheet, data["fields"]) for sheet in data["sheets"])
    importer = Importer(
        id=data["id"],
        title=in_both(data["title"]),
        sheets=sheets,
        vocabularies={name: _vocabulary(name, terms) for name, terms in data.get("vocabularies", {}).items()},
        suggestions=data.get("suggestions", {}),
        spellings=data.get("spellings", {}),
        subtotal_words=frozenset(fold(word) for word in data["rows"]["subtotal"]),
        note_words=tuple(fold(word) for word in data["rows"]["note"]),
        unit_rules=tuple(UnitRule(**_tuples(rule)) for rule in data.get("unit_rules", ())),
        strategies=_strategies(data.get("strategies", ()), folder),
        texts={key: value for key, value in data.items() if key not in ("fields", "sheets", "vocabularies", "given")},
        description=in_both(data["description"]) if "description" in data else None,
        extends=data.get("extends", ""),
        implied=_implied(data["fields"]),
        climate_only=bool(data.get("climate_only", False)),
    )
    given = tuple(_given(entry, importer) for entry in data.get("given", ()))
    told = {name for entry in given if entry.table.record == "basics" for name in entry.row}
    return replace(importer, sheets=tuple(_without_demands(sheet, told) for sheet in sheets), given=given)


def in_both(value: Any) -> Words:
    """Return a text of the definition as language → text; one that is given in one language serves both."""
    if not isinstance(value, Mapping):
        return dict.fromkeys(LANGUAGES, value)
    return {lang: value.get(lang, next(iter(value.values()))) for lang in LANGUAGES}


def _vocabulary(name: str, terms: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        id=name,
        labels={key: in_both({lang: term[lang] for lang in LANGUAGES if lang in term}) for key, term in terms.items()},
        aliases={key: tuple(term.get("aliases", ())) for key, term in terms.items()},
    )


def _sheet(data: Mapping[str, Any], fields: Mapping[str, Any]) -> Sheet:
    inherited = {key: data[key] for key in ("stage", "group", "prefix") if key in data}
    tables = tuple(_table({**inherited, **table}, fields) for table in data.get("tables", ()))
    words = {key: in_both(data[key]) for key in ("title", "hint") if key in data}
    return Sheet(**{**_tuples(data), **words, "tables": tables})


def _table(data: Mapping[str, Any], fields: Mapping[str, Any]) -> Table:
    columns = [column if isinstance(column, Mapping) else {"id": column} for column in data["columns"]]
    rest = {key: value for key, value in _tuples(data).items() if key != "columns"}
    if "title" in rest:
        rest["title"] = in_both(rest["title"])
    if rest.get("monthly") and all(column["id"] != "amount" for column in columns):
        columns.append({"id": "amount"})
    built = tuple(_field(column, data["id"], fields) for column in columns)
    return _relaxed(Table(**rest, fields=built), columns)


def _relaxed(table: Table, columns: list[Mapping[str, Any]]) -> Table:
    """Return the table without demands that another column or the table itself meets, unless its columns make them."""
    met = {name for name in ("stage", "group", "level") if getattr(table, name)}
    if table.ids & set(AMOUNT_LEVELS.values()):
        met |= {"amount", "unit", "level"}
    if table.monthly:
        met.add("amount")
    demanded = {column["id"] for column in columns if "required" in column}
    fields = tuple(
        replace(field, required=False) if field.id in met - demanded and field.required else field for field in table.fields
    )
    return replace(table, fields=fields)


def _field(column: Mapping[str, Any], table: str, fields: Mapping[str, Any]) -> Field:
    """Join what is said of the field in general, for this table, and in the list of its columns."""
    own = fields.get(f"{table}.{column['id']}", {})
    joined = {**fields.get(column["id"], {}), **own, **column}
    for name in ("label", "unit", "help", "example"):
        if name in joined:
            joined[name] = in_both(joined[name])
    return Field(**_tuples(joined))


def _without_demands(sheet: Sheet, told: set[str]) -> Sheet:
    """Return a sheet that does not ask for the basics which the layout itself gives."""
    tables = tuple(
        replace(table, fields=tuple(replace(field, required=field.required and field.id not in told) for field in table.fields))
        if table.record == "basics"
        else table
        for table in sheet.tables
    )
    return replace(sheet, tables=tables)


def _implied(fields: Mapping[str, Any]) -> dict[str, Table]:
    """Return the tables that every layout may fill although it has no sheet for them, with all the fields that are defined."""
    tables = {}
    for name, record in GIVEN_RECORDS.items():
        known = [field_id for field_id in sorted(RECORDS[record]) if {"label", "type"} <= _defined(field_id, name, fields)]
        tables[name] = Table(id=name, record=record, fields=tuple(_field({"id": one}, name, fields) for one in known))
    return tables


def _defined(field_id: str, table: str, fields: Mapping[str, Any]) -> set[str]:
    return {*fields.get(field_id, {}), *fields.get(f"{table}.{field_id}", {})}


def _given(entry: Mapping[str, Any], importer: Importer) -> Given:
    """Return a record the layout gives; its table is one of the layout, or one that every layout may fill."""
    known = dict(importer.implied) | {table.id: table for sheet in importer.sheets for table in sheet.tables}
    table = known.get(entry["table"])
    if table is None:
        names = ", ".join(sorted(known))
        raise DataError(message("[[given]] names no table: “{table}”; there are: {names}", table=entry["table"], names=names))
    table = importer.widened(table)
    strange = sorted(set(entry["row"]) - table.ids)
    if strange:
        raise DataError(
            message("[[given]] of {table} has fields that it does not know: {fields}", table=table.id, fields=", ".join(strange))
        )
    return Given(table, entry["row"])


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _strategies(names: Any, folder: Traversable) -> tuple[Strategy, ...]:
    """Return the strategies in the order the definition gives: ready-made ones, or those of ``strategies.py`` in the folder."""
    if not names:
        return ()
    from ..forms import strategies as ready

    own = (folder / STRATEGIES).is_file() or any(name not in ready.__all__ for name in names)
    module = _own_strategies(folder) if own else ready
    found = {name: getattr(module, name, getattr(ready, name, None)) for name in names}
    missing = [name for name, function in found.items() if not callable(function)]
    if missing:
        raise KeyError(", ".join(missing))
    return tuple(function for function in found.values() if function is not None)


def _own_strategies(folder: Traversable) -> ModuleType:
    """Load the ``strategies.py`` of a folder."""
    import importlib.util

    with resources.as_file(folder / STRATEGIES) as path:
        spec = importlib.util.spec_from_file_location(f"ef_training_strategies_{folder.name}", path)
        if spec is None or spec.loader is None:
            raise KeyError(f"{STRATEGIES} of {folder.name}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module
