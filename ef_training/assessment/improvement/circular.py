"""The circular footprint formula: virgin and recycled input, recycling and energy recovery at the end of life, disposal.

    material  (1 − R1)·Ev + R1·(A·Erec + (1 − A)·Ev·Qsin/Qp) + (1 − A)·R2·(ErecEoL − E*v·Qsout/Qp)
    energy    (1 − B)·R3·(EER − LHV·XER,heat·ESE,heat − LHV·XER,elec·ESE,elec)
    disposal  (1 − R2 − R3)·ED

The last term of the material part is added; it is negative where recycling saves burden. All burdens are per unit of material,
one value per indicator, so one call serves all 16 indicators.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clause 4.4.8.1. Its own tables have A between 0.2 and 0.8, and B 0.
Refused is only what can never be: a share outside 0 to 1, or R2 + R3 > 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import DataError, Problem
from ...messages import message

if TYPE_CHECKING:
    import numpy as np

    Burden = np.ndarray | float


@dataclass(frozen=True)
class CircularShares:
    """The parameters of the formula that are no burdens.

    Parameters
    ----------
    allocation : float
        A, 0–1: how the burden of recycling and the credit for it are shared between supplier and user of the recycled material.
    recycled_content : float
        R1, 0–1: recycled material in the input.
    recycling_rate : float
        R2, 0–1: material that is recycled (or reused) after use; what leaves the recycling plant.
    energy_rate : float
        R3, 0–1: material that is burned with recovery of energy.
    energy_allocation : float
        B, 0–1.
    quality_in, quality_out : float
        Qsin/Qp and Qsout/Qp, not negative: quality of the recycled against the primary material, going in and coming out.
    heat_value : float
        LHV, MJ per unit of material, not negative.
    heat_efficiency, electricity_efficiency : float
        XER,heat and XER,elec, 0–1, together at most 1.
    """

    allocation: float
    recycled_content: float = 0.0
    recycling_rate: float = 0.0
    energy_rate: float = 0.0
    energy_allocation: float = 0.0
    quality_in: float = 1.0
    quality_out: float = 1.0
    heat_value: float = 0.0
    heat_efficiency: float = 0.0
    electricity_efficiency: float = 0.0


@dataclass(frozen=True)
class CircularBurdens:
    """The burdens of the formula, each (indicators,) or a number, in the indicator's unit.

    Parameters
    ----------
    virgin, recycled : array
        Ev and Erec: one unit of primary, and of recycled material going in.
    recycling : array
        ErecEoL: one unit of recycled material made after use.
    substituted : array, optional
        E*v: primary material that the recycled one replaces; Ev where it is not given.
    energy_recovery : array
        EER: burning one unit of material with recovery.
    heat, electricity : array
        ESE,heat and ESE,elec: the heat and electricity that are replaced, per MJ.
    disposal : array
        ED: disposal of one unit of material without recovery.
    """

    virgin: Burden
    recycled: Burden | None = None
    recycling: Burden | None = None
    substituted: Burden | None = None
    energy_recovery: Burden | None = None
    heat: Burden | None = None
    electricity: Burden | None = None
    disposal: Burden | None = None


@dataclass(frozen=True)
class CircularFootprint:
    """The three parts of the formula per unit of material, (indicators,) each."""

    material: np.ndarray
    energy: np.ndarray
    disposal: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The sum of the three parts."""
        total: np.ndarray = self.material + self.energy + self.disposal
        return total


def circular_footprint(shares: CircularShares, burdens: CircularBurdens) -> CircularFootprint:
    """Return material, energy and disposal part of the circular footprint formula.

    A burden whose share is 0 takes no part and may be left out. NaN in a burden (an indicator without data) stays NaN.

    Raises
    ------
    DataError
        With every parameter outside its range, R2 + R3 > 1, and every burden that is missing though its share is not 0.

    Examples
    --------
    >>> parts = circular_footprint(CircularShares(0.5, 0.3), CircularBurdens(virgin=2.0, recycled=0.8, disposal=0.1))
    >>> round(float(parts.material), 3), float(parts.disposal)
    (1.82, 0.1)
    """
    import numpy as np

    problems = [*_ranges(shares), *_missing(shares, burdens)]
    if problems:
        raise DataError(problems)
    material = _material(shares, burdens)
    nothing, disposed = np.zeros_like(material), _disposed(shares)
    recovered = (1 - shares.energy_allocation) * shares.energy_rate
    return CircularFootprint(
        material,
        recovered * _recovery(shares, burdens) if recovered else nothing,
        disposed * np.asarray(burdens.disposal, dtype=float) if disposed else nothing,
    )


def material_part(shares: CircularShares, burdens: CircularBurdens) -> np.ndarray:
    """Return the material part alone, (indicators,); burdens of energy recovery and disposal need not be given.

    Raises
    ------
    DataError
        As `circular_footprint`, of the parameters that take part.
    """
    problems = [*_ranges(shares), *_missing(shares, burdens, ("Erec", "ErecEoL"))]
    if problems:
        raise DataError(problems)
    return _material(shares, burdens)


def _material(shares: CircularShares, burdens: CircularBurdens) -> np.ndarray:
    import numpy as np

    a, r1, r2 = shares.allocation, shares.recycled_content, shares.recycling_rate
    virgin = np.asarray(burdens.virgin, dtype=float)
    found: np.ndarray = (1 - r1) * virgin
    if r1:
        found = found + r1 * (a * np.asarray(burdens.recycled) + (1 - a) * virgin * shares.quality_in)
    if (1 - a) * r2:
        substituted = virgin if burdens.substituted is None else np.asarray(burdens.substituted)
        found = found + (1 - a) * r2 * (np.asarray(burdens.recycling) - substituted * shares.quality_out)
    return found


def _disposed(shares: CircularShares) -> float:
    """Return 1 − R2 − R3, where a remainder of rounding counts as nothing."""
    rest = 1 - shares.recycling_rate - shares.energy_rate
    return rest if rest > 1e-12 else 0.0


def _recovery(shares: CircularShares, burdens: CircularBurdens) -> np.ndarray:
    """Return EER less the heat and electricity replaced."""
    import numpy as np

    found = np.asarray(burdens.energy_recovery, dtype=float)
    for efficiency, replaced in (
        (shares.heat_efficiency, burdens.heat),
        (shares.electricity_efficiency, burdens.electricity),
    ):
        if efficiency * shares.heat_value:
            found = found - shares.heat_value * efficiency * np.asarray(replaced)
    return found


def _ranges(shares: CircularShares) -> Iterator[Problem]:
    within = {
        "A": shares.allocation,
        "R1": shares.recycled_content,
        "R2": shares.recycling_rate,
        "R3": shares.energy_rate,
        "B": shares.energy_allocation,
        "XER,heat": shares.heat_efficiency,
        "XER,elec": shares.electricity_efficiency,
        "R2 + R3": shares.recycling_rate + shares.energy_rate,
        "XER,heat + XER,elec": shares.heat_efficiency + shares.electricity_efficiency,
    }
    for symbol, value in within.items():
        if not -1e-12 <= value <= 1 + 1e-12:
            yield Problem(
                message("{symbol} of the circular footprint formula is {value}, not between 0 and 1", symbol=symbol, value=value)
            )
    positive = {"Qsin/Qp": shares.quality_in, "Qsout/Qp": shares.quality_out, "LHV": shares.heat_value}
    for symbol, value in positive.items():
        if not 0 <= value < float("inf"):
            yield Problem(
                message("{symbol} of the circular footprint formula is {value}, not 0 or more", symbol=symbol, value=value)
            )


def _missing(shares: CircularShares, burdens: CircularBurdens, only: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Name every burden that takes part and is not given; of ``only`` these symbols where some are named."""
    recovered = (1 - shares.energy_allocation) * shares.energy_rate * shares.heat_value
    wanted = (
        ("Erec", burdens.recycled, shares.recycled_content > 0),
        ("ErecEoL", burdens.recycling, (1 - shares.allocation) * shares.recycling_rate > 0),
        ("EER", burdens.energy_recovery, (1 - shares.energy_allocation) * shares.energy_rate > 0),
        ("ESE,heat", burdens.heat, recovered * shares.heat_efficiency > 0),
        ("ESE,elec", burdens.electricity, recovered * shares.electricity_efficiency > 0),
        ("ED", burdens.disposal, _disposed(shares) > 0),
    )
    for symbol, burden, takes_part in wanted:
        if takes_part and burden is None and (not only or symbol in only):
            yield Problem(message("the circular footprint formula needs {symbol}: its share is not 0", symbol=symbol))
