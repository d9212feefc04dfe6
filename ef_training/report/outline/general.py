"""General information and goal of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import msg, translate
from .. import tables_scope
from ..document import Items, Section
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

WHY = msg(
    "Why: to find where the product burdens the environment most, so that the company knows where to begin, and to learn how an "
    "environmental footprint is taken stock of."
)
AUDIENCE = msg("For whom: the company and those who advise it.")
TELL = msg("Why: to tell a customer what burden the product carries, without its recipe.")
CUSTOMER = msg("For whom: a customer of the company; it is not meant to be passed on or shown to the public.")
NOT_FOR = msg(
    "Not for: comparisons with other products shown to the public, claims, labels or tenders. The choices of method and data "
    "were made "
    "for finding hotspots."
)
WHO = msg("Who: the company entered its data; the results follow from them, the method and the background data named here.")


def general(result: Outcome, lang: str) -> Section:
    """Return the general information."""
    table = parts.ledger("general", tables_scope.general(result.run, lang), translate("general information", lang))
    return parts.section("general", translate("General information", lang), table)


def goal(result: Outcome, lang: str) -> Section:
    """Return the goal of the study, or of its edition for customers."""
    held_back = result.run.run.get("held_back")
    texts = (TELL, CUSTOMER, NOT_FOR, WHO) if held_back else (WHY, AUDIENCE, NOT_FOR, WHO)
    said = tuple(translate(text, lang) for text in texts)
    return parts.section("goal", translate("Goal of the study", lang), [Items(said)])
