"""Nodes of a shared database that companies use although its source no longer holds them."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from .project import quiet


def still_consumed(database: str, codes: Container[str]) -> list[dict[str, Any]]:
    """Return the nodes of a database that are not among ``codes`` but are consumed by another one, as they stand there.

    A company assessed with a newer snapshot of MOENV's catalogue may use a factor that an older one does not hold; writing the
    older one must leave that factor in place. The current project is read.
    """
    with quiet():
        from bw2data.backends.schema import ActivityDataset, ExchangeDataset

        consumed = (
            ExchangeDataset.select(ExchangeDataset.input_code)
            .where(ExchangeDataset.input_database == database, ExchangeDataset.output_database != database)
            .distinct()
            .tuples()
        )
        wanted = sorted(code for (code,) in consumed if code not in codes)
        nodes = []
        for code in wanted:
            here = (ActivityDataset.database == database) & (ActivityDataset.code == code)
            for (data,) in ActivityDataset.select(ActivityDataset.data).where(here).tuples():
                outputs = (ExchangeDataset.output_database == database) & (ExchangeDataset.output_code == code)
                exchanges = [dict(row) for (row,) in ExchangeDataset.select(ExchangeDataset.data).where(outputs).tuples()]
                nodes.append({**data, "code": code, "exchanges": [_without_output(exchange) for exchange in exchanges]})
        return nodes


def _without_output(exchange: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in exchange.items() if key != "output"}
