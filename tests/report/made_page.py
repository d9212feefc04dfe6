"""Pages of results for the tests, and a reader of their HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from ef_training.hotspots.outcome import Outcome
from ef_training.messages import LANGUAGES
from ef_training.report.outline import outline
from ef_training.report.page import page

VOID = {"meta", "br", "hr", "input", "link", "col", "img"}


def made(result: Outcome, lang: str = "en", *, against: Outcome | None = None, both: bool = True) -> str:
    """Return the page of a result with the outline in both languages, or in one where that is enough."""
    documents = {one: outline(result, lang=one, against=against) for one in (LANGUAGES if both else (lang,))}
    return page(result, lang=lang, documents=documents, against=against)


class Reader(HTMLParser):
    """Collects tags, texts and table cells of one language, or of the whole page; notes what is not closed in order."""

    def __init__(self, lang: str = "") -> None:
        super().__init__()
        self.lang = lang
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, bool]] = []
        self.unbalanced: list[str] = []
        self.rows: list[list[str]] = []
        self.text: list[str] = []
        self.lists: list[list[str]] = []

    @property
    def inside(self) -> bool:
        return not self.lang or any(chosen for _, chosen in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append((tag, "half" in str(found.get("class") or "").split() and found.get("lang") == self.lang))
        if not self.inside:
            return
        self.tags.append((tag, found))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("ul", "ol"):
            self.lists.append([])
        if tag == "li" and self.lists:
            self.lists[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.inside:
            self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop()[0] != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        names = [tag for tag, _ in self.open]
        if not self.inside or {"style", "script"} & set(names):
            return
        self.text.append(data)
        if {"td", "th"} & set(names) and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
        if "li" in names and self.lists and self.lists[-1]:
            self.lists[-1][-1] += data

    @property
    def said(self) -> str:
        return " ".join("".join(self.text).split())


def read(text: str, lang: str = "") -> Reader:
    """Read one language of a page."""
    reader = Reader(lang)
    reader.feed(text)
    return reader
