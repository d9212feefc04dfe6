"""The page of a review: what it says, that it is sound HTML, and that it needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from output_samples import EVIL, findings, review

from ef_training.inventory.model import Origin
from ef_training.messages import translate
from ef_training.review.checks import all_checks
from ef_training.review.model import Review
from ef_training.review.output.answers import Answer, Answers, settle
from ef_training.review.output.page import page

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collects tags and text; notes tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.text: list[str] = []
        self.items: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "li":
            self.items.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)
            if "li" in self.open:
                self.items[-1] += data


def read(found: Review, lang: str, answers: Answers | None = None) -> Reader:
    reader = Reader()
    reader.feed(page(found, settle(found, answers), lang=lang))
    return reader


@pytest.fixture(params=["en", "zh-TW"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_page_is_sound(lang: str) -> None:
    reader = read(review(), lang)
    assert reader.unbalanced == []
    assert reader.open == []
    names = [tag for tag, _ in reader.tags]
    assert dict(reader.tags)["html"]["lang"] == lang
    assert names.count("h1") == 1
    levels = [int(tag[1]) for tag in names if re.fullmatch("h[1-6]", tag)]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in reader.tags if tag == "th")
    assert names.count("caption") == names.count("table") == 3
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    labels = [label for _, attrs in reader.tags for label in str(attrs.get("aria-labelledby") or "").split()]
    targets = [str(attrs["href"])[1:] for tag, attrs in reader.tags if tag == "a"]
    assert len(labels) > 8
    assert set(labels) | set(targets) <= set(ids)


def test_pictures_are_described(lang: str) -> None:
    text = page(review(), settle(review()), lang=lang)
    pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg xmlns.*?</svg>", text, re.DOTALL)]
    assert len(pictures) >= 4
    for picture in pictures:
        first, second = list(picture)[:2]
        assert first.tag.endswith("title")
        assert second.tag.endswith("desc")
        assert first.text
        assert second.text
        assert picture.attrib["role"] == "img"
    assert all("aria-hidden" in svg for svg in re.findall(r"<svg(?! xmlns)[^>]*>", text))


def test_nothing_is_fetched_and_nothing_runs(lang: str) -> None:
    text = page(review(), settle(review()), lang=lang)
    reader = read(review(), lang)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use", "foreignObject"}
    assert all(str(attrs["href"]).startswith("#") for _, attrs in reader.tags if "href" in attrs)
    assert not [
        key for _, attrs in reader.tags for key in attrs if key.startswith("on") or key in ("src", "srcset", "xlink:href")
    ]
    css = text.split("<style>")[1].split("</style>")[0]
    assert "url(" not in css
    assert "@import" not in css
    assert set(re.findall(r"https?://[^\s\"'<&]+", text)) <= {"http://www.w3.org/2000/svg", "http://x"}


def test_company_text_is_text(lang: str) -> None:
    text = page(review(), settle(review()), lang=lang)
    assert "<script" not in text
    assert "<b>粗</b>" not in text
    assert EVIL in " ".join(read(review(), lang).text)


def test_findings_say_everything(lang: str) -> None:
    items = [item for item in read(review(), lang).items if "·" in item]
    assert len(items) == 3
    assert "4.2% of what goes in is missing" in items[0]
    for part in ("what is missing is waste that nobody counts", "name every waste", "原物料!D7", "廢棄物!D4"):
        assert part in items[0]
    assert "M01" in items[1]
    assert all(f"原物料!K{row}" in items[1] for row in range(5, 12))


def test_many_cells_are_counted() -> None:
    found = replace(findings()[0], where=tuple(Origin("", "原物料", f"B{row}") for row in range(1, 41)))
    (item,) = [item for item in read(review(found), "en").items if "·" in item]
    assert "原物料!B20, … +20" in item
    assert "B21" not in item


def test_answered_findings_stand_last_with_their_answer() -> None:
    first, second, _ = findings()
    answers = Answers(
        (
            Answer(first.key, "yes & <no>", what="4.2% of what goes in is missing"),
            Answer(second.key, "of another wording", what="something else"),
            Answer("0" * 10, "gone", check="Energy", what="was mended"),
        )
    )
    text = " ".join(read(review(), "en", answers).text)
    answered = text.index("Answered by the company (1)")
    assert text.index("travels 620 km") < answered < text.index("4.2% of what goes in is missing")
    assert "yes & <no>" in text
    assert "of another wording" in text[:answered]
    assert text.index("was mended") < text.index("gone")


def test_what_cannot_be_computed_is_not_drawn() -> None:
    whole = review()
    assert whole.reviewed is not None
    partial = replace(whole, reviewed=replace(whole.reviewed, whole=False), skipped=("energy",))
    text = " ".join(read(partial, "en").text)
    assert "Not everything of the form could be read" in text
    assert "Mass balance per declared unit" not in text
    assert "not run" in text
    assert 'id="flow"' in page(partial, settle(partial), lang="en")
    unread = Review(None, whole.findings, "form.xlsx")
    text = page(unread, settle(unread), lang="en")
    assert 'id="flow"' not in text
    assert "Review: form.xlsx" in text
    assert text.count("not run") == len(all_checks()) - len(whole.findings)


def test_a_review_without_findings_says_what_was_checked(lang: str) -> None:
    clean = replace(review(), findings=())
    text = page(clean, settle(clean), lang=lang)
    assert translate("Nothing is open.", lang) in text
    assert text.count("✓") >= 10


def test_the_text_depends_on_the_review_alone(lang: str) -> None:
    assert page(review(), settle(review()), lang=lang) == page(review(), settle(review()), lang=lang)


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_read() -> None:
    """Contrast of text of at least 4.5 : 1 (WCAG 2.2, AA) on page and in the workbook."""
    from ef_training.review.output.svg import ALERT, INK, PAPER, QUIET
    from ef_training.review.output.workbook import COLOURS

    css = (resources.files("ef_training.review.output") / "templates" / "review.css").read_text(encoding="utf-8")
    inks = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for name in ("ink", "quiet", "error", "warning", "question", "info", "fine"):
        assert contrast(inks[name], "#ffffff") >= 4.5, name
    assert all(contrast(ink, PAPER) >= 4.5 for ink in (INK, QUIET, ALERT))
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in COLOURS.values())
