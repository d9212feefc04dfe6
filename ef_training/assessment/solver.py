"""Solving the technosphere system, forward and transposed, with the residual checked."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..errors import CalculationError
from ..messages import message
from ..settings import SETTINGS

if TYPE_CHECKING:
    import numpy as np

LARGE = 2000  # unknowns


def solve(matrix: Any, rhs: np.ndarray) -> np.ndarray:
    """Solve ``matrix @ x = rhs`` for all columns of ``rhs`` at once.

    A large system is solved by PARDISO where pypardiso is installed (extra ``fast``), everything else by scipy's SuperLU: below
    `LARGE` unknowns loading PARDISO takes longer than the solve.

    Parameters
    ----------
    matrix : sparse matrix, (n, n)
    rhs : array, (n, k)

    Returns
    -------
    array, (n, k)

    Raises
    ------
    CalculationError
        The matrix is singular, or a column's residual ‖matrix·x − rhs‖∞ / ‖rhs‖∞ exceeds the tolerance (NaN included).
    """
    import numpy as np

    solution = None
    if matrix.shape[0] > LARGE:
        with suppress(ImportError):
            solution = _pardiso(matrix, rhs)
    if solution is None:
        solution = _superlu(matrix, rhs)
    scale = np.abs(rhs).max(axis=0)
    residual = np.abs(matrix @ solution - rhs).max(axis=0) / np.where(scale > 0, scale, 1.0)
    if not np.all(residual <= SETTINGS.residual_tolerance):
        raise CalculationError(
            message(
                "the technosphere matrix cannot be solved reliably: relative residual {residual:.1e}; is a process without "
                "output, or one that needs more of itself than it makes?",
                residual=float(np.nan_to_num(residual, nan=np.inf).max()),
            )
        )
    return solution


def _pardiso(matrix: Any, rhs: np.ndarray) -> np.ndarray:
    import numpy as np
    from pypardiso.pardiso_wrapper import PyPardisoSolver

    csr = matrix.tocsr()
    solver = PyPardisoSolver()
    try:
        solver.factorize(csr)
        return np.asarray(solver.solve(csr, np.asfortranarray(rhs))).reshape(rhs.shape)
    finally:
        solver.free_memory(everything=True)


def _superlu(matrix: Any, rhs: np.ndarray) -> np.ndarray:
    import numpy as np
    from scipy.sparse.linalg import splu

    try:
        return np.asarray(splu(matrix.tocsc()).solve(np.ascontiguousarray(rhs)))
    except RuntimeError as error:
        raise CalculationError(message("the technosphere matrix is singular ({reason})", reason=str(error))) from error
