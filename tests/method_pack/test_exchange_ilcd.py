"""ILCD packages: values, places and directions as written; whatever is damaged or ill-meant is refused by name."""

from __future__ import annotations

import zipfile

import pytest
from exchange_sources import (
    AWARE,
    CH4,
    CH4_BIO,
    CO2,
    CO2_TAKEN,
    CS137,
    FLOWS,
    GWP,
    WATER,
    WATER_TW,
    account,
    ilcd_factor,
    ilcd_files,
    ilcd_flow,
    ilcd_method,
    table,
    take,
    values,
    write_zip,
)

from ef_training.errors import PackError
from ef_training.method_pack import load_pack
from ef_training.method_pack.exchange import Flow, ImportOptions, import_methods
from ef_training.method_pack.exchange.archive import ArchiveLimits, SourceArchive, leaves

METHOD = f"ILCD/lciamethods/{GWP}.xml"


def refused(tmp_path, files):
    """The problems of a package; nothing is left behind."""
    with pytest.raises(PackError) as caught:
        take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return [str(problem) for problem in caught.value.problems]


def test_a_package_as_jrc_lays_it_out(tmp_path):
    report = take(write_zip(tmp_path / "ef.zip", ilcd_files()), tmp_path / "out")
    out = tmp_path / "out"
    assert values(out) == {
        ("climate-change", CO2): 1.0,
        ("climate-change", CH4): 29.8,
        ("climate-change", CH4_BIO): 27.0,
        ("climate-change", CO2_TAKEN): -1.0,
        ("water-use", WATER): 42.95,
        ("water-use", WATER_TW): 4.99,
        ("ionising-radiation", CS137): 0.0,
    }
    assert {(row["flow_code"], row["direction"]) for row in table(out, "factors")} >= {(CO2, "output"), (CO2_TAKEN, "input")}
    (located,) = table(out, "located")
    assert (located["flow_code"], located["location"], located["value"], located["direction"]) == (WATER, "DE", "1.2", "output")
    (other,) = table(out, "unmatched")
    assert (other["flow_code"], other["flow_name"], other["value"]) == ("f-other", "unobtainium", "5.0")
    assert (report.format, report.read, account(report), report.zeros, report.negative) == ("ilcd", 9, 9, 1, 1)
    assert load_pack(out).scope == "characterisation"
    matches = (out / "readme-matches.tsv").read_text(encoding="utf-8-sig").splitlines()
    assert len(matches) == 1 + 9
    assert "no flow of this name or CAS number in “air”" in matches[-1]


def test_the_root_of_the_archive_may_be_any(tmp_path):
    files = {name.replace("ILCD/", "EF-v3.1/Package/ILCD/"): content for name, content in ilcd_files().items()}
    take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out", only=("Climate change",))
    assert values(tmp_path / "out")["climate-change", CH4] == 29.8


def test_parts_of_a_category_are_sub_indicators(tmp_path):
    files = ilcd_files()
    files["ILCD/lciamethods/part.xml"] = ilcd_method(
        "part", "Human toxicity, cancer_inorganics", "fp-ctu", [ilcd_factor("f-co2", 2)]
    )
    files["ILCD/lciamethods/whole.xml"] = ilcd_method("whole", "Human toxicity, cancer", "fp-ctu", [ilcd_factor("f-co2", 3)])
    files["ILCD/flowproperties/fp-ctu.xml"] = files["ILCD/flowproperties/fp-gwp.xml"].replace("-gwp", "-ctu")
    files["ILCD/unitgroups/ug-ctu.xml"] = files["ILCD/unitgroups/ug-gwp.xml"].replace("-gwp", "-ctu").replace("kg CO2 eq", "CTUh")
    take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out")
    category = load_pack(tmp_path / "out").category("human-toxicity-cancer-inorganics")
    assert (category.parent, category.toxicity, category.unit) == ("human-toxicity-cancer", True, "CTUh")


def test_a_factor_for_the_other_direction_is_kept_apart(tmp_path):
    files = ilcd_files()
    factors = [ilcd_factor("f-co2", 1), ilcd_factor("f-co2", -1, direction="Input")]
    files[METHOD] = ilcd_method(GWP, "Climate change", "fp-gwp", factors)
    take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out", only=("Climate change",))
    assert values(tmp_path / "out") == {("climate-change", CO2): 1.0}
    assert values(tmp_path / "out", "unmatched") == {("climate-change", "f-co2"): -1.0}


def test_several_flows_of_the_package_for_one_of_the_list(tmp_path):
    """A better name wins; of two that fit alike, with different values, none is taken."""
    air = ("Emissions", "Emissions to air", "Emissions to air, unspecified")
    files = ilcd_files()
    files["ILCD/flows/f-n1.xml"] = ilcd_flow("f-n1", "laughing gas", air, "010024-97-2")
    files["ILCD/flows/f-n2.xml"] = ilcd_flow("f-n2", "nitrogen oxide of another name", air, "010024-97-2")
    files[METHOD] = ilcd_method(
        GWP, "Climate change", "fp-gwp", [ilcd_factor("f-n1", 273), ilcd_factor("f-n2", 298), ilcd_factor("f-co2", 1)]
    )
    report = take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out", only=("Climate change",))
    assert values(tmp_path / "out") == {("climate-change", CO2): 1.0}
    assert values(tmp_path / "out", "unmatched") == {("climate-change", "f-n1"): 273.0, ("climate-change", "f-n2"): 298.0}
    files["ILCD/flows/f-n3.xml"] = ilcd_flow("f-n3", "Dinitrogen monoxide", air)
    files[METHOD] = files[METHOD].replace("</characterisationFactors>", ilcd_factor("f-n3", 265) + "</characterisationFactors>")
    report = take(write_zip(tmp_path / "ef.zip", files), tmp_path / "more", only=("Climate change",))
    assert values(tmp_path / "more")["climate-change", "n2o-0004"] == 265.0
    assert account(report) == report.read == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("29,8", "“29,8” is not a finite number"),
        ("", "“” is not a finite number"),
        ("INF", "is not a finite number"),
        ("NaN", "is not a finite number"),
        ("1_0", "is not a finite number"),
        ("1e400", "is not a finite number"),
        ("٣", "is not a finite number"),
    ],
)
def test_a_factor_that_is_no_number(tmp_path, text, said):
    files = ilcd_files()
    files[METHOD] = files[METHOD].replace("29.8", text)
    (problem,) = refused(tmp_path, files)
    assert said in problem
    assert f"{METHOD}, factor 2" in problem


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("ILCD/flows/f-ch4.xml", "no file for f-ch4 in “flows”"),
        ("ILCD/flowproperties/fp-mass.xml", "no file for fp-mass in “flowproperties”"),
        ("ILCD/unitgroups/ug-volume.xml", "no file for ug-volume in “unitgroups”"),
        ("ILCD/flowproperties/fp-gwp.xml", "no file for fp-gwp in “flowproperties”"),
    ],
)
def test_a_file_that_is_missing(tmp_path, missing, said):
    files = ilcd_files()
    del files[missing]
    assert any(said in problem for problem in refused(tmp_path, files))


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (METHOD, 'refObjectId="f-ch4"', 'refObjectId=""', "names no flow"),
        (METHOD, "<exchangeDirection>Output", "<exchangeDirection>Sideways", "neither input nor output"),
        (METHOD, "LCIAMethodDataSet", "processDataSet", "no LCIA method data set"),
        (METHOD, "http://lca.jrc.it/ILCD/LCIAMethod", "urn:other", "no LCIA method data set"),
        (METHOD, "</factor>", "", "not sound XML"),
        (METHOD, "<common:UUID>", "<common:UID>", "not sound XML"),
        ("ILCD/flows/f-ch4.xml", "<common:UUID>f-ch4", "<common:UUID>f-co2", "expected flowDataSet f-ch4"),
        ("ILCD/flows/f-ch4.xml", 'dataSetInternalID="0"', 'dataSetInternalID="7"', "no reference flow property"),
        ("ILCD/unitgroups/ug-mass.xml", "<name>kg</name>", "<name>furlong</name>", "unknown unit “furlong”"),
        ("ILCD/unitgroups/ug-mass.xml", "<name>kg</name>", "<name/>", "no reference unit"),
        ("ILCD/unitgroups/ug-gwp.xml", "kg CO2 eq", "DALY", "cannot be converted"),
        ("ILCD/flowproperties/fp-mass.xml", "referenceToReferenceUnitGroup", "referenceToNothing", "no unit group"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_named(tmp_path, path, old, new, said):
    files = ilcd_files()
    assert old in files[path]
    files[path] = files[path].replace(old, new)
    assert any(said in problem for problem in refused(tmp_path, files))


def test_two_different_factors_for_one_flow_and_place(tmp_path):
    files = ilcd_files()
    files[METHOD] = files[METHOD].replace("</characterisationFactors>", ilcd_factor("f-ch4", "28") + "</characterisationFactors>")
    (problem,) = refused(tmp_path, files)
    assert "29.8" in problem
    assert "28.0" in problem
    assert "factor 2" in problem
    assert "factor 6" in problem


def test_units_of_the_package_are_converted(tmp_path):
    files = ilcd_files()
    files["ILCD/unitgroups/ug-mass.xml"] = files["ILCD/unitgroups/ug-mass.xml"].replace("<name>kg</name>", "<name>g</name>")
    files["ILCD/unitgroups/ug-gwp.xml"] = files["ILCD/unitgroups/ug-gwp.xml"].replace("kg CO2 eq", "g CO2-Eq.")
    take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out", only=("Climate change",))
    assert values(tmp_path / "out")["climate-change", CH4] == pytest.approx(29.8, rel=1e-15)  # g per g is kg per kg


ATTACKS = {
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "outside": '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", [METHOD, "ILCD/flows/f-ch4.xml", "ILCD/unitgroups/ug-mass.xml"])
def test_definitions_are_refused(tmp_path, attack, path):
    files = ilcd_files()
    head, _, body = files[path].rpartition("?>")
    body = body.replace("methane (fossil)", "&a;") if attack != "parameter" else body
    files[path] = f"{head}{'?>' if head else ''}{ATTACKS[attack]}{body}"
    assert any("document type definition" in problem for problem in refused(tmp_path, files))


def test_definitions_are_refused_in_any_encoding(tmp_path):
    files = dict(ilcd_files())
    text = files[METHOD].replace('encoding="UTF-8"?>', f'encoding="UTF-16"?>{ATTACKS["file"]}')
    assert any("document type definition" in problem for problem in refused(tmp_path, {**files, METHOD: text.encode("utf-16")}))


def test_elements_nested_without_end(tmp_path):
    files = {**ilcd_files(), METHOD: "<a>" * 5000 + "</a>" * 5000}
    assert any("nested too deeply" in problem for problem in refused(tmp_path, files))


@pytest.mark.parametrize("path", ["../evil.xml", "/etc/evil.xml", "ILCD/../../evil.xml", "C:/evil.xml", "ILCD\\..\\..\\evil.xml"])
def test_paths_that_leave_the_archive(tmp_path, path):
    (problem,) = refused(tmp_path, {**ilcd_files(), path: "x"})
    assert "leaves the archive" in problem


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    (problem,) = refused(tmp_path, {**ilcd_files(), "ILCD/flows/bomb.xml": b" " * 30_000_000})
    assert "30000000 bytes" in problem


def test_an_entry_that_is_longer_than_it_says(tmp_path):
    path = write_zip(tmp_path / "ef.zip", {"ILCD/lciamethods/a.xml": "<a>" + "x" * 5000 + "</a>"})
    content = path.read_bytes()
    path.write_bytes(content.replace((5007).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(PackError):
        take(path, tmp_path / "out")


def test_limits_hold(tmp_path):
    path = write_zip(tmp_path / "ef.zip", ilcd_files())
    for limits in (ArchiveLimits(entries=3), ArchiveLimits(unpacked=1000), ArchiveLimits(file=1000), ArchiveLimits(entry=100)):
        with pytest.raises(PackError):
            SourceArchive(path, limits)
    SourceArchive(path).close()


def test_a_path_that_stands_twice(tmp_path):
    path = write_zip(tmp_path / "ef.zip", ilcd_files())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(METHOD, ilcd_files()[METHOD])
    with pytest.raises(PackError, match="stands twice"):
        take(path, tmp_path / "out")


def test_cut_and_changed_archives_are_refused_without_a_traceback(tmp_path):
    whole = write_zip(tmp_path / "ef.zip", ilcd_files()).read_bytes()
    for number in range(0, len(whole), max(1, len(whole) // 40)):
        (tmp_path / "cut.zip").write_bytes(whole[:number])
        with pytest.raises(PackError):
            take(tmp_path / "cut.zip", tmp_path / "out")
    changed = 0
    for number in range(60, len(whole), max(1, len(whole) // 60)):
        damaged = bytearray(whole)
        damaged[number] ^= 0xFF
        (tmp_path / "changed.zip").write_bytes(damaged)
        try:
            take(tmp_path / "changed.zip", tmp_path / f"out{number}")
        except PackError:
            changed += 1
    assert changed > 20


def test_archives_of_other_kinds(tmp_path):
    with pytest.raises(PackError, match="no ILCD package"):
        take(write_zip(tmp_path / "a.zip", {"readme.txt": "x"}), tmp_path / "out")
    with pytest.raises(PackError, match="no file in a folder"):
        take(write_zip(tmp_path / "a.zip", {"lciamethods/readme.txt": "x"}), tmp_path / "out")


def test_leaving_paths():
    assert [leaves(path) for path in ("a/b.xml", "a/./b", "a/../b", "..", "a/..", "\\\\server\\x", "a\x00b")] == [
        False, False, True, True, True, True, True]  # fmt: skip


def test_water_by_where_it_is_taken(tmp_path):
    """JRC's water use: waters as resources, with places; a category without a match does not stop the others."""
    taken = ("Resources", "Resources from water", "Renewable material resources from water")
    ground = ("Resources", "Resources from ground", "Renewable material resources from ground")
    named = {"river water": taken, "lake water": taken, "ground water": ground, "freshwater": taken, "salt of the earth": taken}
    files = ilcd_files()
    for number, (name, levels) in enumerate(named.items()):
        files[f"ILCD/flows/w{number}.xml"] = ilcd_flow(f"w{number}", name, levels, "007732-18-5", "fp-volume")
    factors = [ilcd_factor(f"w{number}", 40 + number, direction="Input") for number in range(5)]
    factors.append(ilcd_factor("w0", 4.99, direction="Input", location="TW"))
    files[f"ILCD/lciamethods/{AWARE}_03.00.014.xml"] = ilcd_method(AWARE, "Water use", "fp-aware", factors)
    listed = [
        Flow("biosphere3", name, name, "natural resource/in water", "cubic meter", "007732-18-5", (), "input")
        for name in (
            "Water, river",
            "Water, lake",
            "Water, well, in ground",
            "Water, unspecified natural origin",
            "Water, salt, ocean",
        )
    ]
    path = write_zip(tmp_path / "ef.zip", files)
    import_methods(path, tmp_path / "out", ImportOptions("mine", only=("Water use",)), [*FLOWS, *listed])
    assert values(tmp_path / "out") == {
        ("water-use", "Water, river"): 40.0,
        ("water-use", "Water, lake"): 41.0,
        ("water-use", "Water, well, in ground"): 42.0,
        ("water-use", "Water, unspecified natural origin"): 43.0,
    }
    assert values(tmp_path / "out", "located") == {("water-use", "Water, river"): 4.99}
    assert values(tmp_path / "out", "unmatched") == {("water-use", "w4"): 44.0}
    report = take(path, tmp_path / "without")  # the small list has no such waters
    assert report.left_out == {"Water use": 6}
    assert "water-use" not in report.categories
    assert account(report) == report.read


def test_the_whole_left_out_leaves_its_parts_on_their_own(tmp_path):
    files = ilcd_files()
    for uuid, name, flow in (
        ("whole", "Human toxicity, cancer", "f-other"),
        ("part", "Human toxicity, cancer_organics", "f-co2"),
    ):
        files[f"ILCD/lciamethods/{uuid}.xml"] = ilcd_method(uuid, name, "fp-ctu", [ilcd_factor(flow, 2)])
    files["ILCD/flowproperties/fp-ctu.xml"] = files["ILCD/flowproperties/fp-gwp.xml"].replace("-gwp", "-ctu")
    files["ILCD/unitgroups/ug-ctu.xml"] = files["ILCD/unitgroups/ug-gwp.xml"].replace("-gwp", "-ctu").replace("kg CO2 eq", "CTUh")
    report = take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out")
    assert report.left_out == {"Human toxicity, cancer": 1}
    assert load_pack(tmp_path / "out").category("human-toxicity-cancer-organics").parent == ""


def test_water_without_taiwan_stays_without(tmp_path):
    files = {name: content for name, content in ilcd_files().items() if AWARE not in name}
    take(write_zip(tmp_path / "ef.zip", files), tmp_path / "out")
    assert not [row for row in table(tmp_path / "out", "factors") if row["flow_code"] in (WATER, WATER_TW)]
