"""The page in Chromium: nothing is asked of the network, charts are drawn and answer, by mouse, keys and without scripts; on
paper and on a telephone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from made_page import made
from synthetic_run import read_csv
from test_report_page import HOSTILE, contrast, hostile

from ef_training.hotspots.outcome import Outcome
from ef_training.numbers import significant

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")


class Opened:
    """A page in the browser; what it asks for and what it says on its console is kept."""

    def __init__(self, browser: sync_api.Browser, path: Path, **options: object) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30000)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.route("**/*", self._note)
        self.url = path.as_uri()
        self.page.goto(self.url)

    def _note(self, route: sync_api.Route) -> None:
        self.asked.append(route.request.url)
        route.continue_()


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="module")
def path(full: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(made(full, "zh-TW"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def opened(browser: sync_api.Browser, path: Path) -> Iterator[Opened]:
    """The page at desk width, for tests that only look."""
    found = Opened(browser, path, viewport={"width": 1280, "height": 900})
    yield found
    found.context.close()


@pytest.fixture
def used(browser: sync_api.Browser, path: Path) -> Iterator[sync_api.Page]:
    """The page afresh, in English, for tests that use it; whatever they do, its console is silent and it asks for nothing."""
    found = Opened(browser, path, viewport={"width": 1280, "height": 900})
    found.page.check("#language-en")
    yield found.page
    assert found.said == []
    assert [url for url in found.asked if not url.startswith(found.url)] == []
    found.context.close()


def totals(run_path: Path) -> dict[tuple[str, str], float]:
    """Return (indicator, line name) → value as results.csv has it."""
    sums: dict[tuple[str, str], float] = {}
    for row in read_csv(run_path / "results.csv"):
        if row["view"] == "ef" and row["value"]:
            key = (row["indicator"], row["line_name"].removeprefix("'"))
            sums[key] = sums.get(key, 0.0) + float(row["value"])
    return sums


def cells(page: sync_api.Page, chart: str = "explorer", half: str = "en") -> list[list[str]]:
    """Return name, value and share of the rows of a chart."""
    return page.evaluate(
        """([half, chart]) => [...document.querySelectorAll(`#${half} [data-chart=${chart}] tbody tr`)].map(
          (row) => [row.querySelector('.name, button').textContent,
            ...[...row.querySelectorAll('.num')].map((cell) => cell.textContent)])""",
        [half, chart],
    )


def test_nothing_is_asked_of_anyone_and_the_console_is_silent(opened: Opened) -> None:
    opened.page.wait_for_timeout(200)
    assert opened.asked == [opened.url]
    assert opened.said == []


def test_every_chart_is_drawn(opened: Opened) -> None:
    found = opened.page.evaluate(
        """() => [...document.querySelectorAll('#zh .chart')].map((chart) => [chart.dataset.chart,
          chart.getBoundingClientRect().width, chart.getBoundingClientRect().height,
          [...chart.querySelectorAll('svg rect, svg path, svg circle, td[class]')].filter((part) => {
            const box = part.getBoundingClientRect(); return box.width > 0 && box.height > 0; }).length])"""
    )
    assert {kind for kind, *_ in found} >= {"explorer", "stack", "heat", "views", "steps", "flows", "tree"}
    for kind, width, height, parts in found:
        assert width > 700, kind
        assert height > 100, kind
        assert parts >= 4, kind


def test_bars_are_as_many_as_lines_and_as_long_as_their_values(used: sync_api.Page, full: Outcome) -> None:
    page = used
    assert len(cells(page)) == 16  # fifteen and the rest
    page.check("#en [data-all]")
    rows = page.evaluate(
        """() => [...document.querySelectorAll('#en [data-chart=explorer] tbody tr')].map((row) =>
          [row.querySelector('.name').textContent, row.querySelector('rect').getBoundingClientRect().width])"""
    )
    assert [name.rstrip("†") for name, _ in rows] == list(full.ranked["line_name"])
    longest = rows[0][1]
    for (_, width), value in zip(rows, full.ranked["value"], strict=True):
        assert width == pytest.approx(longest * abs(value) / full.ranked["value"].iloc[0], abs=1.0)


def test_choosing_an_indicator_shows_the_values_of_the_results(used: sync_api.Page, full: Outcome, run_path: Path) -> None:
    page, values = used, totals(run_path)
    page.check("#en [data-all]")
    before = cells(page)
    for indicator in ("water-use", "ozone-depletion", "climate-change"):
        page.select_option("#en [data-chart=explorer] [data-choice]", indicator)
        shown = {name.rstrip("†"): value for name, value, *_ in cells(page)}
        expected = {name: significant(v).translate(LOWERED) for (known, name), v in values.items() if known == indicator}
        assert shown == expected
        assert cells(page) != before
    page.select_option("#en [data-chart=explorer] [data-choice]", "acidification")
    assert "Lines without a value for this indicator: 1." in page.inner_text("#en [data-chart=explorer] [data-note]")
    name = full.scores.at["acidification", "name_en"]
    for chart in ("explorer", "flows", "tree", "steps"):
        assert name in page.inner_text(f"#en [data-chart={chart}] figcaption")


def test_the_script_draws_what_the_page_drew(browser: sync_api.Browser, path: Path) -> None:
    """The first drawing stands in the page; choosing another indicator and coming back must not change it."""
    with_script, without = Opened(browser, path), Opened(browser, path, java_script_enabled=False)
    markup = (
        "(chart) => document.querySelector(`#zh [data-chart=${chart}] ${chart === 'flows' ? '[data-drawing]' : '[data-rows]'}`)"
    )
    taken = f"(chart) => ({markup})(chart).textContent"
    sizes = "(part) => [part.getAttribute('class'), part.getAttribute('d') || part.getAttribute('width')]"
    shapes = f"(chart) => [...({markup})(chart).querySelectorAll('rect, path')].map({sizes})"
    with_script.page.select_option("#zh [data-chart=explorer] [data-choice]", "water-use")
    with_script.page.select_option("#zh [data-chart=explorer] [data-choice]", "climate-change")
    with_script.page.select_option("#zh [data-chart=explorer] [data-choice]", "weighted")
    for chart in ("explorer", "steps", "flows", "tree"):
        assert with_script.page.evaluate(taken, chart) == without.page.evaluate(taken, chart), chart
        for drawn, first in zip(with_script.page.evaluate(shapes, chart), without.page.evaluate(shapes, chart), strict=True):
            assert drawn[0] == first[0]
            ends = [re.findall(r"-?[\d.]+", text) for text in (drawn[1], first[1])]
            assert [float(x) for x in ends[0]] == pytest.approx([float(x) for x in ends[1]], abs=0.011)
    with_script.context.close()
    without.context.close()


def test_a_hidden_stage_leaves_the_others(used: sync_api.Page, full: Outcome) -> None:
    page = used
    page.check("#en [data-all]")
    page.uncheck("#en [data-stage-filter][value=raw-materials]")
    page.uncheck("#en [data-stage-filter][value=manufacturing]")
    left = full.ranked[~full.ranked["stage"].isin(["raw-materials", "manufacturing"])]
    assert [row[0].rstrip("†") for row in cells(page)] == list(left["line_name"])
    for stage in ("distribution", "use", "end-of-life"):
        page.uncheck(f"#en [data-stage-filter][value={stage}]")
    assert "No line of the chosen stages" in page.inner_text("#en [data-chart=explorer] tbody")
    page.check("#en [data-stage-filter][value=use]")
    assert len(cells(page)) == 2


def test_hovering_a_bar_tells_its_numbers(used: sync_api.Page, full: Outcome) -> None:
    page, first = used, full.ranked.iloc[0]
    page.hover("#en [data-chart=explorer] tbody tr:first-child .bar")
    text = page.inner_text("#tip")
    for part in (
        first["line_name"],
        f"{significant(float(first['value']))} µPt",
        f"{first['share']:.1%}",
        "Raw material acquisition",
    ):
        assert part in text
    box = page.locator("#tip").bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)  # the pointer may go onto it
    page.wait_for_timeout(250)
    assert page.is_visible("#tip")
    page.keyboard.press("Escape")
    assert not page.is_visible("#tip")
    partly = page.locator("#en [data-chart=explorer] tbody tr", has_text="†").first
    partly.locator(".bar").hover()
    assert "only a part of the line" in page.inner_text("#tip")
    page.hover("#en h1")
    page.wait_for_timeout(250)
    assert not page.is_visible("#tip")
    for chart in ("stack", "views", "flows"):
        page.hover(f"#en [data-chart={chart}] [data-tip] >> nth=0")
        assert page.inner_text("#tip"), chart


def test_the_page_is_used_with_keys_alone(used: sync_api.Page) -> None:
    page = used
    page.goto(page.url)
    focused = "() => [document.activeElement.tagName, document.activeElement.id, document.activeElement.className]"
    page.keyboard.press("Tab")
    assert page.evaluate(focused)[2].startswith("skip")
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Tab")
    assert page.evaluate(focused)[1] == "language-zh"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.is_visible("#en h1")
    assert not page.is_visible("#zh h1")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('[data-chart=explorer] [data-choice]')"):
            break
    page.keyboard.press("ArrowDown")  # a list answers to arrows
    assert page.evaluate("() => document.activeElement.value") == "climate-change"
    assert "Climate change" in page.inner_text("#en [data-chart=explorer] figcaption")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('[data-chart=explorer] tbody tr')"):
            break
    assert page.is_visible("#tip")
    first = page.inner_text("#tip")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-describedby')") == "tip"
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#tip") != first
    page.keyboard.press("Home")
    assert page.inner_text("#tip") == first
    page.keyboard.press("Escape")
    assert not page.is_visible("#tip")
    page.focus("#en [data-indicator=land-use] button")
    page.keyboard.press("Enter")
    assert page.input_value("#en [data-chart=explorer] [data-choice]") == "land-use"
    assert page.get_attribute("#en [data-indicator=land-use] button", "aria-pressed") == "true"
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_the_language_switch_changes_everything(used: sync_api.Page) -> None:
    page = used
    page.select_option("#en [data-chart=explorer] [data-choice]", "water-use")
    page.check("#language-zh")
    assert page.evaluate("() => document.documentElement.lang") == "zh-TW"
    assert page.title().startswith("環境足跡")
    assert page.input_value("#zh [data-chart=explorer] [data-choice]") == "water-use"
    assert not page.is_visible("#en")
    page.goto(page.url.split("#")[0] + "#en-annex")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert page.is_visible("#en-annex")


def test_without_scripts_charts_and_both_languages_are_there(browser: sync_api.Browser, path: Path) -> None:
    found = Opened(browser, path, java_script_enabled=False)
    page = found.page
    for chart in ("explorer", "stack", "heat", "views", "steps", "flows", "tree"):
        box = page.locator(f"#zh [data-chart={chart}]").first.bounding_box()
        assert box, chart
        assert box["height"] > 100, chart
    assert not page.is_visible("#zh .controls >> nth=0")
    assert page.is_visible("#zh [data-chart=explorer] .legend")
    assert not page.is_visible("#en h1")
    page.check("#language-en")
    assert page.is_visible("#en h1")
    assert not page.is_visible("#zh h1")
    page.click("#en [data-chart=tree] details details summary >> nth=0")
    found.context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_telephone_scrolls_in_one_direction_only(browser: sync_api.Browser, path: Path, lang: str) -> None:
    found = Opened(browser, path, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    found.page.check(f"#language-{lang}")
    assert found.page.evaluate("() => document.documentElement.scrollWidth") == 390
    small = found.page.evaluate(
        f"""() => [...document.querySelectorAll('#{lang} p, #{lang} li, #{lang} td, #{lang} .controls label')].filter((item) =>
          item.getClientRects().length && parseFloat(getComputedStyle(item).fontSize) < 11.5).map((item) => item.outerHTML)"""
    )
    assert small[:3] == []
    found.context.close()


def test_names_of_any_kind_stay_names(browser: sync_api.Browser, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(made(hostile(), both=False), encoding="utf-8")
    found = Opened(browser, file, viewport={"width": 390, "height": 844})
    dialogs: list[str] = []
    found.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    found.page.check("[data-all]")
    names = {row[0].rstrip("†") for row in cells(found.page)}
    assert names >= set(HOSTILE)
    for place in range(3):
        found.page.hover(f"#en [data-chart=explorer] tbody tr >> nth={place} >> .bar")
    assert found.page.evaluate("() => document.documentElement.scrollWidth") == 390
    assert found.page.evaluate("() => document.querySelectorAll('img, script:not([type])').length") == 1
    assert (found.said, dialogs, found.asked) == ([], [], [found.url])
    found.context.close()


CONTRASTS = """() => {
  const solid = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)' && colour !== 'transparent') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.querySelector('body'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest('svg, script, style')) continue;
    if (!element.getClientRects().length) continue;
    const pair = getComputedStyle(element).color + '|' + solid(element);
    if (!found.has(pair)) found.set(pair, element.outerHTML.slice(0, 80));
  }
  return [...found];
}"""


def test_every_text_has_enough_contrast(opened: Opened) -> None:
    found = opened.page.evaluate(CONTRASTS)
    assert len(found) > 6
    for pair, where in found:
        ink, ground = ("#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3]) for colour in pair.split("|"))
        assert contrast(ink, ground) >= 4.5, (pair, where)


def test_every_control_has_a_name_and_every_landmark_is_there(opened: Opened) -> None:
    nameless = opened.page.evaluate(
        """() => [...document.querySelectorAll('#zh :is(select, input, button, summary), .languages input')].filter((field) =>
          !(field.labels && [...field.labels].some((label) => label.textContent.trim())) && !field.textContent.trim())
          .map((field) => field.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    snapshot = opened.page.locator("body").aria_snapshot()
    for part in (
        "- banner:",
        "- main:",
        "- navigation",
        'heading "環境足跡',
        "[level=1]",
        "- table",
        "columnheader",
        "rowheader",
    ):
        assert part in snapshot, part
    levels = [int(level) for level in re.findall(r"\[level=(\d)\]", snapshot)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    unnamed = opened.page.evaluate(
        """() => [...document.querySelectorAll('#zh svg')].filter((svg) => svg.getAttribute('aria-hidden') !== 'true'
          && !(svg.getAttribute('role') && svg.getAttribute('aria-label'))).length"""
    )
    assert unnamed == 0


@pytest.fixture(scope="module")
def printed(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page on paper, in Chinese."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    file = tmp_path_factory.mktemp("paper") / "report.pdf"
    opened.page.pdf(path=str(file), prefer_css_page_size=True, print_background=True)
    return file


def pages_of(path: Path) -> list[str]:
    """Return the text of every page."""
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return found.stdout.decode("utf-8").split("\f")[:-1]


def test_the_page_prints_on_a4_in_the_language_shown(printed: Path, full: Outcome) -> None:
    about = subprocess.run(["pdfinfo", "-f", "1", "-l", "99", str(printed)], capture_output=True, check=True).stdout.decode()
    sizes = {tuple(round(float(x)) for x in pair) for pair in re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", about)}
    assert sizes == {(595, 842), (842, 595)}
    pages = pages_of(printed)
    assert 8 <= len(pages) <= 40
    for number, one in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in one
        assert len(re.sub(r"\s", "", one)) > 120, f"page {number} is all but blank"
    joined = re.sub(r"\s", "", "".join(pages))
    assert "不得用於揭露、標示或投標" in joined
    assert re.sub(r"\s", "", str(full.ranked["line_name"].iloc[0])) in joined
    assert "氣候變遷" in pages[0]
    for hidden in ("Declared unit", "English", "目錄"):
        assert hidden not in "".join(pages)


def test_the_head_of_a_table_stands_on_every_page_it_takes(printed: Path, opened: Opened) -> None:
    table = "document.querySelector('#zh-table-targets-ef').closest('table')"
    head = opened.page.evaluate(f"() => [...{table}.querySelectorAll('thead th')].map((cell) => cell.textContent)")
    ids = opened.page.evaluate(f"() => [...{table}.querySelectorAll('tbody tr')].map((row) => row.cells[0].textContent)")
    rows = [[one for one in ids if re.search(rf"(?m)^ *{one} ", page)] for page in pages_of(printed)]
    taken = [page for page, found in zip(pages_of(printed), rows, strict=True) if len(found) > 4]
    assert len(taken) >= 2
    assert all(head[0] in page for page in taken)
