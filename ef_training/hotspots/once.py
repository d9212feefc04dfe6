"""What is worked out once of a run and asked for many times."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

P = ParamSpec("P")
T = TypeVar("T")


def kept(run: RunFolder, key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` gives, kept with the run as `functools.cached_property` does; nobody may change it.

    The tables of a run are taken not to change; a run made with `dataclasses.replace` starts anew.
    """
    found: dict[Hashable, Any] = vars(run).setdefault("_kept", {})
    if key not in found:
        found[key] = make()
    value: T = found[key]
    return value


def once(function: Callable[Concatenate[RunFolder, P], pd.DataFrame]) -> Callable[Concatenate[RunFolder, P], pd.DataFrame]:
    """Let a function keep its table with the run; other arguments must be hashable. Every caller gets a copy of his own."""

    @wraps(function)
    def table(run: RunFolder, /, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        key = (function.__module__, function.__qualname__, args, tuple(sorted(kwargs.items())))
        return kept(run, key, lambda: function(run, *args, **kwargs)).copy()

    return table
