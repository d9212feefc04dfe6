"""The page: what it says, that it is sound HTML, and that it needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from synthetic_run import read_csv

from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.messages import translate
from ef_training.numbers import significant
from ef_training.report import page as page_module

VOID = {"meta", "img", "br", "hr", "input", "link"}
CHARTS = {"stage-shares": b"<svg/>", "pareto": b"<svg/>", "heatmap": b"<svg/>", "two-views": b"<svg/>"}
CHARTS |= {"waterfall-climate-change": b"<svg/>"}


class Reader(HTMLParser):
    """Collects tags, headings and table cells; notes tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.rows: list[list[str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text.append(data)
        if self.open and any(tag in ("td", "th") for tag in self.open):
            self.rows[-1][-1] += data


def read(result: Outcome, lang: str) -> Reader:
    reader = Reader()
    reader.feed(page_module.page(result, lang=lang, charts=CHARTS))
    return reader


@pytest.fixture(scope="module", params=["en", "zh-TW"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def reader(result: Outcome, lang: str) -> Reader:
    return read(result, lang)


def test_the_page_is_sound_and_reachable(reader: Reader, lang: str) -> None:
    assert reader.unbalanced == []
    assert reader.open == []
    names = [tag for tag, _ in reader.tags]
    assert dict(reader.tags)["html"]["lang"] == lang
    assert names.count("h1") == 1
    levels = [int(tag[1]) for tag in names if re.fullmatch("h[1-6]", tag)]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in reader.tags if tag == "th")
    assert names.count("caption") == names.count("table")
    assert all(attrs.get("alt") for tag, attrs in reader.tags if tag == "img")
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for tag, attrs in reader.tags if tag == "a"]
    assert links
    assert {str(link) for link in links} <= {f"#{i}" for i in ids}


def test_the_page_needs_nothing_else(result: Outcome, lang: str) -> None:
    text = page_module.page(result, lang=lang, charts=CHARTS)
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text
    sources = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert sources
    assert all(source.startswith(("data:", "#")) for source in sources)


def test_values_are_those_of_the_results(reader: Reader, result: Outcome, run_path: Path, lang: str) -> None:
    totals: dict[str, float] = {}
    for row in read_csv(run_path / "results.csv"):
        if row["view"] == "ef" and row["value"]:
            totals[row["indicator"]] = totals.get(row["indicator"], 0.0) + float(row["value"])
    lowered = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
    names = result.scores["name_zh" if lang == "zh-TW" else "name_en"]
    for indicator, name in names.items():
        row = next(row for row in reader.rows if row and row[0].strip("† ") == name)
        assert row[1] == significant(totals[str(indicator)]).translate(lowered)


def test_most_relevant_indicators_are_marked(result: Outcome) -> None:
    rows = [row for row in read(result, "en").rows if len(row) == 6]
    marked = {row[0].strip("†") for row in rows if row[4].strip() == "●"}
    assert marked == set(result.scores.loc[result.relevant.categories, "name_en"])


def test_the_first_page_says_what_must_be_said(reader: Reader, lang: str) -> None:
    text = " ".join("".join(reader.text).split())
    for part in {
        "en": ("not for disclosure, labels or tenders", "PEF-aligned, not PEF-compliant", "forbids weighted results", "1 piece"),
        "zh-TW": ("不得用於揭露、標示或投標", "PEF-aligned", "加權結果", "1 個"),
    }[lang]:
        assert part in text
    assert "AR5, AR6" in text
    assert "環境部 碳足跡排放係數" in text
    assert "政府資料開放授權條款第1版" in text
    assert "Joint Research Centre" in text


def sentences(result: Outcome) -> list[str]:
    text = page_module.page(result, lang="en", charts=CHARTS)
    block = text.split('<ul class="lead">')[1].split("</ul>")[0]
    return re.findall(r"<li>(.*?)</li>", block)


def test_screening_is_said_first_only_above_ten_percent(result: Outcome, warned: Outcome, withheld: Outcome) -> None:
    assert sentences(result)[-1].startswith("Lines with a climate factor only, wholly or in part: 2 of 36")
    assert sentences(result)[0].startswith("Climate change of 1 piece of")
    assert sentences(warned)[0].startswith("Lines with a climate factor only")
    assert sentences(withheld)[0].startswith("Lines with a climate factor only")


def with_share(result: Outcome, share: float) -> Outcome:
    """The same run with another part of the climate score known by climate change alone."""
    record = result.run.run
    return outcome(replace(result.run, run=record | {"screening": record["screening"] | {"climate_share": share}}))


@pytest.mark.parametrize(("share", "first"), [(0.0999, False), (0.10, False), (0.1001, True), (0.30, True), (0.3001, True)])
def test_the_first_sentence_speaks_of_screening_above_ten_percent_and_not_at_it(
    result: Outcome, share: float, first: bool
) -> None:
    said = sentences(with_share(result, share))
    assert said[0].startswith("Lines with a climate factor only") is first
    assert sum(text.startswith("Lines with a climate factor only") for text in said) == 1


@pytest.mark.parametrize(("share", "given"), [(0.2999, True), (0.30, True), (0.3001, False)])
def test_single_score_and_list_are_withheld_above_thirty_percent_and_not_at_it(
    result: Outcome, share: float, given: bool
) -> None:
    edge = with_share(result, share)
    text = page_module.page(edge, lang="en", charts=CHARTS)
    assert ("Single score (sum of the weighted indicators)" in text) is given
    assert ("µPt" in text) is given
    assert ("most relevant and make" in text) is given
    assert ("no single score and no list of most relevant categories" in text) is not given
    assert edge.weighted is given


def test_above_thirty_percent_there_is_no_single_score_and_no_list(withheld: Outcome) -> None:
    reader = read(withheld, "en")
    text = " ".join(reader.text)
    assert "µPt" not in text
    assert "no single score" in text
    assert "●" not in "".join(row[4] for row in reader.rows if len(row) == 6 and row[0].startswith("Climate change"))


def test_missing_values_are_dashes(result: Outcome) -> None:
    reader = read(result, "en")
    row = next(row for row in reader.rows if row and row[0] == "鹽酸霧排放" and len(row) == 7)
    assert row[3] == row[5] == row[6] == "—"
    assert row[4] == "0"


def test_the_largest_differences_between_the_views_are_explained(result: Outcome) -> None:
    rows = [row for row in read(result, "en").rows if len(row) == 6]
    scaled = next(row for row in rows if row[0].startswith("截斷放大"))
    assert scaled[2] == scaled[3] == "—"
    assert scaled[5].startswith("MOENV's rules scale the carbon footprint up")


def test_the_ledger_of_what_is_cut_off_and_its_limits(result: Outcome, lang: str) -> None:
    rows = read(result, lang).rows
    ledger = {row[1]: row for row in rows if len(row) == 11 and row[0] == "標籤貼紙"}
    ef, cfp = (ledger[translate(name, lang)] for name in ("EF view", "carbon footprint view"))
    assert (ef[7], ef[8]) == ("—", "—")  # nobody knows its score: not zero
    assert (cfp[7], cfp[8]) == ("0.0600", "1.2%")
    kept = [row[5] for row in rows if len(row) == 7 and row[6] == "M10"]
    assert kept == {"en": ["yes", "cannot be told", "no", "yes"]}.get(lang, kept)
    assert len(kept) == 4
    share = [row[2] for row in rows if len(row) == 7 and row[6] == "M10"]
    assert share == ["0.1%", "—", "1.2%", "1.2%"]


def test_partly_covered_is_marked_wherever_it_is_shown(result: Outcome) -> None:
    text = page_module.page(result, lang="en", charts=CHARTS)
    categories = [record["name_en"] for record in result.run.run["indicators"] if record["id"] in result.relevant.categories]
    assert [name for name in categories if name != "Climate change"]
    for name in categories:
        dagger = "" if name == "Climate change" else "†"
        assert f"<h3>{name}{dagger} (" in text
        assert re.search(rf"<td>{name}{dagger}</td>", text)  # with and without toxicity
    coverage = {row[0]: row[1:] for row in read(result, "en").rows if len(row) == 6 and row[4].endswith("%")}
    assert coverage["Water use†"][:3] == ["34", "1", "1"]
    assert coverage["Climate change"][:3] == ["36", "0", "0"]
    assert "Climate change: fossil†" in "".join(read(result, "en").text)


def test_what_is_left_out_has_no_amount(result: Outcome) -> None:
    row = next(row for row in read(result, "en").rows if row and row[0] == "M10" and row[2] == "left out")
    assert row[5] == row[7] == "—"
    assert row[9] == "小於 1 %，無對應係數"


def test_text_from_the_form_is_text(result: Outcome) -> None:
    text = page_module.page(result, lang="en", charts=CHARTS)
    assert "not accounted for &lt;b&gt;" in text
    assert "not accounted for <b>" not in text
    assert "=HYPERLINK(&#34;x&#34;)" in text


def test_every_line_with_its_cell_and_multiplier(result: Outcome) -> None:
    rows = read(result, "en").rows
    acid = [row for row in rows if row and row[0] == "M07"]
    assert any("0.32" in row and "concentration 32 %" in row and row[-1].startswith("原物料!K") for row in acid)
    assert any(row[-1].startswith("原物料!D") for row in acid)
    for line in result.run.inventory["line_id"]:
        assert any(row and row[0] == line for row in rows), line


def test_colours_of_the_style_sheet_are_legible() -> None:
    css = page_module._source("report.css")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css)) | {"white": "#ffffff"}

    def luminance(colour: str) -> float:
        linear = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in linear]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for ink, ground in (("ink", "white"), ("ink", "band"), ("ink", "bar"), ("quiet", "white"), ("alert", "alert-band")):
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"
