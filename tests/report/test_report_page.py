"""The page: what it says, that it is sound HTML, and that it needs nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from made_page import Reader, made, read
from synthetic_run import build, read_csv

from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.numbers import significant
from ef_training.report.document import Chart, Document, Items, Ledger, Paragraph, Section
from ef_training.report.page import build as building
from ef_training.report.page import page
from ef_training.report.page.heat import ink_on, shade, shades
from ef_training.report.tables import table

LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")


@pytest.fixture(scope="module")
def text(full: Outcome) -> str:
    return made(full, "zh-TW")


@pytest.fixture(scope="module")
def plain(result: Outcome) -> str:
    """The page of the run without supply chains and ratings, in English."""
    return made(result, both=False)


@pytest.fixture(scope="module", params=["en", "zh-TW"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def reader(text: str, lang: str) -> Reader:
    return read(text, lang)


def small(lang: str, *, title: str = "Title", blocks: tuple[object, ...] = ()) -> Document:
    """A document of one section."""
    section = Section("summary", "Summary", blocks)  # type: ignore[arg-type]
    return Document(lang, title, "about", (("Company", "A & B"),), "", (section,))


def test_the_whole_page_is_sound(text: str) -> None:
    whole = read(text)
    assert whole.unbalanced == []
    assert whole.open == []
    assert dict(whole.tags)["html"]["lang"] == "zh-TW"
    ids = [attrs["id"] for _, attrs in whole.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {str(attrs["href"]) for tag, attrs in whole.tags if tag == "a"}
    assert len(links) > 20
    assert links <= {f"#{i}" for i in ids}
    for key in ("aria-labelledby", "for"):
        assert {str(attrs[key]) for _, attrs in whole.tags if key in attrs} <= set(ids)
    assert {attrs["lang"] for _, attrs in whole.tags if "half" in str(attrs.get("class"))} == {"zh-TW", "en"}
    assert [attrs.get("value") for tag, attrs in whole.tags if tag == "input" and "checked" in attrs and "name" in attrs] == [
        "zh-TW"
    ]


def test_each_language_has_headings_in_order_and_headers_with_scope(reader: Reader) -> None:
    names = [tag for tag, _ in reader.tags]
    assert names.count("h1") == 1
    levels = [int(tag[1]) for tag in names if re.fullmatch("h[1-6]", tag)]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in reader.tags if tag == "th")
    assert names.count("caption") == names.count("table")
    assert names.count("figcaption") == names.count("figure") >= 7


def test_the_page_needs_nothing_else(text: str) -> None:
    assert "@import" not in text
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {"#hatch"}
    assert all(link.startswith("#") for link in re.findall(r'(?:src|href)="([^"]*)"', text))
    assert "http" not in re.sub(r'http-equiv|"http://www.w3.org/2000/svg"', "", text)
    assert not re.search(r"<[^>]*\s(?:on\w+|style)=", re.sub(r"(?s)<script.*?</script>", "", text))


def test_the_policy_lets_this_style_and_this_script_act_and_nothing_else(text: str) -> None:
    import base64
    import hashlib

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    rules = policy[1].replace("&#39;", "'")
    assert rules.startswith("default-src 'none';")
    assert "unsafe" not in rules
    for tag in ("style", "script"):
        inner = re.search(rf"(?s)<{tag}>(.*?)</{tag}>", text)
        assert inner
        digest = base64.b64encode(hashlib.sha256(inner[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules
    script = re.search(r"(?s)<script>(.*?)</script>", text)
    assert script
    assert not re.search(r"\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write", script[1])


def test_values_are_those_of_the_results(reader: Reader, result: Outcome, run_path: Path, lang: str) -> None:
    totals: dict[str, float] = {}
    for row in read_csv(run_path / "results.csv"):
        if row["view"] == "ef" and row["value"]:
            totals[row["indicator"]] = totals.get(row["indicator"], 0.0) + float(row["value"])
    names = result.scores["name_zh" if lang == "zh-TW" else "name_en"]
    for indicator, name in names.items():
        row = next(row for row in reader.rows if row and row[0].strip("† ") == name)
        assert row[1] == significant(totals[str(indicator)]).translate(LOWERED)


def test_the_data_of_the_script_are_those_of_the_results(text: str, run_path: Path) -> None:
    found = re.search(r'(?s)<script type="application/json" id="data">(.*?)</script>', text)
    assert found
    data = json.loads(found[1])
    values = {measure["id"]: measure["values"] for measure in data["measures"]}
    sums: dict[tuple[str, str], float] = {}
    for row in read_csv(run_path / "results.csv"):
        if row["view"] == "ef" and row["value"]:
            key = (row["indicator"], row["line_name"].removeprefix("'"))
            sums[key] = sums.get(key, 0.0) + float(row["value"])
    assert len(values) == 1 + 16 + 3
    for (indicator, name), value in sums.items():
        place = next(place for place, line in enumerate(data["lines"]) if line[0] == name)
        assert values[indicator][place] == pytest.approx(value, rel=1e-12)
    assert sum(value is None for value in values["acidification"]) == 1
    assert set(data["flows"]) == set(data["tree"]) == set(values) - {"weighted"}
    for indicator, tree in data["tree"].items():
        assert tree["v"] == pytest.approx(sum(value or 0.0 for value in values[indicator]), abs=1e-9 * abs(tree["v"]) + 1e-15)


def test_most_relevant_indicators_are_marked(result: Outcome, plain: str) -> None:
    rows = [row for row in read(plain, "en").rows if len(row) == 6]
    marked = {row[0].strip("†") for row in rows if row[4].strip() == "●"}
    assert marked == set(result.scores.loc[result.relevant.categories, "name_en"])


def test_the_first_page_says_what_must_be_said(reader: Reader, lang: str) -> None:
    for part in {
        "en": ("not for disclosure, labels or tenders", "PEF-aligned, not PEF-compliant", "forbids weighted results", "1 piece"),
        "zh-TW": ("不得用於揭露、標示或投標", "PEF-aligned", "加權結果", "1 個"),
    }[lang]:
        assert part in reader.said
    assert "環境部 碳足跡排放係數" in reader.said
    assert "政府資料開放授權條款第1版" in reader.said
    assert "Joint Research Centre" in reader.said


def test_the_cards_and_the_three_largest_contributions(result: Outcome, plain: str, withheld: Outcome) -> None:
    half = plain.split('lang="en" data-title')[1]
    cards = half.split('<dl class="cards">')[1].split("</dl>")[0]
    assert f'<span class="figure">{significant(float(result.scores.at["climate-change", "value"]))}</span> kg CO₂ eq' in cards
    assert f'<span class="figure">{significant(float(result.scores["weighted"].sum()))}</span> µPt' in cards
    names = re.findall(r'<bdi class="name">([^<]*)</bdi>', half.split('<div class="largest">')[1].split("</ol>")[0])
    assert [name.rstrip("†") for name in names] == list(result.ranked["line_name"].head(3))
    cards = made(withheld, both=False).split('<dl class="cards">')[1].split("</dl>")[0]
    assert "µPt" not in cards


def with_share(result: Outcome, share: float) -> Outcome:
    """The same run with another part of the climate score known by climate change alone."""
    record = result.run.run
    return outcome(replace(result.run, run=record | {"screening": record["screening"] | {"climate_share": share}}))


def warnings(result: Outcome) -> list[str]:
    """What page one warns of."""
    half = made(result, both=False).split('id="en-result"')[1].split('<section id="en-general"')[0]
    return re.findall(r'<p class="alert" role="note">(.*?)</p>', half)


@pytest.mark.parametrize(("share", "first"), [(0.10, False), (0.1001, True)])
def test_page_one_begins_with_screening_above_ten_percent_and_not_at_it(result: Outcome, share: float, first: bool) -> None:
    said = [text for text in warnings(with_share(result, share)) if text.startswith("Lines with a climate factor only")]
    assert len(said) == first


@pytest.mark.parametrize(("share", "given"), [(0.30, True), (0.3001, False)])
def test_single_score_and_list_are_withheld_above_thirty_percent_and_not_at_it(
    result: Outcome, share: float, given: bool
) -> None:
    edge = with_share(result, share)
    reader = read(made(edge, both=False), "en")
    assert ("Single score" in reader.said) is given
    assert ("µPt" in reader.said) is given
    assert ("no single score and no list of most relevant categories" in reader.said) is not given
    assert edge.weighted is given


def test_partly_covered_is_marked_wherever_it_is_shown(result: Outcome, plain: str) -> None:
    reader = read(plain, "en")
    cells = {cell for row in reader.rows for cell in row}
    partly = list(result.scores.loc[result.scores["partly_covered"], "name_en"])
    assert partly
    for name in partly:
        assert f"{name}†" in cells
    options = [text for text in re.findall(r"<option[^>]*>([^<]*)</option>", plain) if text.startswith("Water use")]
    assert options
    assert set(options) == {"Water use†"}


def test_text_from_the_form_is_text(text: str) -> None:
    assert "not accounted for &lt;b&gt;" in text
    assert "not accounted for <b>" not in text
    assert "=HYPERLINK(&#34;x&#34;)" in text


def test_every_line_with_its_cell_and_multiplier(result: Outcome, plain: str) -> None:
    rows = read(plain, "en").rows
    acid = [row for row in rows if row and row[0] == "M07"]
    assert any("0.32" in row and row[-1].startswith("原物料!K") for row in acid)
    for line in result.run.inventory["line_id"]:
        assert any(row and row[0] == line for row in rows), line


HOSTILE = (
    "</script><script>alert(1)</script>",
    "</style><!-- \"'><img src=x onerror=alert(1)>",
    "\u202eتجربة اللغة\u202c 😀 &amp; {{ 7 * 7 }} {indicator}",
    "長" * 300,
    "x" * 300,
    "line\u2028separator\\u003c",
)


def hostile() -> Outcome:
    """The run with names that would break a careless page."""
    run = build()
    names = dict(zip(["M01", "E01", "M02", "M03", "D02", "S04"], HOSTILE, strict=True))
    tables = {}
    for key, column in (("results", "line_name"), ("inventory", "name"), ("targets", "line_name")):
        frame = getattr(run, key).copy()
        frame[column] = frame["line_id"].map(names).fillna(frame[column])
        tables[key] = frame
    product = run.run["product"] | {"name": HOSTILE[0]}
    return outcome(replace(run, run=run.run | {"product": product}, **tables))


def test_no_name_breaks_out_of_its_place() -> None:
    text = made(hostile(), both=False)
    reader = read(text)
    assert reader.unbalanced == []
    assert [tag for tag, _ in reader.tags].count("script") == 2
    assert [tag for tag, _ in reader.tags].count("img") == 0
    assert not any(key.startswith("on") for _, attrs in reader.tags for key in attrs)
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert {line[0] for line in data["lines"]} >= set(HOSTILE)
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_a_page_of_one_language_and_charts_it_does_not_know(result: Outcome) -> None:
    rows = [("a", None, True, float("nan"), 2.0), ("אב", 0.5, None, 1e-9, "1 to 2")]
    kinds = [("Name", "name"), ("Share", "share"), ("Mark", "mark"), ("Value", "value"), ("Amount", "amount")]
    blocks = (
        Paragraph("One & only", "lead"),
        Items(("first <b>", "second")),
        Chart("of-tomorrow", "A chart in words."),
        Ledger("one", table("Caption", kinds, rows, "A note.")),
        Ledger("empty", table("Nothing", kinds, [])),
    )
    text = page(result, lang="en", documents={"en": small("en", blocks=blocks)})
    reader = read(text, "en")
    assert reader.rows[1:] == [["a", "—", "●", "—", "2"], ["אב", "50.0%", "—", "1.00 × 10−9", "1 to 2"]]
    assert "A chart in words." in reader.said
    assert "Nothing" not in reader.said
    assert "<bdi>אב</bdi>" in text
    assert '<td class="num share w50">50.0%</td>' in text
    assert '<p class="lead">One &amp; only</p>' in text
    assert text.count('type="radio"') == 1
    with pytest.raises(KeyError):
        page(result, lang="zh-TW", documents={"en": small("en")})


def test_the_other_run_is_drawn_beside_this_one(full: Outcome, text: str) -> None:
    other = outcome(build(screening_factor=2))
    half = made(full, against=other, both=False)
    assert half.count('data-chart="versions"') == 1
    assert 'data-chart="versions"' not in text


def test_three_hundred_lines_stay_below_three_megabytes(result: Outcome) -> None:
    import pandas as pd

    run = result.run
    copies = range(9)

    def many(frame: pd.DataFrame) -> pd.DataFrame:
        parts = []
        for copy in copies:
            part = frame.copy()
            for column in ("line_id", "line_name", "name"):
                if column in part and column in ("line_id", "line_name"):
                    part[column] = part[column].map(lambda text, copy=copy: f"{text}-{copy}" if text and copy else text)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

    names = ("results", "inventory", "targets", "contributions")
    big = outcome(replace(run, **{name: many(getattr(run, name)) for name in names}))
    assert len(big.lines) > 300
    assert len(made(big).encode()) < 3_000_000


def luminance(colour: str) -> float:
    linear = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in linear]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_of_the_style_sheet_are_legible() -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", building._source("report.css")))
    pairs = [("ink", "paper"), ("ink", "band"), ("ink", "bar"), ("quiet", "paper"), ("quiet", "band"), ("alert", "alert-band")]
    pairs += [("accent", "paper"), ("accent", "band")]
    for ink, ground in pairs:
        assert contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"


def test_every_shade_of_the_heatmap_has_a_legible_ink() -> None:
    rules = re.findall(r"\.(\w+) \{ background: (#\w{6}); color: (#\w{6}); \}", shades())
    assert len(rules) == 51
    for name, ground, ink in rules:
        assert contrast(ink, ground) >= 4.5, name
        assert ink == ink_on(ground)
    assert [shade(share) for share in (0.0, 0.01, 0.5, 1.0, -0.5, -1.0)] == ["h0", "h0", "h12", "h25", "c12", "c25"]
    assert len({ground for _, ground, _ in rules}) > 45
