"""The edition for customers: what must not get through, in any format, and the rule by which results may."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from ef_training.assessment.run_folder import SCALING, TABLES, RunFolder
from ef_training.errors import OutputError
from ef_training.hotspots import outcome
from ef_training.messages import translate
from ef_training.numbers import plain, significant
from ef_training.report import write_report
from ef_training.report.customer import LEAST_SHARE, PRODUCT_LINE, cells_of, climate_by_line, for_customer
from ef_training.report.docx import word
from ef_training.report.outline import outline
from ef_training.report.outline.summary import HELD_BACK
from ef_training.report.tables_parts import TOTAL_ONLY
from ef_training.report.tables_parts import name as part_name
from ef_training.report.write import CUSTOMER_FOLDER
from ef_training.settings import SETTINGS


@pytest.fixture(scope="module")
def hub(hub_folder: Path) -> RunFolder:
    return RunFolder.read(hub_folder)


@pytest.fixture(scope="module")
def written(hub_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All texts of all files of the hub's edition for customers: file, or file and part of it, → text."""
    out = tmp_path_factory.mktemp("customer")
    texts: dict[str, str] = {}
    files = write_report(hub_folder, lang="zh-TW", out=out, for_customer=True, formats=("html", "xlsx", "svg"))
    for path in (*files, word_file(RunFolder.read(hub_folder), out, for_customer=True)):
        for name, content in parts(path):
            texts[f"{path.name}/{name}"] = html.unescape(content)
    return texts


def word_file(run: RunFolder, out: Path, *, for_customer: bool) -> Path:
    """Write the Word file without its pictures, whose texts are those of the charts."""
    path = out / "report.docx"
    path.write_bytes(word(outline(outcome(run), lang="zh-TW", for_customer=for_customer), pictures={}))
    return path


def parts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of a file: of an archive those of its entries, of a page also what is embedded in it."""
    content = path.read_bytes()
    if path.suffix in (".xlsx", ".docx"):
        with ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels", ".txt")):
                    yield name, re.sub(r"</?(?:w:t|w:r|w:rPr|t|r)\b[^>]*>", "", archive.read(name).decode())
        return
    text = content.decode()
    yield "text", text
    for number, found in enumerate(re.findall(r"base64,([A-Za-z0-9+/=]+)", text)):
        yield f"embedded {number}", base64.b64decode(found).decode("utf-8", "replace")


def secrets(run: RunFolder) -> set[str]:
    """Return names, suppliers, origins, treatments, factors and datasets of a run that a customer must not read."""
    found: set[str] = set()
    for frame, columns in ((run.inventory, ("name", "supplier", "origin", "evidence", "treatment")),):
        for column in columns:
            found |= set(frame[column])
    for column in ("line_name", "target", "source", "reason", "origin", "factor_source"):
        found |= set(run.targets[column])
    for name in run.targets["target_name"]:
        found |= set(name.split("｜"))
    found |= {text for column in ("where", "what", "what_zh") for text in run.findings[column]}
    found |= {step[key] for step in run.run["process_steps"] for key in ("name", "inputs", "outputs", "equipment")}
    found |= {output["name"] for output in run.run["outputs"] if output["role"] != "target"}
    found |= {key["reason"] for key in run.run["allocation"]} | {run.run["form"]["file"], run.run["unit_scores"]}
    return {text for text in found if len(text) >= (3 if any(letter > "\u2e80" for letter in text) else 6)}


def amounts(run: RunFolder) -> set[str]:
    """Return the amounts of a run as they could be written, of those that have five digits and more."""
    values = [run.inventory[column] for column in ("amount", "amount_per_unit", "mass_per_unit", "distance")]
    values += [run.targets[column] for column in ("amount", "multiplier", "factor_value")]
    numbers = pd.to_numeric(pd.concat(values), errors="coerce").dropna().unique()
    written = {text for value in numbers for text in (repr(float(value)), f"{value:.10g}", f"{value:,.10g}", plain(value))}
    return {text for text in written if len(re.sub(r"\D", "", text).strip("0")) >= 5}


def test_no_name_supplier_origin_factor_or_finding_gets_through(hub: RunFolder, written: dict[str, str]) -> None:
    told = secrets(hub)
    product = " ".join(str(value) for value in hub.run["product"].values())
    words = {text for text in told if text not in product}
    assert len(words) > 150
    assert {name for name in hub.inventory["supplier"] if name} <= words
    leaks = {(place, told) for place, text in written.items() for told in words if told in text}
    assert not leaks


def test_no_amount_gets_through(hub: RunFolder, written: dict[str, str]) -> None:
    numbers = amounts(hub)
    assert len(numbers) > 60
    texts = {
        place: re.sub(r"(?:width|height|viewBox|d|x|y|points|transform|w:w|sha256)=\"[^\"]*\"", "", t)
        for place, t in written.items()
    }
    pattern = re.compile(
        r"(?<![\d.,])(?:" + "|".join(sorted(map(re.escape, numbers), key=len, reverse=True)) + r")(?![\d]|[.,]\d)"
    )
    assert not {
        (place, found) for place, text in texts.items() if not place.endswith(".svg/text") for found in pattern.findall(text)
    }


def test_the_same_search_finds_them_in_the_full_report(hub: RunFolder, hub_folder: Path, tmp_path: Path) -> None:
    texts = {}
    files = write_report(hub_folder, lang="zh-TW", out=tmp_path, formats=("html",))
    for path in (*files, word_file(hub, tmp_path, for_customer=False)):
        texts |= {f"{path.name}/{name}": html.unescape(text) for name, text in parts(path)}
    for place in ("report.html/text", "report.docx/word/document.xml"):
        found = {told for told in secrets(hub) if told in texts[place]}
        assert set(hub.inventory["name"]) <= found
        assert sum(number in texts[place] for number in amounts(hub)) > 30


def test_it_says_at_the_top_that_details_are_held_back(written: dict[str, str]) -> None:
    whole = HELD_BACK
    for place, first in (("report.html/text", "<table"), ("report.docx/word/document.xml", "4.21")):
        text = written[place]
        assert text.index(translate(whole, "zh-TW")) < text.index(first)
    assert "推估" in translate(whole, "zh-TW")
    assert translate(whole, "zh-TW") in written["report.xlsx/xl/sharedStrings.xml"]


@pytest.fixture(scope="module", params=["hub", "box", "made up"])
def any_run(request: pytest.FixtureRequest, run: RunFolder) -> RunFolder:
    if request.param == "made up":
        return run
    return RunFolder.read(request.getfixturevalue(f"{request.param}_folder"))


def test_cells_are_a_partition_and_none_is_near_one_of_its_lines(any_run: RunFolder) -> None:
    cells, merged = cells_of(any_run)
    results = any_run.results[(any_run.results["line_id"] != SCALING) & (any_run.results["view"] == "ef")]
    climate = climate_by_line(any_run)
    stage = dict(zip(results["line_id"], results["stage"], strict=True))
    if cells:
        assert sum(len(cell.lines) for cell in cells) == len(stage)
        assert frozenset().union(*(cell.lines for cell in cells)) == set(stage)
    for cell in cells:
        values = [climate[line] for line in cell.lines if line in climate]
        assert len(values) >= SETTINGS.customer_lines
        assert all(abs(sum(values) - value) >= SETTINGS.customer_margin * abs(value) for value in values)
        assert {merged.get(stage[line], stage[line]) for line in cell.lines} == {cell.stage}


def test_totals_are_those_of_the_run_with_three_digits(any_run: RunFolder) -> None:
    shown = for_customer(any_run).results
    assert set(shown["line_id"]) == {PRODUCT_LINE}
    before, after = (frame.groupby(["view", "indicator"])["value"].sum() for frame in (any_run.results, shown))
    assert dict(after) == {key: float(f"{value:.2e}") for key, value in before.items()}


def test_parts_have_one_number_of_whole_percents(any_run: RunFolder) -> None:
    shown = for_customer(any_run).run["held_back"]
    for part in shown["parts"]:
        assert set(part) == {"stage", "groups", "share"}
    for share in (*(part["share"] for part in shown["parts"]), *shown["stages"].values()):
        assert share == round(share, 2) or abs(share) == LEAST_SHARE


def test_nothing_is_weighted_and_what_is_partly_covered_stays_so(any_run: RunFolder) -> None:
    before, after = outcome(any_run), outcome(for_customer(any_run))
    assert not after.weighted
    assert not after.relevant.categories
    assert list(after.scores["partly_covered"]) == list(before.scores["partly_covered"])


def test_no_format_tells_a_weighted_or_normalised_value(hub: RunFolder, written: dict[str, str]) -> None:
    scores = outcome(hub).scores
    told = {significant(value, 3) for column in ("weighted", "normalised") for value in scores[column]}
    told = {text for text in told if len(re.sub(r"\D", "", text)) >= 3} - {significant(value) for value in scores["value"]}
    assert len(told) > 20
    for place in ("report.html/text", "report.docx/word/document.xml", "report.xlsx/xl/sharedStrings.xml"):
        assert "µPt" not in written[place]
    page = re.sub(r"<style.*?</style>|<svg.*?</svg>", "", written["report.html/text"], flags=re.S)
    text = re.sub(r"<[^>]*>", " ", page)
    assert not {number for number in told if re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,])", text)}


def test_every_number_of_the_page_and_the_workbook_is_a_total_or_a_whole_percent(hub: RunFolder, written: dict[str, str]) -> None:
    embedded = json.loads(re.search(r'id="data">(.*?)</script>', written["report.html/text"], re.S)[1])  # type: ignore[index]
    totals = {float(f"{value:.2e}") for value in hub.results.groupby(["view", "indicator"])["value"].sum()}
    assert all(len(measure["values"]) == 1 and set(measure["values"]) <= totals for measure in embedded["measures"])
    assert embedded["lines"] == [[hub.run["product"]["name"], ""]]
    assert not embedded["flows"]
    assert not embedded["tree"]
    assert "｜" not in json.dumps(embedded, ensure_ascii=False)
    charts = {place.split("/")[0] for place in written if "svg" in place}
    assert charts == {"parts.svg"}
    assert not [place for place in written if "xl/charts/" in place]


def test_a_chart_for_customers_is_there_in_both_kinds(hub_folder: Path, tmp_path: Path) -> None:
    files = write_report(hub_folder, lang="en", out=tmp_path, formats=("png", "svg"), for_customer=True)
    assert {path.name for path in files} == {"parts.png", "parts.svg"}


def test_only_what_is_listed_gets_through(any_run: RunFolder) -> None:
    shown = for_customer(replace(any_run, run=any_run.run | {"note_of_tomorrow": "recipe"}))
    assert "note_of_tomorrow" not in shown.run
    assert all(not len(getattr(shown, name)) for name in TABLES if name != "results")
    assert shown.run["form"]["file"] == ""


def made(run: RunFolder, lines: dict[str, tuple[str, str]], sizes: dict[str, float] | None = None) -> RunFolder:
    """Return a run of the given lines: id → stage and group; each has a value in all indicators, of the size given or 1."""
    first = run.results[(run.results["line_id"] == "M01")]
    parts = [
        first.assign(
            line_id=line,
            line_name=f"secret {line}",
            stage=stage,
            group=group,
            value=first["value"] * (sizes or {}).get(line, 1.0),
        )
        for line, (stage, group) in lines.items()
    ]
    return replace(run, results=pd.concat(parts, ignore_index=True))


def many(stage: str, group: str, count: int) -> dict[str, tuple[str, str]]:
    return {f"{stage}-{group}-{number}": (stage, group) for number in range(count)}


def test_a_group_of_one_line_is_joined_with_the_smallest_of_its_stage(run: RunFolder) -> None:
    lines = many("raw-materials", "material", 1) | many("raw-materials", "packaging", 3) | many("raw-materials", "auxiliary", 6)
    cells, merged = cells_of(made(run, lines))
    assert {(cell.groups, len(cell.lines)) for cell in cells} == {
        (frozenset({"material", "packaging"}), 4),
        (frozenset({"auxiliary"}), 6),
    }
    assert merged == {}


def test_two_small_groups_make_one_where_they_are_enough(run: RunFolder) -> None:
    lines = many("manufacturing", "energy", 2) | many("manufacturing", "water", 1) | many("manufacturing", "waste", 5)
    cells, _ = cells_of(made(run, lines))
    assert {cell.groups for cell in cells} == {frozenset({"energy", "water"}), frozenset({"waste"})}


@pytest.mark.parametrize(("size", "alone"), [(9.9, True), (10.1, False)])
def test_a_line_of_more_than_five_sixths_takes_its_group_into_another(run: RunFolder, size: float, alone: bool) -> None:
    lines = many("raw-materials", "material", 3) | many("raw-materials", "packaging", 4)
    cells, _ = cells_of(made(run, lines | many("use", "energy", 3), {"raw-materials-material-0": size}))
    assert (frozenset({"material"}) in {cell.groups for cell in cells}) is alone


def test_a_credit_that_hides_a_line_nearly_whole_does_not_make_it_safe(run: RunFolder) -> None:
    lines = many("raw-materials", "material", 3) | many("use", "energy", 30)
    sizes = {"raw-materials-material-0": 10.0, "raw-materials-material-1": 8.0, "raw-materials-material-2": -8.0}
    cells, merged = cells_of(made(run, lines, sizes))
    assert merged == {}
    assert cells == []


def test_a_stage_of_two_lines_is_counted_with_the_one_before_and_that_is_said(run: RunFolder) -> None:
    lines = many("raw-materials", "material", 3) | many("manufacturing", "energy", 4) | many("distribution", "transport", 2)
    shown = for_customer(made(run, lines))
    assert shown.run["held_back"]["merged_stages"] == {"distribution": "manufacturing"}
    assert shown.run["held_back"]["stages"] == {"raw-materials": 0.33, "manufacturing": 0.67}
    document = outline(outcome(shown), lang="en")
    assert "Distribution is counted with Manufacturing." in document.warning
    parts = next(ledger.table for ledger in document.ledgers() if ledger.name == "parts")
    assert "Distribution is counted with Manufacturing." in parts.note
    assert parts.rows == (("Raw material acquisition", "Material", "33%"), ("Manufacturing", "Energy, Transport", "67%"))


def test_where_only_the_whole_may_be_shown_the_totals_stand_alone(run: RunFolder, tmp_path: Path) -> None:
    lines = many("raw-materials", "material", 1) | many("manufacturing", "energy", 1) | many("use", "energy", 1)
    shown = for_customer(made(run, lines))
    assert shown.run["held_back"]["parts"] == []
    assert shown.run["held_back"]["merged_stages"] == {}
    document = outline(outcome(shown), lang="en")
    assert TOTAL_ONLY in {block.text for section in document.sections for block in section.all_blocks() if hasattr(block, "text")}
    assert "parts" not in {ledger.name for ledger in document.ledgers()}


@pytest.mark.parametrize("count", [1, 2])
def test_a_product_of_one_or_two_lines_has_no_such_edition(run: RunFolder, count: int) -> None:
    with pytest.raises(OutputError, match="too few lines for an edition for customers"):
        for_customer(made(run, many("raw-materials", "material", count)))


def test_names_of_groups_are_there_in_both_languages(hub: RunFolder) -> None:
    first = for_customer(hub).run["held_back"]["parts"][0]
    assert part_name(first, "en") == "Material, Packaging"
    assert part_name(first, "zh-TW") == "原物料、包裝"


def test_it_goes_to_a_folder_of_its_own(run_path: Path) -> None:
    written = write_report(run_path, lang="en", formats=("xlsx",), for_customer=True)
    assert written == [run_path / CUSTOMER_FOLDER / "report.xlsx"]


def test_a_run_to_compare_with_is_held_back_too(hub: RunFolder, run: RunFolder) -> None:
    document = outline(outcome(hub), lang="en", against=outcome(run), for_customer=True)
    table = next(ledger.table for ledger in document.ledgers() if ledger.name == "comparison")
    climate = for_customer(run).results
    total = climate.loc[(climate["view"] == "ef") & (climate["indicator"] == "climate-change"), "value"].sum()
    assert table.rows[0][2] == pytest.approx(total, rel=1e-12)
    assert total != run.results.loc[(run.results["view"] == "ef") & (run.results["indicator"] == "climate-change"), "value"].sum()
    assert not any("score" in str(row[0]) for row in table.rows)
