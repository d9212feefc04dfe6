"""A run as it shows itself in a notebook: the result in words, tables, charts, and widgets where they are installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import EFTrainingError, Problem
from ..hotspots.outcome import Outcome, outcome
from ..messages import language, message, translate
from ..numbers import MISSING, missing, percent, plain, pretty_unit, significant
from . import tables
from .facts import facts, own_name
from .sentences import sentences
from .tables import REST, Table

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

RIGHT = ("value", "amount", "share", "percent")
FRAME = "border-collapse:collapse;font-variant-numeric:tabular-nums"
CELL = "padding:2px 8px;text-align:{side};border-bottom:1px solid #d0d0d0"


@dataclass(frozen=True)
class Picture:
    """A chart that a notebook shows as a vector graphic; ``figure`` is Matplotlib's."""

    figure: Figure
    alt: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from .style import render

        return {"image/svg+xml": render(self.figure, "svg").decode("utf-8"), "text/plain": self.alt}


class Result:
    """A run with its hotspots, in one language.

    Shows itself in a notebook as sentences, the indicators and a chart of the stages; elsewhere it prints the sentences.

    Parameters
    ----------
    run : RunFolder
        The run.
    lang : str, optional
        ``zh-TW`` or ``en``; from the locale where it is not given.

    Examples
    --------
    >>> Result(run, lang="en").lines("climate-change").head()  # doctest: +SKIP
    """

    def __init__(self, run: RunFolder, *, lang: str | None = None):
        self.run, self.lang = run, language(lang)

    @cached_property
    def outcome(self) -> Outcome:
        """The tables behind everything that is shown."""
        return outcome(self.run)

    @property
    def sentences(self) -> list[str]:
        """The result in plain words, made from the numbers."""
        return sentences(self.outcome, self.lang)

    @property
    def indicators(self) -> pd.DataFrame:
        """The summed indicators: `hotspots.score_table`, indexed by indicator."""
        return self.outcome.scores

    def lines(self, indicator: str) -> pd.DataFrame:
        """Return the lines of one indicator, the largest first.

        Columns line_id, line_name, stage, value (in the indicator's unit), share (0–1 of Σ|value|). A
        line without a value for the indicator is not among them.
        """
        self._known(indicator)
        table = self.outcome.lines[["line_id", "line_name", "stage", indicator]].rename(columns={indicator: "value"}).dropna()
        table = table.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)
        total = table["value"].abs().sum()
        return table.assign(share=table["value"].abs() / total if total else 0.0)

    def processes(self, line_id: str, indicator: str) -> pd.DataFrame:
        """Return what lies behind a line: processes of the background first, then elementary flows, from contributions.csv.

        Columns level, name, place (location or compartment), value (in the indicator's unit), unit, share (of the line's value,
        signed), summed over the line's targets. Each level ends in "(rest)" and adds up to the line's value.
        """
        self._known(indicator)
        part = self.run.contributions
        part = part[(part["line_id"] == line_id) & (part["indicator"] == indicator) & (part["scope"] == "cradle-to-gate")]
        table = part.groupby(["level", "name", "place", "unit"], sort=False)["value"].sum().reset_index()
        table = table.assign(rest=table["name"] == REST, size=table["value"].abs())
        table = table.sort_values(["level", "rest", "size"], ascending=[False, True, False], kind="stable", ignore_index=True)
        total = table.loc[table["level"] == "process", "value"].sum()
        table["share"] = table["value"] / total if total else float("nan")
        return table[["level", "name", "place", "value", "unit", "share"]]

    def chart(self, name: str = "stage-shares") -> Picture:
        """Return a chart of the report by the name of its file ("pareto").

        Raises
        ------
        EFTrainingError
            There is no such chart; names those there are.
        """
        from .charts import figures

        drawn = figures(self.run, lang=self.lang, result=self.outcome)
        if name not in drawn:
            raise _unknown(message("there is no chart “{name}”; there are: {known}", name=name, known=", ".join(drawn)))
        return Picture(drawn[name], message("chart {name}", name=name).render(self.lang))

    def explore(self) -> Any:
        """Return a menu of indicators over the table of lines; without ipywidgets, the table of climate change.

        The menu needs a running kernel; the table stands in the notebook's file either way.
        """
        from ..names import CLIMATE

        try:
            from ipywidgets import Dropdown, interactive
        except ImportError:
            return self.lines(CLIMATE)
        names = [(own_name(row, self.lang), row["indicator"]) for row in self.outcome.scores.to_dict("records")]
        return interactive(self.lines, indicator=Dropdown(options=names, description=translate("Indicator", self.lang)))

    def _known(self, indicator: str) -> None:
        if indicator not in self.outcome.indicators:
            known = ", ".join(self.outcome.indicators)
            raise _unknown(message("there is no indicator “{indicator}”; there are: {known}", indicator=indicator, known=known))

    def __repr__(self) -> str:
        return "\n".join([facts(self.run, self.lang).about, *self.sentences])

    def _repr_html_(self) -> str:
        from markupsafe import Markup

        said = facts(self.run, self.lang)
        head = Markup("<h3>{}</h3><p>{}</p>").format(said.title, said.about)
        warning = Markup("<p><strong>{}</strong></p>").format(said.warning) if said.warning else Markup("")
        items = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in self.sentences)
        chart = Markup(self.chart()._repr_mimebundle_()["image/svg+xml"].partition("<svg")[2])
        body = [head, warning, Markup("<ul>{}</ul>").format(items), html_table(tables.indicators(self.outcome, self.lang))]
        return str(Markup("").join([*body, Markup('<div style="max-width:800px"><svg') + chart + Markup("</div>")]))


def html_table(table: Table) -> Markup:
    """Write a table of the report as HTML, with its styles in place: a notebook has no style sheet of ours."""
    from markupsafe import Markup

    def row(cells: list[str], tag: str, sides: list[str]) -> Markup:
        made = (
            Markup('<{} style="{}">{}</{}>').format(Markup(tag), CELL.format(side=side), text, Markup(tag))
            for text, side in zip(cells, sides, strict=True)
        )
        return Markup("<tr>{}</tr>").format(Markup("").join(made))

    sides = ["right" if column.kind in RIGHT else "left" for column in table.columns]
    head = row([column.title for column in table.columns], "th", sides)
    body = Markup("").join(
        row([_cell(column.kind, value) for column, value in zip(table.columns, cells, strict=True)], "td", sides)
        for cells in table.rows
    )
    caption, note = Markup("<caption>{}</caption>").format(table.caption), Markup("<p>{}</p>").format(table.note)
    return Markup('<table style="{}">{}{}{}</table>').format(FRAME, caption, head, body) + (note if table.note else "")


def _cell(kind: str, value: Any) -> str:
    if value is None or missing(value):
        return MISSING
    if kind == "mark":
        return "●" if value else ""
    writers: dict[str, Callable[[Any], str]] = {
        "value": significant,
        "amount": plain,
        "share": percent,
        "percent": percent,
        "unit": pretty_unit,
    }
    return writers.get(kind, str)(value)


def _unknown(what: Any) -> EFTrainingError:
    return EFTrainingError(Problem(what))
