"""Export and import lose nothing: ef-3.1 whole, and packs of any texts and numbers, bit for bit."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
from pathlib import Path
from uuid import uuid4

import openpyxl
import pandas as pd
import pytest
from exchange_sources import FLOWS, footprint, table, take, write_csv, write_olca
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.errors import OutputError, PackError
from ef_training.exchange_job import shipped_flows
from ef_training.method_pack import MethodPack, load_pack, load_pack_summary
from ef_training.method_pack.exchange import Flow, ImportOptions, export_pack, import_methods
from ef_training.method_pack.exchange.export import decoded, encoded, flatten, pack_tables
from ef_training.method_pack.exchange.reading_export import unflatten
from ef_training.method_pack.exchange.writing import write_pack
from ef_training.method_pack.rows import CONTROL
from ef_training.tables import unguarded

PLACES = {"xlsx": "e.xlsx", "zip": "e.zip", "folder": "e"}


def export(pack: str | Path, folder: Path, kind: str, flows=None) -> Path:
    out = folder / PLACES[kind]
    export_pack(pack, out, format="xlsx" if kind == "xlsx" else "csv", flows=flows)
    return out


def same(one: MethodPack, other: MethodPack) -> None:
    """Two packs say the same, but for name and family; numbers to the last bit."""
    for name in ("factors", "located", "unmatched"):
        a, b = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(a, b, check_exact=True)
        assert [struct.pack("d", value) for value in a["value"]] == [struct.pack("d", value) for value in b["value"]]
    assert [(t.key, t.flow_name, t.compartment, t.expected, t.tolerance, t.source) for t in one.tests] == [
        (t.key, t.flow_name, t.compartment, t.expected, t.tolerance, t.source) for t in other.tests
    ]
    for a, b in zip(one.categories, other.categories, strict=True):
        assert {**vars_of(a), "method": a.method[2]} == {**vars_of(b), "method": b.method[2]}
    assert (one.version, one.title, one.licence, one.sources, one.attribution, one.scope) == (
        other.version, other.title, other.licence, other.sources, other.attribution, other.scope)  # fmt: skip
    assert (one.normalisation_set, one.weighting_set) == (other.normalisation_set, other.weighting_set)


def vars_of(category) -> dict[str, object]:
    return {name: getattr(category, name) for name in category.__dataclass_fields__}


def test_ef_31_whole(tmp_path, ef31, flow_list):
    path = export("ef-3.1", tmp_path, "zip", flow_list)
    with zipfile.ZipFile(path) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("factors.csv").decode("utf-8-sig"))))
    water = next(row for row in rows if row["flow_code"] == "water-evaporated-tw")
    assert (water["value"], water["location"], water["direction"]) == ("4.99", "TW", "output")
    report = import_methods(path, tmp_path / "mine", ImportOptions("mine"), flows_of(flow_list, ef31))
    pack = load_pack(tmp_path / "mine", flows=flow_list)
    same(ef31, pack)
    assert pack.family == "EF 3.1 · mine"  # an installed pack has the other
    assert report.read == len(ef31.factors)
    for name in ("normalisation", "weighting"):  # with their sources, which a loaded pack does not hold
        assert pack_tables("ef-3.1", ef31)[name] == pack_tables(tmp_path / "mine", pack)[name]


def test_a_footprint_with_its_sets_in_a_workbook(tmp_path):
    """All 16 categories with normalisation and weights: their numbers and sources come back from cells."""
    take(write_olca(tmp_path / "o.zip", footprint()), tmp_path / "first")
    first = load_pack(tmp_path / "first")
    report = import_methods(export(tmp_path / "first", tmp_path, "xlsx"), tmp_path / "mine", ImportOptions("mine"), FLOWS)
    mine = load_pack(tmp_path / "mine")
    same(first, mine)
    assert (mine.weighted, len(mine.main_categories), report.read) == (True, 16, len(first.factors))
    for name in ("normalisation", "weighting"):
        assert pack_tables(tmp_path / "first", first)[name] == pack_tables(tmp_path / "mine", mine)[name]


def test_the_family_asked_for_is_said_to_be_asked_for(tmp_path):
    path = export("carbon-footprint-ar6", tmp_path, "zip")
    report = import_methods(path, tmp_path / "mine", ImportOptions("mine", family="mine too"), ())
    (note,) = [each.render("en") for each in report.notes if "family" in each.render("en")]
    assert note.startswith("its family is “mine too”, as asked for; the exported one was “")
    assert load_pack(tmp_path / "mine").family == "mine too"


def flows_of(units, pack):
    """A flow list with the names that a pack has; flows it does not have are called by their code."""
    factors = pack.factors.drop_duplicates(["database", "flow_code"]).set_index(["database", "flow_code"])
    named = factors[["flow_name", "compartment"]].T.to_dict("list")
    return [Flow(*key, *named.get(key, (key[1], "air")), unit) for key, unit in units.items()]


def test_a_pack_of_climate_change_alone(tmp_path):
    path = export("carbon-footprint-ar6", tmp_path, "folder")
    import_methods(path, tmp_path / "mine", ImportOptions("mine"), ())
    same(load_pack("carbon-footprint-ar6"), load_pack(tmp_path / "mine"))


def test_all_of_ef_31_by_names_alone(tmp_path, ef31):
    """A table with names, compartments and units, no codes, gives every factor of ef-3.1 to the flow it is of."""
    columns = ("category_id", "flow_code", "flow_name", "compartment", "unit", "value", "location")
    rows = [
        (category, "Water" if code == "water-evaporated-tw" else name, place.replace("/", "::"), unit, repr(value), location)
        for category, code, name, place, unit, value, location in ef31.factors[list(columns)].itertuples(index=False, name=None)
    ]
    path = write_csv(tmp_path / "t.csv", ("category", "flow", "categories", "unit", "value", "location"), *rows)
    report = import_methods(path, tmp_path / "mine", ImportOptions("mine"), shipped_flows())
    compared = ["category_id", "database", "flow_code", "value"]
    made = load_pack(tmp_path / "mine").factors
    assert set(made[compared].itertuples(index=False, name=None)) == set(
        ef31.factors[compared].itertuples(index=False, name=None)
    )
    assert (report.matched, report.unmatched, report.merged) == ({"name": len(made) - 1, "own": 1}, 0, 0)


@pytest.mark.parametrize("kind", PLACES)
def test_located_and_unmatched_factors_come_back(tmp_path, kind):
    path = write_csv(
        tmp_path / "t.csv",
        ("category", "flow", "compartment", "unit", "factor", "location", "source"),
        ("Noise", "Methane, fossil", "air", "kg", "0.1", "", "@Report"),
        ("Noise", "Methane, fossil", "air", "kg", "0.2", "TW", '"quoted"'),
        ("Noise", "@home", "air", "kg", "0.3", "", "'s"),
        ("Noise", "Dinitrogen monoxide", "air", "kg", "-1e-300", "", "line\nline"),
    )
    take(path, tmp_path / "first", unit="Pa")
    first = load_pack(tmp_path / "first")
    assert (len(first.located), len(first.unmatched)) == (1, 1)
    import_methods(export(tmp_path / "first", tmp_path, kind), tmp_path / "second", ImportOptions("mine"), FLOWS)
    same(first, load_pack(tmp_path / "second"))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12).map(str.strip)
ODD = st.sampled_from(
    ["=1+1", "'so", '"x"', "+3", "-", "@a", "#N/A", "1e5", "007", "TRUE", "_x0041_", "a\nb", "nan", "2024-01-01", "％"]
)
NAME = (TEXT | ODD).filter(lambda text: bool(text) and not CONTROL.search(text))
NUMBER = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def tables(draw):
    """Rows of a pack with the scope characterisation."""
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True))
    rows = {"categories": [], "factors": [], "tests": [], "located": [], "unmatched": []}
    called = {code: {"flow_name": draw(NAME), "compartment": draw(NAME)} for code in "uvwxyz"}
    for name in names:
        category = {"category_id": name, "name_en": f"{name} {draw(NAME)}", "name_zh": draw(NAME), "unit": draw(NAME)}
        rows["categories"].append({**category, "parent": "", "toxicity": draw(st.sampled_from("01")), "flow_units": "kilogram"})
        factor = {
            "category_id": name,
            "direction": draw(st.sampled_from(("", "input", "output"))),
            "database": "biosphere3",
            "location": "GLO",
            "unit": "kilogram",
        }
        for code in draw(st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=4, unique=True)):
            rows["factors"].append({**factor, **called[code], "flow_code": code, "value": draw(NUMBER), "source": draw(NAME)})
        last = rows["factors"][-1]
        rows["tests"].append({**last, "expected": last["value"], "tolerance": draw(st.floats(0, 0.05)), "source": draw(NAME)})
        rows["located"].append({**last, "location": draw(st.sampled_from(("TW", "DE-BY"))), "value": draw(NUMBER)})
        rows["unmatched"].append({**last, "flow_code": draw(NAME), "database": "", "value": draw(NUMBER)})
    return rows


@given(tables(), NAME, st.sampled_from(sorted(PLACES)))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
)
def test_any_pack(tmp_path, rows, title, kind):
    folder = tmp_path / str(uuid4())
    described = {
        "name": "first",
        "version": "1.0.0",
        "family": "first",
        "title": f"t {title}",
        "scope": "characterisation",
        "licenses": [{"title": f"l {title}"}],
        "sources": [{"title": f"s {title}", "path": "x"}],
        "attribution": f"a {title}",
    }
    first = write_pack(folder / "first", described, rows, {}, flows=None)
    import_methods(export(folder / "first", folder, kind), folder / "mine", ImportOptions("mine"), ())
    same(first, load_pack(folder / "mine"))


@given(st.text(max_size=20))
def test_any_text_of_a_cell(text):
    written = encoded(text)
    assert written.isprintable() or "\n" in written or not text.isprintable()
    assert not written.startswith(("=", "+", "-", "@"))
    assert decoded(unguarded(written)) == text


@given(
    st.recursive(
        NAME | st.integers() | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    )
)
def test_any_description(value):
    problems: list = []
    assert unflatten(dict(flatten({"key": value})), problems) == {"key": value}
    assert not problems


def test_a_workbook_has_numbers_as_numbers_and_a_changed_one_counts(tmp_path):
    path = write_csv(
        tmp_path / "t.csv",
        ("category", "flow", "compartment", "unit", "factor"),
        ("Noise", "Methane, fossil", "air", "kg", "0.1"),
        ("Noise", "Dinitrogen monoxide", "air", "kg", "0.30000000000000004"),
    )
    take(path, tmp_path / "first", unit="Pa")
    out = export(tmp_path / "first", tmp_path, "xlsx")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == [
        "description",
        "categories",
        "factors",
        "normalisation",
        "weighting",
        "located",
        "unmatched",
        "tests",
    ]
    sheet = book["factors"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert [sheet.cell(row, heads["value"]).value for row in (2, 3)] == [0.1, pytest.approx(0.3)]
    assert sheet.cell(3, heads["value, exact"]).value == "0.30000000000000004"
    sheet.cell(2, heads["value"]).value = 0.7
    book["tests"].cell(2, {cell.value: cell.column for cell in book["tests"][1]}["expected"]).value = 0.7
    book.save(out)
    import_methods(out, tmp_path / "second", ImportOptions("mine"), FLOWS)
    assert [float(row["value"]) for row in table(tmp_path / "second", "factors")] == [0.7, 0.30000000000000004]


def test_inherited_licences_sources_and_sets_are_in_the_export(tmp_path):
    path = write_csv(tmp_path / "t.csv", ("category", "uuid", "unit", "factor"), ("Noise", FLOWS[0].code, "kg", "2"))
    take(path, tmp_path / "above", name="above", extends="ef-3.1", unit="Pa", licence="CC0")
    import_methods(export(tmp_path / "above", tmp_path, "zip"), tmp_path / "flat", ImportOptions("flat"), ())
    flat, known = load_pack(tmp_path / "flat"), load_pack_summary("ef-3.1")
    assert (flat.extends, flat.base, flat.weighted, flat.normalisation_set) == ("", None, True, "EF 3.1")
    assert flat.licence == f"CC0; {known.licence}"
    assert flat.sources[1:] == known.sources
    assert flat.category("climate-change").normalisation == known.category("climate-change").normalisation
    assert flat.category("noise").summed is False


def damaged(path: Path, work) -> Path:
    """An exported archive with its tables changed."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    work(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda files: files.pop("tests.csv"), "tests.csv"),
        (lambda files: files.update({"factors.csv": b"a,b\n1,2\n"}), "the header lacks"),
        (lambda files: files.update({"description.csv": b"key,value\nlayout,2\n"}), "layout 2"),
        (lambda files: files.update({"description.csv": files["description.csv"] + b"a[9],x\n"}), "no place in a description"),
        (
            lambda files: files.update({"factors.csv": files["factors.csv"].replace(b",2.0,", b",\xe5\x85\xa9,")}),
            "not a finite number",
        ),
        (lambda files: files.update({"factors.csv": files["factors.csv"].replace(b",2.0,", b",,")}), "missing"),
        (lambda files: files.update({"tests.csv": files["tests.csv"].replace(b",2.0,", b",3.0,")}), "expected 3.0"),
        (lambda files: files.update({"factors.csv": files["factors.csv"] * 2}), "factors.csv"),
    ],
)
def test_a_damaged_export_is_refused(tmp_path, work, said):
    path = write_csv(tmp_path / "t.csv", ("category", "uuid", "unit", "factor"), ("Noise", FLOWS[0].code, "kg", "2"))
    take(path, tmp_path / "first", unit="Pa")
    with pytest.raises(PackError) as caught:
        take(damaged(export(tmp_path / "first", tmp_path, "zip"), work), tmp_path / "second")
    assert said in str(caught.value)
    assert not (tmp_path / "second").exists()


def test_where_an_export_may_be_written(tmp_path):
    for format, name in (("xlsx", "e.csv"), ("xlsx", "e"), ("csv", "e.xlsx")):
        with pytest.raises(OutputError):
            export_pack("ef-3.0", tmp_path / name, format=format)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(OutputError):
        export_pack("ef-3.0", tmp_path / "full", format="csv")
    with pytest.raises(PackError):
        export_pack("no-such-pack", tmp_path / "e.xlsx", format="xlsx")


def test_an_export_is_the_same_each_time(tmp_path):
    for name in ("a.zip", "b.zip"):
        export_pack("carbon-footprint-ar6", tmp_path / name, format="csv", flows=None)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_import_and_export_by_the_command_line(tmp_path, command):
    """Against the flow list that bw2io ships."""
    path = write_csv(
        tmp_path / "factors.csv",
        ("category", "flow", "compartment", "unit", "factor"),
        ("Climate change", "Methane, fossil", "air", "kg", "29.8"),
        ("Climate change", "nitrous oxide", "air", "kg", "273"),
        ("Climate change", "Unobtainium", "air", "kg", "1"),
    )
    code, out, err = command("methods", "import", path, "--out", tmp_path / "mine", "--name", "mine", "--lang", "en", "--json")
    content = json.loads(out)
    assert (code, content["read"], content["unmatched"], content["categories"]) == (0, 3, 1, {"climate-change": 2})
    assert "is read as: table" in err
    code, out, err = command("methods", "export", tmp_path / "mine", "--out", tmp_path / "mine.xlsx", "--lang", "en")
    assert (code, out.strip()) == (0, str(tmp_path / "mine.xlsx"))
    code, out, err = command(
        "methods", "import", tmp_path / "mine.xlsx", "--out", tmp_path / "mine", "--name", "mine", "--lang", "en"
    )
    assert code == 1
    assert "is there already" in err
