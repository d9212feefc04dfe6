"""The cover of the final inventory: what it is of, which version, the hash of its content, room for signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import message, msg, translate
from ..facts import facts
from ..period import production, target_output
from ..workbook.cells import lines_of
from ..workbook.sheets import BAND, HEAD, LINE, QUIET, Sheets
from .seal import HASH, SIGNATURES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ...assessment.run_folder import RunFolder

WIDTHS = (30.0, 26.0, 30.0, 22.0)
SIGNERS = (
    msg("Company: filled in by"),
    msg("Company: approved by"),
    msg("ITRI: reviewed by"),
    msg("ITRI: approved by"),
)
STATEMENT = msg(
    "With its signature the company states that the amounts are those of its records for the period and that nothing known was "
    "left out but what the cut-off ledger names. ITRI states that it has gone through amounts, allocation and factors with the "
    "company."
)
HOW_TO_CHECK = msg(
    "The hash covers every cell of every sheet but itself and what is filled in below “Signatures”. A copy in which any other "
    "cell was changed has another hash; the foot of every page repeats its beginning. To check a copy: "
    "ef-training report COPY.xlsx --inventory"
)
SIGNATURE_HEIGHT = 44.0


def write_cover(sheets: Sheets, sheet: Worksheet, run: RunFolder, contents: list[tuple[str, str]]) -> int:
    """Write the cover and return the row in which the hash is to be put, second column.

    ``contents`` are names of the sheets and what they hold.
    """
    lang = sheets.lang
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    columns, width = len(WIDTHS), sum(WIDTHS)
    sheets.spread(sheet, 0, translate("Final inventory", lang), columns, width, bold=True, font_size=20, font_color=HEAD)
    row = sheets.top(sheet, WIDTHS, start=1)
    for term, text in cover_facts(run, lang):
        _pair(sheets, sheet, row, term, text)
        row += 1
    hash_row = row
    _pair(sheets, sheet, hash_row, translate(HASH, lang), "")
    sheets.spread(sheet, row + 1, translate(HOW_TO_CHECK, lang), columns, width, font_color=QUIET, font_size=9)
    row = _contents(sheets, sheet, row + 3, contents)
    _signatures(sheets, sheet, row + 1, columns, width)
    sheets.paper(sheet, width, tall=True)
    sheet.fit_to_pages(1, 1)
    return hash_row


def cover_facts(run: RunFolder, lang: str) -> list[tuple[str, str]]:
    """Return what the inventory is of, and which version it is, as pairs of term and text."""
    said, record = facts(run, lang), run.run
    company, product, form, factors = record["company"], record["product"], record["form"], record["factors"]
    output = target_output(run)
    example = translate("made-up example", lang)
    name = f"{said.company} · {example}" if said.made_up else said.company
    made = message("{amount} declared units in the period", amount=f"{production(run):,.10g}").render(lang)
    catalogue = message("{name}, {rows} factors", name=factors["name"], rows=factors["rows"])
    pairs = [
        (translate("Product", lang), " · ".join(filter(None, (said.product, product.get("code"))))),
        (translate("Company", lang), name),
        (translate("Site", lang), company.get("site") or ""),
        (translate("Declared unit", lang), " · ".join(filter(None, (said.declared, said.reference_flow)))),
        (translate("Function", lang), said.function),
        (translate("System boundary", lang), said.boundary),
        (translate("Period of the data", lang), said.period),
        (translate("Production", lang), f"{made} ({output['name']})"),
        (translate("Form", lang), f"{form['file']} · {form.get('importer') or ''}".rstrip(" ·")),
        (translate("SHA-256 of the form", lang), form["sha256"]),
        (translate("Links file", lang), _links(form.get("links"))),
        (translate("Version", lang), f"{record['run']} · {record['created']} · ef-training {record['software']['ef-training']}"),
        (translate("Method and data", lang), f"{said.pack} · {said.background}"),
        (
            translate("Carbon-footprint factors", lang),
            f"{catalogue.render(lang)} · {factors['sha256'][:16]}",
        ),
        (translate("GWP sets in the carbon footprint view", lang), ", ".join(record["gwp_sets"])),
    ]
    return [(term, text) for term, text in pairs if text]


def _links(links: object) -> str:
    if not isinstance(links, dict):
        return ""
    return f"{links.get('name', '')} · {links.get('sha256', '')}"


def _pair(sheets: Sheets, sheet: Worksheet, row: int, term: str, text: str) -> None:
    style = sheets.format(text_wrap=True, bottom=1, bottom_color="#C9D3DC")
    sheets.text(sheet, row, 0, term, sheets.format(bold=True, bg_color=BAND, text_wrap=True, bottom=1, bottom_color="#C9D3DC"))
    sheet.merge_range(row, 1, row, len(WIDTHS) - 1, "", style)
    said = sheets.text(sheet, row, 1, text, style)
    sheet.set_row(row, LINE * max(lines_of(said, sum(WIDTHS[1:])), lines_of(term, WIDTHS[0])) + 2)


def _contents(sheets: Sheets, sheet: Worksheet, row: int, contents: list[tuple[str, str]]) -> int:
    lang = sheets.lang
    sheets.text(sheet, row, 0, translate("Contents", lang), sheets.format(bold=True, font_size=12))
    for below, (name, holds) in enumerate(contents, start=row + 1):
        sheets.link(sheet, below, 0, name, name)
        sheets.text(sheet, below, 1, holds)
    return row + 1 + len(contents)


def _signatures(sheets: Sheets, sheet: Worksheet, row: int, columns: int, width: float) -> None:
    lang = sheets.lang
    sheets.spread(sheet, row, translate(STATEMENT, lang), columns, width)
    heading = sheets.format(bold=True, font_color="#FFFFFF", bg_color=HEAD, border=1, border_color=HEAD)
    heads = (SIGNATURES, msg("Name of the person"), msg("Signature or seal"), msg("Date"))
    for column, text in enumerate(heads):
        sheets.text(sheet, row + 1, column, translate(text, lang), heading)
    boxed = sheets.format(border=1, border_color="#8A99A6", valign="vcenter", text_wrap=True)
    for below, signer in enumerate(SIGNERS, start=row + 2):
        sheets.text(sheet, below, 0, translate(signer, lang), boxed)
        for column in range(1, columns):
            sheet.write_blank(below, column, None, boxed)
        sheet.set_row(below, SIGNATURE_HEIGHT)
