"""What a comparison with the key found: a record per line, and all of them with the score."""

from __future__ import annotations

from dataclasses import dataclass

from ..messages import Message, message

FINE, DEFENSIBLE = "right", "defensible"
SMALL = 0.01
"""What a choice leaves out of a right answer is told from this part of the footprint on (the project's own choice)."""


@dataclass(frozen=True)
class Judged:
    """One line with its choice.

    ``kind`` is one of `practice.judge.KINDS` (empty without a key where nothing is to be said); ``chosen`` and ``key`` name the
    factors ("Chinese｜English" where they are known in both); ``value``, ``key_value`` and ``effect`` (value − key_value; of a
    right answer 0, whichever of those that the key accepts it is) are kg CO2e per declared unit, None where unknown; ``share`` is
    the effect as a part of the footprint with the key. ``rest`` is what the key counts beside a choice that is right for the
    largest part, kg CO2e per declared unit, and ``rest_share`` its part of the footprint.
    """

    line_id: str
    name: str
    kind: str
    chosen: tuple[str, ...]
    key: tuple[str, ...]
    said: tuple[Message, ...]
    value: float | None
    key_value: float | None = None
    effect: float | None = None
    share: float | None = None
    rest: float = 0.0
    rest_share: float = 0.0


@dataclass(frozen=True)
class Practice:
    """All lines, those with the largest effect first.

    ``right`` of ``judged`` lines agree with the key, ``defensible`` ones were left without a factor where the program finds none
    either and the key takes what stands in; ``key_total`` is the footprint with the key (kg CO2e per declared unit), and
    ``effect`` what the differences that can be computed do to it; ``unknown`` counts the lines whose effect cannot be computed.
    ``without_key`` lines of the form are not in the key, ``unused`` lines of the key not in the form.
    """

    rows: tuple[Judged, ...]
    judged: int = 0
    right: int = 0
    defensible: int = 0
    key_total: float | None = None
    effect: float = 0.0
    unknown: int = 0
    without_key: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    source: str = ""

    @property
    def score(self) -> Message:
        """The result in one sentence."""
        if self.key_total is None:
            return message("Without a key only boundary, roles, units and data years can be judged; with --key every choice is.")
        counts = {"right": self.right, "judged": self.judged}
        done = message("{right} of {judged} lines right", **counts)
        if self.defensible:
            done = message("{right} of {judged} lines right, {count} more defensible", count=self.defensible, **counts)
        if not self.key_total:
            return done
        share = percentage(self.effect / abs(self.key_total), 1)
        return message("{done}; the differences change the footprint by {share}", done=done, share=share)


def percentage(share: float, digits: int) -> str:
    """Return a signed change in per cent; one that rounds to nothing has no sign.

    >>> percentage(-0.0000001, 2), percentage(-0.0812, 1)
    ('0.00 %', '−8.1 %')
    """
    text = f"{100 * share:+.{digits}f}"
    return f"{text.lstrip('+-') if not float(text) else text} %".replace("-", "−")
