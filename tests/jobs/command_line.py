"""``ef-training`` in this process, where a whole module of tests looks at what one command left."""

from __future__ import annotations

import contextlib
import io
import sys

import pytest


def run(*arguments: object) -> tuple[int, str, str]:
    """Run ``ef-training ARGUMENTS``; return exit code, stdout and stderr."""
    from ef_training.cli import main

    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["ef-training", *map(str, arguments)])
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()


def done(*arguments: object) -> tuple[str, str]:
    """Run ``ef-training ARGUMENTS``, which must end well; return stdout and stderr."""
    code, out, err = run(*arguments)
    assert code == 0, err
    return out, err
