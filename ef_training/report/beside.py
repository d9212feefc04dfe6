"""Work done in a second process beside this one."""

from __future__ import annotations

import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], Iterable[T]]) -> Iterator[T]:
    """Start ``work`` in a forked process and return an iterator that waits for its results, one after the other.

    Where the system cannot fork safely, or the forked process fails, the iterator does the work itself, so that the results and
    any error are the same. ``work`` must not change anything but its results, which must be picklable.

    >>> list(beside(lambda: (6 * 7, 6 * 9)))
    [42, 54]
    """
    if sys.platform != "linux":
        return iter(work())
    read_end, write_end = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads are idle: none of ours holds a lock
        child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read_end)
            with os.fdopen(write_end, "wb") as stream:
                for result in work():
                    pickle.dump(result, stream)
                    stream.flush()
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)
    return _results(work, child, read_end)


def _results(work: Callable[[], Iterable[T]], child: int, read_end: int) -> Iterator[T]:
    """Yield what the forked process sends; do the rest of the work here if it fails."""
    count = 0
    with os.fdopen(read_end, "rb") as stream:
        while True:
            try:
                result = pickle.load(stream)
            except (EOFError, pickle.UnpicklingError):
                break
            yield result
            count += 1
    _, status = os.waitpid(child, 0)
    if status != 0:
        yield from islice(work(), count, None)
