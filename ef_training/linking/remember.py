"""What confirmed links have to say to the next company: generic terms, proposed, reviewed by somebody, then kept.

A term is a word of the term table, of the catalogue or of a dataset's name that stands in the name of the line: only such a word
ever leaves the form. Where there is none the term is left to the reviewer. Before anything is written it is compared with all
names of the form, and once more by its look when it is added.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LinkError, Problem
from ..factors.naming.folding import canon
from ..files import write_files
from ..inventory.bridge import Bridge, bridge
from ..inventory.model import Inventory, Line
from ..messages import Message, message, msg
from ..tables import Row, check_csv, guarded, read_bytes, read_rows, unguarded
from ..text import fold
from .links.row import LinkRow, Links
from .memory import ASK, REMEMBERED_GROUPS, REMEMBERED_KINDS, Entry, essences
from .proposing.row_maker import RowMaker

if TYPE_CHECKING:
    from ..factors import FactorCatalogue
    from ..factors.naming.terms import Terms

COLUMNS = ("reviewed", "term", "group", "view", "kind", "target", "target_name", "ask", "omission", "grade", "note")
YES = frozenset(fold(word) for word in ("yes", "y", "是", "true", "v", "ok", "✓"))
_BRACKETS = re.compile(r"[（(\[【［].*?[）)\]】］]")
_PART_NUMBER = re.compile(r"(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", re.ASCII)
_FILE = re.compile(r"\.(?:xlsx?|csv|ods|pdf|docx?|txt|jpe?g|png)\b", re.IGNORECASE)
_FIRM = re.compile(
    r"公司|企業|股份|工業社|實業|商行|工廠|供應商|客戶|廠商|\b(?:co|corp|inc|ltd|llc|gmbh|company|supplier|customer)\b\.?",
    re.IGNORECASE,
)
_SIZE = re.compile(r"[φΦØ×*]|\d+(?:\.\d+)?\s*(?:mm|cm|kg|g|ml|l|吋|噸|公斤|公升|%|％)", re.IGNORECASE)
_LETTER_AND_NUMBER = 4
"""A word of digits and letters of at least so many characters looks like the number of a part (PA6, R-22 and 304 are names)."""
LONGEST = 24
_FIGURES = re.compile(r"[\d\s%.,x*-]+")
CLASSES = re.compile(r"R-?\d{2,4}[a-z]{0,2}|PA\d{1,2}|SUS\d{3}|S\d{2}C|CO2|CH4|N2O|SF6|NF3", re.IGNORECASE)
"""Names of refrigerants, gases, polyamides and steels, which look like numbers of parts but are none."""

FIRM = msg("“{term}” looks like the name of a company, supplier or customer")
NUMBER = msg("“{term}” looks like the number of a part")
NAME_OF_FILE = msg("“{term}” looks like the name of a file")
SIZE = msg("“{term}” holds a size or an amount")
TOO_LONG = msg("“{term}” is too long for a generic word")
CONTROL = msg("the text holds a line break or another control character")
GENERIC = msg("write the generic word alone (不鏽鋼板, corrugated box), or mark the row as not reviewed")


@dataclass(frozen=True)
class Vocabulary:
    """The words that may become terms: folded → as the public tables write them."""

    words: Mapping[str, str]
    terms: Terms | None = None

    def find(self, name: str) -> str:
        """Return the one that a name is, brackets and figures left aside (`essences`); "" where there is none.

        A word that only stands in the name is another thing: 紙箱 is no term for 紙箱膠帶.
        """
        return next((self.words[one] for one in essences(name, self.terms) if one in self.words), "")


def vocabulary(terms: Terms, catalogue: FactorCatalogue, datasets: Iterable[str]) -> Vocabulary:
    """Gather the words of the term table and the names of catalogue and datasets, without brackets and what follows a comma."""
    texts = [term.text for term in terms.terms if term.kind in ("name", "stand-in", "none", "gwp", "spelling")]
    names = [*(factor.name for factor in catalogue), *datasets]
    heads = [re.split(r"[，,、]", _BRACKETS.sub("", name))[0] for name in names]
    texts += [part for head in heads for part in re.split(r"[／/｜|]", head)]
    words: dict[str, str] = {}
    for text in texts:
        word = text.strip()
        if len(_FIGURES.sub("", canon(word))) > 1 and not doubts(word):
            words.setdefault(canon(word), word)
    return Vocabulary(words, terms)


def remember(links: Links, inventory: Inventory, words: Vocabulary, make: RowMaker) -> list[dict[str, str]]:
    """Return the rows of a proposals file, columns `COLUMNS`, from the confirmed links of a form, without its names."""
    by_id = {fold(line.line_id): line for line in inventory.lines}
    hidden = private_names(inventory)
    rows = []
    for row in links:
        line = by_id.get(fold(row.line_id))
        if line is None or not row.confirmed or row.kind not in REMEMBERED_KINDS or line.group not in REMEMBERED_GROUPS:
            continue
        term = words.find(line.name)
        if any(name in canon(term) for name in hidden):
            term = ""
        name, _ = make.describe(row.kind, row.target)
        rows.append(
            {
                "reviewed": "",
                "term": term,
                "group": line.group,
                "view": row.view,
                "kind": row.kind,
                "target": row.target,
                "target_name": name,
                "ask": "" if row.kind == "left-out" or follows(row, line, make) else ASK,
                "omission": row.omission,
                "grade": row.grade,
                "note": "",
            }
        )
    return [dict(items) for items in dict.fromkeys(tuple(row.items()) for row in rows)]


def follows(row: LinkRow, line: Line, make: RowMaker) -> bool:
    """Tell whether a multiplier follows from the line itself, so that the next line's own figures give it."""
    _, unit = make.describe(row.kind, row.target)
    found = bridge(line, unit)
    own = found.multiplier if isinstance(found, Bridge) else None
    ways = [own]
    if row.kind == "dataset":
        ways.append(make.to_dataset(line, row.target).multiplier)
    elif row.kind in ("factor", "gwp"):
        ways.append(make.to_factor(line, make.describe(row.kind, row.target)[0], unit).multiplier)
    return row.multiplier is not None and any(way is not None and abs(way - row.multiplier) <= 1e-6 * abs(way) for way in ways)


def private_names(inventory: Inventory) -> tuple[str, ...]:
    """Return the folded names that must not leave a form: company, site, product, outputs, suppliers."""
    names = [
        inventory.company.name,
        inventory.company.code,
        inventory.company.site,
        inventory.product.name,
        *(output.name for output in inventory.outputs),
        *(line.supplier for line in inventory.lines),
    ]
    return tuple({canon(name) for name in names if len(canon(name)) > 1})


def write_proposals(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write a proposals file and return its path; `OutputError` where that is not possible."""
    check_csv(path)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row[column]) for column in COLUMNS] for row in rows)
    return write_files(path.parent, {path.name: text.getvalue().encode("utf-8-sig")})[0]


def reviewed_entries(path: Path, *, by: str, when: date | None = None, words: Vocabulary | None = None) -> tuple[Entry, ...]:
    """Return the rows of a proposals file that are marked as reviewed, as entries of the memory.

    Raises
    ------
    LinkError
        With every reviewed row whose term is missing, or looks like a company, a supplier, a customer, a part, a size or a file;
        a kind of target that is not remembered.
    """
    problems: list[Problem] = []
    entries = []
    for row in read_rows(read_bytes(path, LinkError), path.name, COLUMNS, problems):
        if fold(row["reviewed"]) in YES:
            entry = _entry(row, by, when or date.today(), problems, words)
            if entry is not None:
                entries.append(entry)
    if problems:
        raise LinkError(problems)
    return tuple(entries)


def _entry(row: Row, by: str, when: date, problems: list[Problem], words: Vocabulary | None) -> Entry | None:
    term = unguarded(row["term"].strip())
    before = len(problems)
    if not term:
        problems.append(Problem(message("the row has no term"), row.where("term"), message(GENERIC)))
    problems += [
        Problem(what, row.where(column), message(GENERIC))
        for column in ("term", "note")
        for what in doubts(unguarded(row[column].strip()))
    ]
    if row["group"] not in REMEMBERED_GROUPS:
        what = message("rows of the group “{group}” are not remembered: they depend on the plant", group=row["group"])
        problems.append(Problem(what, row.where("group")))
    if term and words is not None and canon(term) not in words.words:
        what = message("“{term}” stands in no public table: terms, catalogue, names of datasets", term=term)
        problems.append(Problem(what, row.where("term"), message("add it to your own table of terms first, then remember it")))
    if row["kind"] not in REMEMBERED_KINDS or not row["target"].strip():
        problems.append(Problem(message("“{text}” is no kind of target that is remembered", text=row["kind"]), row.where("kind")))
    if len(problems) > before:
        return None
    texts = {
        column: unguarded(row[column].strip()) for column in ("group", "view", "kind", "target", "omission", "grade", "note")
    }
    return Entry(term=term, ask=fold(row["ask"]) == ASK, reviewed_by=by, reviewed=when.isoformat(), **texts)


def doubts(text: str) -> list[Message]:
    """Return why a text is not fit to be kept: it looks like a firm, the number of a part, a file, a size.

    >>> [str(doubt) for doubt in doubts("白鐵板")], len(doubts("AB-1234X 軸心")), len(doubts("大同企業白鐵板"))
    ([], 1, 1)
    """
    found = []
    numbered = [word for word in _PART_NUMBER.findall(CLASSES.sub("", text)) if len(word) >= _LETTER_AND_NUMBER]
    for template, wrong in (
        (FIRM, bool(_FIRM.search(text))),
        (NUMBER, bool(numbered)),
        (NAME_OF_FILE, bool(_FILE.search(text))),
        (SIZE, bool(_SIZE.search(text))),
        (TOO_LONG, len(text) > LONGEST),
        (CONTROL, any(unicodedata.category(character) == "Cc" for character in text)),
    ):
        if wrong:
            found.append(message(template, term=text))
    return found
