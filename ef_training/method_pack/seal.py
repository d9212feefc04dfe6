"""Writing rows and sha256 of its tables into a pack's description, after a table was changed on purpose."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import PackError, Problem, cannot_write
from ..messages import message
from ..tables import read_bytes, read_rows, sha256


def seal_pack(folder: Path) -> None:
    """Bring ``rows`` and ``sha256`` of every table in ``datapackage.json`` up to date. The pack is not checked: load it after.

    Raises
    ------
    PackError
        The description or a table cannot be read.
    OutputError
        The description cannot be written.
    """
    path = folder / "datapackage.json"
    try:
        description = json.loads(read_bytes(path, PackError))
        resources = description["resources"]
        names = [resource["path"] for resource in resources]
    except (ValueError, KeyError, TypeError) as reason:
        raise PackError(Problem(message("the file is not JSON: {reason}", reason=reason), path.name)) from reason
    problems: list[Problem] = []
    for resource, name in zip(resources, names, strict=True):
        content = read_bytes(folder / Path(name).name, PackError)
        resource["rows"] = len(read_rows(content, name, (), problems))
        resource["sha256"] = sha256(content)
    if problems:
        raise PackError(problems)
    try:
        path.write_text(json.dumps(description, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    except OSError as reason:
        raise cannot_write(path, reason.strerror) from reason
