"""Whole jobs with links: forms without any are proposed, filled in, confirmed, assessed; what is generic is remembered."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import independent_calculation as independent
import pytest
from command_line import done, run
from form_cells import edited
from run_tables import rows, sums

SAMPLES = independent.ROOT / "importers"
FASTENER = SAMPLES / "training-five-sheet" / "sample.xlsx"
LIST, BASICS = SAMPLES / "activity-list" / "sample.csv", SAMPLES / "activity-list" / "basics.xlsx"

ANSWERS = {  # what the analyst found out: code of the target → multiplier, its unit and reason
    "heat-natgas-boiler": ("33.912", "MJ/m3", "37.68 MJ/m3 × 0.90"),
    "diesel-burned-machine": ("35.17", "MJ/L", "8,400 kcal/L"),
    "water-evaporated-tw": ("0.3", "m3/m3", "water balance of the plant"),
    "da1157e2-7593-4dfd-80dd-a3449b37a4d8": ("1.35", "kg/person", "IPCC 2006"),
    "CH4-biogenic@AR6": ("1.35", "kg/person", "IPCC 2006"),
    "wastewater-industrial-metal": ("1", "", "pickling and plating"),
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def save(path: Path, links: list[dict[str, str]], encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(links[0]))
        writer.writeheader()
        writer.writerows(links)


def fill_in(path: Path, choices: dict[tuple[str, str], tuple[str, str]] | None = None) -> None:
    """Answer what is asked for, as an analyst does in a spreadsheet; ``choices``: line and view → kind and target."""
    links = table(path)
    for link in links:
        kind, target = (choices or {}).get((link["line_id"], link["view"]), (link["kind"], link["target"]))
        if (kind, target) != (link["kind"], link["target"]):
            link |= {"kind": kind, "target": target, "multiplier": "1", "multiplier_unit": "", "asks": ""}
        elif link["asks"] and target in ANSWERS:
            multiplier, unit, reason = ANSWERS[target]
            link |= {"multiplier": multiplier, "multiplier_unit": unit, "reason": reason, "asks": ""}
    save(path, links)


@pytest.fixture(scope="module")
def fastener(hub_folder, tmp_path_factory):
    """Return links file and run of the bolts: proposed, filled in, confirmed, assessed."""
    folder = tmp_path_factory.mktemp("fastener")
    links = folder / "links.csv"
    out, _ = done("link", "propose", FASTENER, "--out", links, "--lang", "en", "--json")
    first = table(links)
    fill_in(links)
    done("link", "confirm", links, "--by", "Lin", "--all", "--lang", "en")
    done("assess", FASTENER, "--links", links, "--out", folder / "run", "--lang", "en", "--no-report")
    return json.loads(out), first, links, folder / "run"


def of(links: list[dict[str, str]], line_id: str, view: str) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["target"], row["multiplier"]) for row in links if (row["line_id"], row["view"]) == (line_id, view)]


def test_every_line_is_proposed_in_both_views(fastener):
    summary, first, _, _ = fastener
    assert summary["lines"] == 33
    for view in ("ef", "cfp"):
        assert sum(summary["counts"][view].values()) == 33
        assert len({row["line_id"] for row in first if row["view"] == view}) == 33
        assert summary["counts"][view]["confirmed"] == 0
    assert {row["state"] for row in first} == {"proposed"}
    assert all(row["reason"] or row["asks"] for row in first)
    assert not [row for row in first if not row["multiplier"] and not row["asks"] and row["kind"] != "left-out"]


def test_what_is_proposed_for_the_bolts_is_what_an_analyst_would_choose(fastener):
    _, first, _, _ = fastener
    for line_id, expected in {
        "M01": [("dataset", "steel-hot-rolled-coil", "1")],
        "M02": [("dataset", "zinc", "1")],
        "M02-T2": [("dataset", "ship-container", "1")],
        "M03": [("dataset", "hcl", "0.32")],
        "M04": [("dataset", "naoh", "0.45")],
        "M07": [("dataset", "pe-ld", "1"), ("dataset", "extrusion-plastic", "1")],
        "E01": [("dataset", "elec-tw-mv", "1")],
        "F1": [("dataset", "heat-natgas-boiler", "")],
        "V1": [("dataset", "diesel-burned-machine", "")],
        "W1": [("dataset", "tap-water-tw", "1"), ("elementary-flow", "water-evaporated-tw", "")],
        "R01": [("dataset", "wastewater-industrial-metal", "")],
        "R02": [("left-out", "", "")],
        "R03": [("dataset", "landfill-inert", "1")],
        "R03-T1": [("dataset", "lorry-16t", "0.5")],
        "R04": [("left-out", "", "")],
        "R05": [("dataset", "msw-incineration-tw", "1")],
    }.items():  # fmt: skip
        assert of(first, line_id, "ef") == expected, line_id
    assert of(first, "M01", "cfp") == [("factor", "moenv-24919bc8", "1")]  # the factor on the form, found in the catalogue
    assert {row["reason"] for row in first if row["line_id"] == "M01" and row["view"] == "cfp"} == {"from the form"}
    assert of(first, "A01", "cfp") == [("gwp", "R-410A@AR6", "1")]
    assert {kind for row in first if row["view"] == "ef" for kind in [row["kind"]]} <= {"dataset", "elementary-flow", "left-out"}


def test_the_run_says_which_links_it_used(fastener):
    _, _, links, folder = fastener
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["form"]["links"]["file"] == "links.csv"
    assert re.fullmatch(r"[0-9a-f]{64}", record["form"]["links"]["sha256"])
    assert record["screening"]["climate_share"] == 0
    targets = rows(folder, "targets")
    assert {row["confirmed_by"] for row in targets} == {"Lin"}
    kept = {(row["line_id"], row["view"], row["kind"], row["target"]) for row in table(links)}
    assert {(row["line_id"], row["view"], row["kind"], row["target"]) for row in targets} == kept


def test_amounts_are_those_of_the_file(fastener):
    """Gas and water of one kilogram of bolts by hand, and the footprint over all links."""
    _, _, links, folder = fastener
    data = independent.background()
    scores = data.unit_scores()["climate-change"]
    gas = 150_000 * 0.4 / 480_000 * 33.912 * scores[data.codes.index("heat-natgas-boiler")]
    found = sums(folder, "line_id", "indicator")
    assert found["F1", "climate-change"] == pytest.approx(gas, rel=1e-3)
    water = 14_400 * 0.4 / 480_000 * (
        data.unit_scores()["water-use"][data.codes.index("tap-water-tw")] + 0.3 * independent.WATER_FACTOR_TW
    )  # fmt: skip
    assert found["W1", "water-use"] == pytest.approx(water, rel=1e-3)
    methane = 85 * 0.4 / 480_000 * 1.35 * independent.gwp()["CH4-biogenic@AR6"]
    assert sums(folder, "line_id", view="cfp")["S01",] == pytest.approx(methane)
    assert len(table(links)) == len(rows(folder, "targets"))


def test_other_links_are_another_run(fastener, tmp_path):
    _, _, links, folder = fastener
    changed = table(links)
    for row in changed:
        if (row["line_id"], row["view"]) == ("M01", "ef"):
            row["target"] = "steel-wire-rod"
    save(tmp_path / "links.csv", changed)
    done("assess", FASTENER, "--links", tmp_path / "links.csv", "--out", tmp_path / "run", "--lang", "en", "--no-report")
    one, other = (json.loads((place / "run.json").read_text(encoding="utf-8"))["run"] for place in (folder, tmp_path / "run"))
    assert one != other
    assert sums(tmp_path / "run", "indicator")["climate-change",] != pytest.approx(sums(folder, "indicator")["climate-change",])
    assert sums(tmp_path / "run", "view", view="cfp") == pytest.approx(sums(folder, "view", view="cfp"))


def test_proposed_links_are_refused_with_their_list(fastener, tmp_path):
    _, _, links, _ = fastener
    some = table(links)
    for row in some:
        if row["line_id"] in ("M01", "E01"):
            row |= {"state": "", "confirmed_by": ""}
    save(tmp_path / "links.csv", some)
    code, out, err = run("assess", FASTENER, "--links", tmp_path / "links.csv", "--out", tmp_path / "run", "--lang", "en")
    assert (code, out) == (1, "")
    assert "links.csv: 4 links are only proposed: M01 (ef), M01 (cfp), E01 (ef), E01 (cfp)" in err
    assert not (tmp_path / "run").exists()


def test_what_is_asked_for_and_unknown_codes_keep_the_file_as_it_is(fastener, tmp_path):
    _, first, _, _ = fastener
    links = tmp_path / "links.csv"
    save(links, first)
    before = links.read_bytes()
    code, _, err = run("link", "confirm", links, "--by", "Lin", "--all", "--lang", "en")
    assert code == 1
    assert "line F1, ef view: still asked for: lower heat value in MJ/m3" in err
    assert links.read_bytes() == before
    wrong = [row | {"target": row["target"].replace("zinc", "zink").replace("R-410A@AR6", "R-410A@AR9")} for row in first]
    save(links, [row for row in wrong if row["line_id"] in ("M02", "A01")])
    code, _, err = run("link", "confirm", links, "--by", "Lin", "--all", "--lang", "en")
    assert code == 1
    assert "the background has no dataset “zink” → did you mean zinc" in err
    assert "did you mean R-410A@AR5, R-410A@AR6" in err
    code, _, err = run("link", "confirm", links, "--by", "Lin", "--line", "M2", "--lang", "en")
    assert "the file has no line “M2” → did you mean M02?" in err
    assert run("link", "confirm", links, "--by", "Lin", "--lang", "en")[0] == 2
    assert run("link", "confirm", links, "--by", " ", "--all", "--lang", "en")[0] == 1


def test_single_lines_are_confirmed_and_shown(fastener, tmp_path):
    _, first, _, _ = fastener
    links = tmp_path / "links.csv"
    save(links, first)
    out, err = done("link", "confirm", links, "--by", "Wu", "--line", "m02", "--line", "M02-T1", "--lang", "en")
    assert "M02 鋅錠 (EF): dataset zinc Zinc, special high grade, electrolytic × 1" in out
    assert "4 rows were confirmed by Wu" in err
    confirmed = {(row["line_id"], row["view"]) for row in table(links) if row["state"] == "confirmed"}
    assert confirmed == {(line, view) for line in ("M02", "M02-T1") for view in ("ef", "cfp")}
    shown = json.loads(done("link", "show", FASTENER, links, "--json", "--lang", "en")[0])
    zinc = next(line for line in shown if line["line_id"] == "M02")
    assert zinc["amount_per_unit"] == pytest.approx(5280 / 480_000)
    assert zinc["views"]["ef"]["status"] == "confirmed"
    gas = next(line for line in shown if line["line_id"] == "F1")["views"]["ef"]
    assert (gas["status"], gas["links"][0]["amount"]) == ("asked", None)
    text, _ = done("link", "show", FASTENER, links, "--line", "M03", "--lang", "en")
    assert "dataset hcl Hydrochloric acid, per kg HCl in 32% solution × 0.32 kg/kg" in text
    assert "0.0064 kg per declared unit" in text.replace("0.006400", "0.0064")
    assert "M02  鋅錠" not in done("link", "show", FASTENER, links, "--open", "--lang", "en")[0]
    assert run("link", "show", FASTENER, links, "--line", "M33", "--lang", "en")[0] == 1


def test_proposing_again_keeps_what_was_confirmed(fastener, tmp_path):
    _, _, links, _ = fastener
    again = tmp_path / "links.csv"
    again.write_bytes(links.read_bytes())
    out, err = done("link", "propose", FASTENER, "--out", again, "--lang", "en")
    assert table(again) == table(links)
    assert "EF: confirmed 33" in out
    assert "66 lines and views were kept" in err
    assert run("link", "propose", FASTENER, "--out", FASTENER, "--lang", "en")[0] == 1  # never over the form itself


def test_the_list_is_linked_from_nothing(hub_folder, tmp_path):
    """A list as csv with a companion that has no links: what nobody could know is asked, the analyst chooses, it is assessed."""
    basics = edited(BASICS, tmp_path / "basics.xlsx", without=("數據連結",))
    links = tmp_path / "links.csv"
    out, _ = done("link", "propose", LIST, "--basics", basics, "--out", links, "--lang", "en")
    assert "what carries the goods?" in out
    first = table(links)
    assert of(first, "8", "ef") == [("dataset", "tap-water-tw", "1"), ("elementary-flow", "water-evaporated-tw", "0.5")]
    assert of(first, "11", "ef") == of(first, "11", "cfp") == [("left-out", "", "")]
    assert of(first, "9", "ef")[0] == ("dataset", "refrigerant-r134a", "1")
    own = {(row["line_id"], row["view"]): (row["kind"], row["target"]) for row in _links_of_the_companion()}
    open_lines = {(row["line_id"], row["view"]) for row in first if row["asks"] and row["target"] not in ANSWERS}
    fill_in(links, {key: own[key] for key in open_lines})
    done("link", "confirm", links, "--by", "Lin", "--all", "--lang", "en")
    done("assess", LIST, "--basics", basics, "--links", links, "--out", tmp_path / "run", "--lang", "en", "--no-report")
    climate = sums(tmp_path / "run", "indicator")["climate-change",] / 42
    footprint = sums(tmp_path / "run", "view", view="cfp")["cfp",] / 42
    assert 2.5 < climate < 4
    assert footprint == pytest.approx(climate, rel=0.2)
    done("import", LIST, "--basics", basics, "--links", links, "--lang", "en")


def _links_of_the_companion() -> list[dict[str, str]]:
    import openpyxl

    sheet = openpyxl.load_workbook(BASICS)["數據連結"]
    table_rows = [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    words = {
        "環境足跡": "ef",
        "碳足跡": "cfp",
        "數據集": "dataset",
        "環境部係數": "factor",
        "基本流": "elementary-flow",
        "GWP": "gwp",
    }
    found = []
    for row in table_rows:
        texts = [words.get(text, text) for text in row]
        if len(texts) > 4 and {"ef", "cfp"} & set(texts):
            place = next(i for i, text in enumerate(texts) if text in ("ef", "cfp"))
            found.append({"line_id": texts[0], "view": texts[place], "kind": texts[place + 1], "target": texts[place + 2]})
    return found


def test_generic_terms_serve_the_next_company(fastener, tmp_path):
    _, _, links, _ = fastener
    terms, memory = tmp_path / "terms.csv", tmp_path / "memory.csv"
    done("link", "remember", links, "--form", FASTENER, "--out", terms, "--lang", "en")
    content = terms.read_text(encoding="utf-8-sig")
    assert not re.search(r"示範|六角螺栓|M8|Lin|33\.912", content)
    reviewed = table(terms)
    zinc = [row for row in reviewed if row["target"] == "zinc"]
    assert [row["term"] for row in zinc] == ["鋅錠"]
    assert "nothing was added" in done("link", "memory", "add", terms, "--by", "Wu", "--memory", memory, "--lang", "en")[1]
    for row in reviewed:
        row["reviewed"] = "是" if row["target"] in ("zinc", "hcl") else ""
        row["term"] = "鹽酸" if row["target"] == "hcl" else row["term"]
    save(terms, reviewed)
    done("link", "memory", "add", terms, "--by", "Wu", "--memory", memory, "--lang", "en")
    assert "鋅錠" in done("link", "memory", "list", "--memory", memory)[0]
    done("link", "propose", FASTENER, "--out", tmp_path / "next.csv", "--memory", memory, "--lang", "en")
    acid = next(row for row in table(tmp_path / "next.csv") if row["target"] == "hcl")
    assert acid["reason"].startswith("from memory: 鹽酸, reviewed by Wu, 20")
    assert (acid["multiplier"], acid["state"]) == ("0.32", "proposed")
    done("link", "memory", "remove", "鋅錠", "--memory", memory)
    assert {entry["term"] for entry in json.loads(done("link", "memory", "list", "--memory", memory, "--json")[0])} == {"鹽酸"}


def test_problems_of_form_and_links_come_together(fastener, forms, tmp_path):
    broken = edited(forms["aluminium-hub", "en"], tmp_path / "form.xlsx", ("Materials", "M02", "Amount", "about 5900"))
    links = tmp_path / "links.csv"
    save(
        links,
        [
            {
                "line_id": "M05",
                "view": "ef",
                "kind": "dataset",
                "target": "steel-wire-rodd",
                "multiplier": "1",
                "confirmed_by": "Lin",
            }
        ],
    )
    code, _, err = run("assess", broken, "--links", links, "--out", tmp_path / "run", "--lang", "en")
    assert code == 1
    assert "about 5900" in err
    assert "links.csv!D2: the background has no dataset “steel-wire-rodd” → did you mean steel-wire-rod" in err


def test_nothing_left_to_confirm_ends_well(forms, tmp_path):
    links = tmp_path / "links.csv"
    done("link", "propose", forms["aluminium-hub", "en"], "--out", links, "--lang", "en")
    before = links.read_bytes()
    out, err = done("link", "confirm", links, "--by", "Lin", "--all", "--lang", "en")
    assert (out, links.read_bytes()) == ("", before)
    assert "Nothing is left to confirm" in err
    assert json.loads(done("link", "confirm", links, "--by", "Lin", "--all", "--json")[0]) == []
    assert run("link", "confirm", links, "--by", "Lin", "--line", "M99", "--lang", "en")[0] == 1


def test_workbooks_stay_workbooks(fastener, forms, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in ([*table(fastener[2])[0]], *([*row.values()] for row in table(fastener[2]))):
        book.active.append(row)
    links = tmp_path / "links.xlsx"
    book.save(links)
    before = links.read_bytes()
    for arguments in (
        ("link", "confirm", links, "--by", "Lin", "--all"),
        ("link", "propose", FASTENER, "--out", links),
        ("link", "propose", FASTENER, "--out", tmp_path / "new.xlsx"),
        ("link", "remember", fastener[2], "--form", FASTENER, "--out", tmp_path / "terms.xlsx"),
    ):
        code, _, err = run(*arguments, "--lang", "en")
        assert code == 1
        assert "CSV UTF-8" in err
    assert links.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["links.xlsx"]
    code, _, err = run("link", "propose", FASTENER, "--out", tmp_path / ("a" * 300 + ".csv"), "--lang", "en")
    assert (code, "cannot write" in err, "--debug" in err) == (1, True, False)


def test_the_form_finds_what_the_rows_alone_cannot_tell(fastener, tmp_path):
    links = tmp_path / "links.csv"
    save(links, [{"line_id": "E01", "view": "ef", "kind": "dataset", "target": "zinc", "multiplier": "1"}])
    code, _, err = run("link", "confirm", links, "--by", "Lin", "--all", "--form", FASTENER, "--lang", "en")
    assert code == 1
    assert "line E01 is in kWh, its target “zinc” in kg" in err
    save(links, [{"line_id": "m02", "view": "ef", "kind": "dataset", "target": "zinc", "multiplier": "1"}])
    done("link", "confirm", links, "--by", "Lin", "--all", "--form", FASTENER, "--lang", "en")
    assert table(links)[0]["confirmed_by"] == "Lin"


def test_picks_count_with_their_multiplier_or_are_said_not_to(forms, tmp_path):
    """Of a copy with suggestions: a pick for a line that the form links and confirms stands back, and is named."""
    import openpyxl

    copy, links = tmp_path / "copy.xlsx", tmp_path / "links.csv"
    done("factors", "suggest", forms["aluminium-hub", "en"], "--out", copy, "--lang", "en")
    book = openpyxl.load_workbook(copy)
    sheet = next(sheet for sheet in book.worksheets if "Line ID" in [cell.value for cell in sheet[5]])
    head = [str(cell.value) for cell in sheet[5]]
    place = next(
        row[head.index("Drop-down")].value for row in sheet.iter_rows(min_row=6) if row[head.index("Line ID")].value == "M05"
    )
    title, _, cell = str(place).partition("!")
    book[title.strip("'")][cell] = "moenv-2a951d38 × 0.69"
    book.save(copy)
    out, err = done("link", "propose", forms["aluminium-hub", "en"], "--out", links, "--choices", copy, "--lang", "en", "--json")
    (lost,) = json.loads(out)["overruled"]
    assert (lost["line_id"], lost["picked"]) == ("M05", "moenv-2a951d38 × 0.69")
    assert "M05: picked moenv-2a951d38 × 0.69; the link moenv-c502f595, confirmed by" in err
    noted = [row["note"] for row in table(links) if row["note"].startswith("picked") or "; picked" in row["note"]]
    assert len(noted) == 1
