"""Means of transport, as lines and factors name them."""

from __future__ import annotations

import re
import unicodedata

from ..messages import msg

MODES = {
    "air": (msg("by air"), re.compile(r"空運|航空|飛機|貨機|\bair\b|aircraft|plane")),
    "sea": (msg("by sea"), re.compile(r"海運|船|貨輪|水運|\bsea\b|\bship|vessel|ocean|maritime")),
    "rail": (msg("by rail"), re.compile(r"鐵路|火車|高鐵|台鐵|\brail|\btrain\b")),
    "road": (msg("by road"), re.compile(r"貨車|卡車|公路|陸運|拖車|聯結車|曳引車|貨櫃車|\broad\b|truck|lorry|\bvan\b")),
}
"""Means of transport: what they are called, and words that tell them, in folded Chinese and in lower-case English."""


def modes(text: str) -> frozenset[str]:
    """Return the means of transport that a text names."""
    plain = unicodedata.normalize("NFKC", text).replace("臺", "台").casefold()
    return frozenset(mode for mode, (_, words) in MODES.items() if words.search(plain))
