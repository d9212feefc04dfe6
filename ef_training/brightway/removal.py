"""Removing the methods of a pack, with their files, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Problem, ProjectError
from ..messages import message
from ..method_pack.checking.registration import MethodName
from .project import quiet
from .registered import CFP, methods_of, other_families, registered_packs
from .state import ProjectFolder, read_json, write_json


def removable(folder: ProjectFolder, pack: str) -> tuple[MethodName, ...]:
    """Return the names of a pack's methods in a project.

    Raises
    ------
    ProjectError
        Nothing of that name is registered; what is, is named. Methods of others are never removed, whatever their name.
    """
    found = methods_of(folder, pack)
    if pack != CFP and (found or pack in registered_packs(folder)):
        return found
    if any(pack in (*family, " / ".join(family)) for family in other_families(folder)):
        raise ProjectError(Problem(message("the methods “{name}” were not made by this program and are left alone", name=pack)))
    raise ProjectError(
        Problem(
            message("no method pack “{name}” is registered in the project “{project}”", name=pack, project=folder.name),
            mend=message("registered are: {names}", names=", ".join(registered_packs(folder)) or "–"),
        )
    )


def remove_pack_methods(folder: ProjectFolder, pack: str) -> tuple[MethodName, ...]:
    """Remove the methods of a pack from the current project, with their files and the note on them; return their names.

    The caller holds the project lock. The note goes last: after a kill the command can be given again.
    """
    names = removable(folder, pack)
    with quiet():
        delete_methods(names)
    path = folder.notes / "methods.json"
    write_json(path, {name: record for name, record in read_json(path).items() if name != pack})
    return names


def delete_methods(names: Sequence[MethodName]) -> None:
    """Take methods out of Brightway's record, all at once, and delete their files, unless another record uses the same file."""
    from bw2data import Method, methods, normalizations, projects, weightings

    files = {}
    for name in names:
        if name in methods:
            method = Method(name)
            files[method.filename] = (projects.dir / "intermediate" / f"{method.filename}.pickle", method.filepath_processed())
    for name in names:
        methods.data.pop(name, None)
    methods.flush()
    used = {record.get("abbreviation") for records in (methods, normalizations, weightings) for record in records.data.values()}
    for filename, paths in files.items():
        if filename not in used:
            for path in paths:
                path.unlink(missing_ok=True)
