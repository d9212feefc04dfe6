"""Unit scores: what one unit of every dataset scores in every indicator, from one solve of the transposed system.

    Aᵀ Y = (C B)ᵀ

A (n × n) technosphere, products × processes; B (m × n) biosphere; C (k × m) characterisation factors, one row an indicator;
Y (n × k): ``Y[i, j]`` is the score of one unit of product i in indicator j. The score of any demand f is fᵀY. The cost is
one factorisation and k solves, whatever the number of companies.

Everything is kept on disk in one folder per content (hash over the arrays and labels, never over Brightway's ids, which
differ between projects) as ``.npy`` files read by memory map, written beside and renamed into place.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..brightway.arrays import Node, characterisation, datapackages, nodes
from ..brightway.state import sha256_of
from ..settings import SETTINGS
from .solver import solve

if TYPE_CHECKING:
    import numpy as np

Key = tuple[str, str]
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError)
"""What reading an absent or damaged cache may raise."""
_ARRAYS = (
    "scores",
    "characterisation",
    "characterised",
    "technosphere_data",
    "technosphere_indices",
    "technosphere_indptr",
    "biosphere_data",
    "biosphere_indices",
    "biosphere_indptr",
)


@dataclass(frozen=True)
class UnitScores:
    """Unit scores and the matrices behind them.

    ``indicators``: k ids. ``products``: n nodes, the rows of ``scores`` (n × k). ``processes``: n nodes, the columns of A and of
    ``characterised`` = C·B (k × n). ``flows``: m nodes, the rows of B and columns of ``characterisation`` (k × m). Units: each
    indicator's unit per unit of the product or flow.
    """

    key: str
    indicators: tuple[str, ...]
    products: tuple[Node, ...]
    processes: tuple[Node, ...]
    flows: tuple[Node, ...]
    arrays: Mapping[str, np.ndarray]
    folder: Path

    @property
    def scores(self) -> np.ndarray:
        """Y, (n × k)."""
        return self.arrays["scores"]

    @property
    def characterisation(self) -> np.ndarray:
        """C, (k × m)."""
        return self.arrays["characterisation"]

    @property
    def characterised(self) -> np.ndarray:
        """C·B, (k × n)."""
        return self.arrays["characterised"]

    @cached_property
    def technosphere(self) -> Any:
        """A, (n × n), as a scipy CSR matrix."""
        return self._sparse("technosphere", (len(self.products), len(self.processes)))

    @cached_property
    def biosphere(self) -> Any:
        """B, (m × n), as a scipy CSR matrix."""
        return self._sparse("biosphere", (len(self.flows), len(self.processes)))

    def _sparse(self, name: str, shape: tuple[int, int]) -> Any:
        from scipy.sparse import csr_matrix

        return csr_matrix(tuple(self.arrays[f"{name}_{part}"] for part in ("data", "indices", "indptr")), shape=shape)

    @cached_property
    def product_index(self) -> dict[Key, int]:
        """(database, code) → row of ``scores``."""
        return {(node.database, node.code): position for position, node in enumerate(self.products)}

    @cached_property
    def process_index(self) -> dict[Key, int]:
        """(database, code) → column of A."""
        return {(node.database, node.code): position for position, node in enumerate(self.processes)}

    @cached_property
    def flow_index(self) -> dict[Key, int]:
        """(database, code) → row of B."""
        return {(node.database, node.code): position for position, node in enumerate(self.flows)}

    def _fits(self, key: Key, column: np.ndarray) -> bool:
        """Say whether a supply vector gives the product's unit scores: (C B) s = Y."""
        import numpy as np

        expected = self.scores[self.product_index[key]]
        return bool(np.allclose(self.characterised @ column, expected, rtol=SETTINGS.reference_tolerance, atol=0.0))

    def supply(self, keys: Sequence[Key]) -> np.ndarray:
        """Return supply vectors, one column per product: how much of every process one unit of it takes (n × len(keys)).

        Vectors that were asked for before come from disk; a damaged one is computed anew.
        """
        import numpy as np

        folder = self.folder / "supply"
        columns: dict[Key, np.ndarray] = {}
        for key in keys:
            with suppress(*DAMAGED):
                column = np.load(folder / f"{self.product_index[key]}.npy")
                if column.shape == (len(self.processes),) and self._fits(key, column):
                    columns[key] = column
        missing = [key for key in dict.fromkeys(keys) if key not in columns]
        if missing:
            demand = np.zeros((len(self.products), len(missing)))
            for position, key in enumerate(missing):
                demand[self.product_index[key], position] = 1.0
            solution = solve(self.technosphere, demand)
            folder.mkdir(exist_ok=True)
            for position, key in enumerate(missing):
                columns[key] = np.ascontiguousarray(solution[:, position])
                part = folder / f".{self.product_index[key]}.{os.getpid()}.npy"
                np.save(part, columns[key])
                part.replace(folder / f"{self.product_index[key]}.npy")
        return np.column_stack([columns[key] for key in keys]) if keys else np.zeros((len(self.products), 0))


def build(databases: Sequence[str], methods: Mapping[str, tuple[str, ...]], cache: Path) -> UnitScores:
    """Build and store the unit scores of the current Brightway project.

    Parameters
    ----------
    databases : sequence of str
        The background and every flow list.
    methods : mapping of str to tuple
        Indicator id → registered Brightway method.
    cache : Path
        Folder in which the folder of this content is made.

    Raises
    ------
    CalculationError
        The technosphere is not square or not solvable.
    """
    import numpy as np

    matrices = _matrices(databases)
    table = nodes(databases)
    technosphere, products, processes = matrices["technosphere"], matrices["products"], matrices["processes"]
    flows = sorted(
        (node for node in table.values() if node.id not in set(processes) | set(products)),
        key=lambda node: (node.database, node.code),
    )
    row = {node.id: position for position, node in enumerate(flows)}
    biosphere = _reindexed(matrices["biosphere"], [row[id_] for id_ in matrices["flows"]], len(flows))
    factors = np.zeros((len(methods), len(flows)))
    for position, method in enumerate(methods.values()):
        ids, values = characterisation(method)
        here = [place for place, id_ in enumerate(ids) if int(id_) in row]  # a method serves other flow lists too
        factors[position, [row[int(ids[place])] for place in here]] = values[here]
    characterised, scores = adjoint_scores(technosphere, biosphere, factors)
    arrays = {
        "scores": scores,
        "characterisation": factors,
        "characterised": characterised,
        **{f"technosphere_{part}": getattr(technosphere, part) for part in ("data", "indices", "indptr")},
        **{f"biosphere_{part}": getattr(biosphere, part) for part in ("data", "indices", "indptr")},
    }
    labels = {
        "indicators": list(methods),
        "products": [_label(table[id_]) for id_ in products],
        "processes": [_label(table[id_]) for id_ in processes],
        "flows": [_label(node) for node in flows],
    }
    return _store(arrays, labels, cache)


def adjoint_scores(technosphere: Any, biosphere: Any, factors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return C·B (k × n processes) and Y (n products × k) from sparse A (n × n), sparse B (m × n) and C (k × m).

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> A, B = csr_matrix([[10.0, 0.0], [-2.0, 100.0]]), csr_matrix([[1.0, 10.0]])
    >>> adjoint_scores(A, B, np.array([[1.0]]))[1].round(3).tolist()
    [[0.12], [0.1]]
    """
    import numpy as np

    characterised = np.ascontiguousarray((biosphere.T @ factors.T).T)
    return characterised, solve(technosphere.T.tocsr(), np.ascontiguousarray(characterised.T))


def _matrices(databases: Sequence[str]) -> dict[str, Any]:
    from ..brightway.project import quiet

    with quiet():
        import bw2calc

        lca = bw2calc.LCA({}, data_objs=datapackages(databases))
        lca.load_lci_data()
    by_position = {
        name: {position: id_ for id_, position in getattr(lca.dicts, name).items()}
        for name in ("product", "activity", "biosphere")
    }
    return {
        "technosphere": lca.technosphere_matrix.tocsr().astype(float),
        "biosphere": lca.biosphere_matrix.tocsr().astype(float),
        "products": [by_position["product"][i] for i in range(len(by_position["product"]))],
        "processes": [by_position["activity"][i] for i in range(len(by_position["activity"]))],
        "flows": [by_position["biosphere"][i] for i in range(len(by_position["biosphere"]))],
    }


def _reindexed(matrix: Any, rows: list[int], height: int) -> Any:
    import numpy as np
    from scipy.sparse import csr_matrix

    coo = matrix.tocoo()
    return csr_matrix((coo.data, (np.asarray(rows)[coo.row], coo.col)), shape=(height, matrix.shape[1]))


def _label(node: Node) -> list[str]:
    return [node.database, node.code, node.name, node.place, node.unit]


def _store(arrays: dict[str, np.ndarray], labels: dict[str, Any], cache: Path) -> UnitScores:
    import hashlib

    import numpy as np

    digest = hashlib.sha256(json.dumps(labels, ensure_ascii=False).encode())
    for name in _ARRAYS:
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    key = digest.hexdigest()[:32]
    folder, part = cache / key, cache / f".{key}.{os.getpid()}.part"
    with suppress(*DAMAGED):
        stored = load(cache, key)
        if all(np.array_equal(stored.arrays[name], arrays[name]) for name in _ARRAYS):
            return stored
    shutil.rmtree(folder, ignore_errors=True)
    part.mkdir(parents=True, exist_ok=True)
    for name in _ARRAYS:
        np.save(part / f"{name}.npy", np.ascontiguousarray(arrays[name]))
    (part / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    try:
        part.replace(folder)
    except OSError:  # another process was first; the content is the same
        shutil.rmtree(part, ignore_errors=True)
    return load(cache, key)


def load(cache: Path, key: str) -> UnitScores:
    """Open stored unit scores by memory map.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError, EOFError
        The folder is absent or damaged (`DAMAGED`); the caller builds it anew.
    """
    import numpy as np

    folder = cache / key
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    return UnitScores(
        key=key,
        indicators=tuple(labels["indicators"]),
        products=tuple(Node(0, *row) for row in labels["products"]),
        processes=tuple(Node(0, *row) for row in labels["processes"]),
        flows=tuple(Node(0, *row) for row in labels["flows"]),
        arrays=arrays,
        folder=folder,
    )


def file_hashes(cache: Path, key: str) -> dict[str, str]:
    """Return the sha256 of every stored file, by name; an empty text where one is absent."""
    folder = cache / key
    return {name: sha256_of(folder / name) for name in (*(f"{array}.npy" for array in _ARRAYS), "labels.json")}


def keep_only(cache: Path, keys: set[str]) -> None:
    """Remove what was stored for contents that no background and pack has any more, and what a killed process left."""
    for folder in cache.iterdir():
        if folder.name not in keys:
            shutil.rmtree(folder, ignore_errors=True)
