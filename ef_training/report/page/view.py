"""What every chart of the page is given, and the frame in which each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...hotspots.outcome import Outcome
from ...messages import message, msg, translate
from .cells import joined, tag
from .measures import ADDED, PART, SUMMED, WEIGHTED, Measure

if TYPE_CHECKING:
    from markupsafe import Markup

TOLD, HEADED = msg("{name}: {value}"), msg("{name}, {unit}")


@dataclass(frozen=True)
class View:
    """One chart in one language.

    ``name`` is that of the document ("pareto"), ``alt`` says in words what it shows, ``prefix`` keeps the ids of one language
    apart from those of the other, ``measures`` are what can be chosen, ``start`` the one shown first, ``against`` another run.
    """

    result: Outcome
    lang: str
    prefix: str
    name: str
    alt: str
    measures: tuple[Measure, ...]
    start: str
    against: Outcome | None = None

    def id(self, part: str = "") -> str:
        """Return an id that no other chart has."""
        return f"{self.prefix}-chart-{self.name}{f'-{part}' if part else ''}"

    def t(self, text: str) -> str:
        """Translate a message id."""
        return translate(text, self.lang)

    def told(self, name: str, value: str) -> str:
        """Write a name with its value."""
        return message(TOLD, name=name, value=value).render(self.lang)

    def headed(self, name: str, unit: str) -> str:
        """Write the title of a column with its unit."""
        return message(HEADED, name=name, unit=unit).render(self.lang)

    def measure(self, id_: str) -> Measure:
        """Return a measure by its id."""
        return next(measure for measure in self.measures if measure.id == id_)

    @property
    def indicator(self) -> str:
        """The indicator that a chart of one indicator begins with: the end of its name."""
        return next((m.id for m in self.measures if self.name.endswith(f"-{m.id}")), self.measures[-1].id)


def figure(view: View, kind: str, title: str, *body: Markup, notes: Iterable[str] = ()) -> Markup:
    """Put a chart into its frame: title, what it shows in words, drawing, notes."""
    foot = [tag("p", note, class_="note") for note in notes if note]
    return tag(
        "figure",
        tag("figcaption", title, id=view.id("title")),
        tag("p", view.alt, class_="unseen"),
        *body,
        *foot,
        class_=f"chart chart-{kind}",
        id=view.id(),
        data_chart=kind,
        aria_labelledby=view.id("title"),
    )


def choice(view: View, chosen: str, *, weighted: bool) -> Markup:
    """Write the list from which an indicator is chosen; it shows where scripts run."""
    groups = {
        WEIGHTED: "",
        SUMMED: view.t("Indicators"),
        ADDED: view.t("Additional indicators, not summed"),
        PART: view.t("Sub-categories"),
    }
    parts = []
    for kind, label in groups.items():
        options = [
            tag("option", measure.name(view.lang), value=measure.id, selected=measure.id == chosen)
            for measure in view.measures
            if measure.kind == kind and (weighted or kind != WEIGHTED)
        ]
        if options:
            parts.append(tag("optgroup", *options, label=label) if label else joined(options))
    select = tag("select", *parts, id=view.id("choice"), data_choice=True, autocomplete="off")
    return tag("p", tag("label", view.t("Indicator"), for_=view.id("choice")), " ", select, class_="control")
