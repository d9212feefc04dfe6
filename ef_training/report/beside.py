"""Work done in a second process beside this one."""

from __future__ import annotations

import os
import pickle
import sys
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Start ``work`` in a forked process and return a function that waits for its result.

    Where the system cannot fork safely, or the forked process fails, the returned function does the work itself, so that the
    result and any error are the same. ``work`` must not change anything but its result, which must be picklable.

    >>> beside(lambda: 6 * 7)()
    42
    """
    if sys.platform != "linux":
        return work
    read_end, write_end = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads are idle: none of ours holds a lock
        child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read_end)
            with os.fdopen(write_end, "wb") as stream:
                pickle.dump(work(), stream)
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)

    def result() -> T:
        with os.fdopen(read_end, "rb") as stream:
            content = stream.read()
        _, status = os.waitpid(child, 0)
        return pickle.loads(content) if status == 0 else work()

    return result
