"""The cut-off ledger as tables: what is left out, and the limits it is held to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..inventory.model import GROUP_NAMES, STAGE_NAMES
from ..messages import message, msg, translate
from ..numbers import percent, unit_text
from .facts import VIEW_NAMES, name_of
from .tables import Table, table

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder

OMISSION_NAMES = {
    "cut-off": msg("cut off (small)"),
    "no-burden": msg("no burden"),
    "elsewhere": msg("counted elsewhere"),
    "": msg("not said: counts as cut off"),
}
BASIS_NAMES = {"other view": msg("from the other view"), "estimated": msg("estimated"), "": msg("not known")}
LIMIT_NAMES = {
    "mass": msg("mass"),
    "energy": msg("energy"),
    "score": msg("climate score"),
    "source": msg("climate score of the largest single line"),
}
LIMIT_SOURCES = msg(
    "Limits: Recommendation (EU) 2021/2279, Annex I (EF view); MOENV's product category rules (carbon footprint view). Lines "
    "without burden and lines counted elsewhere do not count against them. Shares of mass are of all materials, auxiliaries and "
    "packaging, shares of energy of all lines of energy; other lines have none. A share that nobody knows is not zero."
)

NOTHING_SMALL = msg("Nothing is cut off as small in this study; what is not counted has no burden or is counted elsewhere.")
NOT_CUT_OFF = ("no-burden", "elsewhere")


def small(run: RunFolder) -> bool:
    """Say whether anything is cut off as small, or may be: an omission whose kind nobody stated counts so."""
    return bool((~run.cutoff["omission"].isin(NOT_CUT_OFF)).any())


def cut_off(run: RunFolder, lang: str) -> Table:
    """Return the ledger of what is left out for the page: the shares, and why."""
    wanted = ("line_name", "view", "omission", "amount_per_unit", "unit", "mass_share", "energy_share")
    return _ledger(run, lang, (*wanted, "score", "score_share", "score_basis", "reason"))


def cut_off_ledger(run: RunFolder, lang: str) -> Table:
    """Return the whole ledger of what is left out, for the workbook."""
    return _ledger(run, lang, tuple(_columns(lang)))


def _ledger(run: RunFolder, lang: str, wanted: tuple[str, ...]) -> Table:
    known = run.run.get("schema") != "1"  # older folders do not say of which kind an omission is

    def cell(row: dict[Any, Any], column: str) -> Any:
        value = row[column]
        if column in ("omission", "score_basis"):
            return name_of(OMISSION_NAMES if column == "omission" else BASIS_NAMES, value, lang) if known else None
        names = {"view": VIEW_NAMES, "stage": STAGE_NAMES, "group": GROUP_NAMES}.get(column)
        return name_of(names, value, lang) if names else unit_text(value, lang) if column == "unit" else value

    columns = _columns(lang)
    rows = [tuple(cell(row, column) for column in wanted) for row in run.cutoff.to_dict("records")]
    return table(translate("Cut-off ledger", lang), [columns[column] for column in wanted], rows)


def _columns(lang: str) -> dict[str, tuple[str, str]]:
    """Return the columns of ``cutoff.csv``: title and kind."""
    return {
        "line_name": (translate("Line", lang), "name"),
        "line_id": (translate("Line no.", lang), "word"),
        "view": (translate("View", lang), "word"),
        "stage": (translate("Stage", lang), "word"),
        "group": (translate("Group", lang), "word"),
        "omission": (translate("Kind of omission", lang), "word"),
        "amount_per_unit": (translate("Per declared unit", lang), "amount"),
        "unit": (translate("Unit", lang), "unit"),
        "mass": (translate("Mass, kg", lang), "amount"),
        "mass_share": (translate("Share of input mass", lang), "percent"),
        "energy": (translate("Energy, MJ", lang), "amount"),
        "energy_share": (translate("Share of energy", lang), "percent"),
        "score": (translate("Climate score, kg CO₂ eq", lang), "value"),
        "score_share": (translate("Share of the climate score", lang), "percent"),
        "score_basis": (translate("Score", lang), "word"),
        "reason": (translate("Reason", lang), "text"),
    }


def limits(run: RunFolder, lang: str) -> Table:
    """Return what was cut off of each view, summed, against its limits."""
    rows = [
        (
            name_of(VIEW_NAMES, row["view"], lang),
            name_of(LIMIT_NAMES, row["by"], lang),
            row["share"] if row["share"] or not row["unknown"] else None,
            row["limit"],
            row["unknown"],
            _kept(row["exceeded"], row["unknown"], lang),
            ("、" if lang.startswith("zh") else ", ").join(row["lines"]),
        )
        for row in run.run.get("cut_off", ())
    ]
    return table(
        translate("What is cut off, against the limits", lang),
        [
            (translate("View", lang), "name"),
            (translate("Measured by", lang), "text"),
            (translate("Cut off", lang), "percent"),
            (translate("Limit", lang), "percent"),
            (translate("Lines without a figure", lang), "amount"),
            (translate("Kept", lang), "word"),
            (translate("Lines", lang), "text"),
        ],
        rows,
        " ".join(text for text in (translate(LIMIT_SOURCES, lang), _scaled(run, lang)) if text),
    )


def _kept(exceeded: bool, unknown: int, lang: str) -> str:
    return translate("no", lang) if exceeded else translate("cannot be told", lang) if unknown else translate("yes", lang)


def _scaled(run: RunFolder, lang: str) -> str:
    scaled = run.run.get("scaling")
    if not scaled:
        return ""
    return message(
        "The carbon footprint was scaled up: assessed share {share}, for lines {lines}.",
        share=percent(scaled["assessed_share"], 2),
        lines=("、" if lang.startswith("zh") else ", ").join(scaled["lines"]),
    ).render(lang)
