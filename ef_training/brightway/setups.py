"""Calculation set-ups of Brightway: which products are assessed with which methods. The Activity Browser lists them."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import ProjectError
from ..messages import message
from .project import quiet


def write_setup(name: str, product: tuple[str, str], methods: Sequence[tuple[str, ...]]) -> None:
    """Write a calculation set-up of 1 unit of a product into the current project. The caller holds the project lock.

    Raises
    ------
    ProjectError
        A set-up of that name has another product.
    """
    with quiet():
        import bw2data

        before = bw2data.calculation_setups.get(name)
        if before is not None and [dict(demand) for demand in before["inv"]] != [{product: 1.0}]:
            raise ProjectError(message("the calculation set-up “{name}” has another product and is left alone", name=name))
        bw2data.calculation_setups[name] = {"inv": [{product: 1.0}], "ia": list(methods)}
