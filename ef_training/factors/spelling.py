"""Naming what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from ..messages import Message, message


def close_to(text: str, known: Iterable[str], first: Iterable[str] = (), *, cutoff: float = 0.6) -> Message | None:
    """Return a hint that names up to three close spellings, those in ``first`` before all others; None where there is none."""
    from difflib import get_close_matches

    close = list(dict.fromkeys([*first, *get_close_matches(text, list(known), n=3, cutoff=cutoff)]))[:3]
    return message("did you mean {close}?", close=", ".join(close)) if close else None
