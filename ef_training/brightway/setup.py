"""Setting a Brightway project up: elementary flows, background, MOENV factors, method pack. Done once; later runs only look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..messages import msg
from ..method_pack.flow_lists import ElementaryFlow, FlowList, FlowUnits
from ..method_pack.flow_lists import flow_units as units_of
from ..names import BIOSPHERE, MOENV, OWN_FLOWS
from .contents import LAYOUT, background_content, biosphere_content, biosphere_identity, moenv_content, own_flows_content
from .database import DatabaseContent, replace_databases
from .flow_lists import project_lists
from .kept import still_consumed
from .methods import methods_current, register_carbon_footprint, register_pack
from .project import open_project
from .state import ProjectFolder, content_hash, find_project, is_current

if TYPE_CHECKING:
    from ..background import BackgroundSummary
    from ..factors import FactorCatalogue
    from ..method_pack import PackSummary

CFP = "1"  # identity of the method of the cfp view


@dataclass(frozen=True)
class Wanted:
    """What a project must hold: database → identity of its content, and the method pack."""

    background: BackgroundSummary
    pack: PackSummary
    databases: Mapping[str, str]

    @property
    def flow_lists(self) -> tuple[str, ...]:
        """The flow lists and the background: what the matrices are made of."""
        return (BIOSPHERE, OWN_FLOWS, self.background.database)


def wanted(background: BackgroundSummary, pack: PackSummary, factors: FactorCatalogue) -> Wanted:
    """Return what a project must hold for a background, a pack and the factor catalogue."""
    return Wanted(
        background,
        pack,
        {
            BIOSPHERE: biosphere_identity(),
            OWN_FLOWS: own_flows_identity(),
            background.database: _background_identity(background),
            MOENV: f"{factors.sha256} layout {LAYOUT}",
        },
    )


def _background_identity(background: BackgroundSummary) -> str:
    return f"{background.sha256} layout {LAYOUT}"


def background_ready(project: str, background: BackgroundSummary) -> bool:
    """Say whether a background stands whole in a project. Does not import bw2data."""
    folder = find_project(project)
    return folder is not None and is_current(folder, background.database, _background_identity(background))


def find_ready(project: str, want: Wanted) -> ProjectFolder | None:
    """Return the project's folder where everything wanted stands whole in it, else None. Does not import bw2data."""
    folder = find_project(project)
    if folder is None:
        return None
    ready = all(is_current(folder, name, identity) for name, identity in want.databases.items())
    return folder if ready and _methods_ready(folder, want) else None


def _methods_ready(folder: ProjectFolder, want: Wanted) -> bool:
    return methods_current(folder, want.pack.name, want.pack.sha256) and methods_current(folder, "cfp", CFP)


def set_up(project: str, want: Wanted, pack: str, factors: FactorCatalogue, progress: Callable[[str], None]) -> ProjectFolder:
    """Bring a project to what is wanted, making it where needed, and return its folder. The caller holds the project lock.

    ``pack`` is where the wanted pack is read from: the name of an installed one, or a folder. ``progress`` is called with a
    sentence before each step that takes time.
    """
    from ..background import load_background, load_own_flows
    from ..method_pack import load_pack

    folder = open_project(project, create=True)
    missing = [name for name, identity in want.databases.items() if not is_current(folder, name, identity)]
    if BIOSPHERE in missing:
        _write_biosphere(folder, progress)
    contents: list[DatabaseContent] = []
    if OWN_FLOWS in missing:
        contents.append(own_flows_content(load_own_flows(), want.databases[OWN_FLOWS]))
    if want.background.database in missing:
        background = load_background(want.background.name, flows=flow_units(folder))
        contents.append(background_content(background, want.databases[background.database]))
    if MOENV in missing:
        kept = still_consumed(MOENV, factors)
        contents.append(moenv_content(factors, want.databases[MOENV], kept=kept))
    if contents:
        progress(msg("Writing the background and the MOENV factors …"))
        replace_databases(folder, contents)
    if not _methods_ready(folder, want):
        progress(msg("Registering the method pack …"))
        register_pack(folder, load_pack(pack, flows=flow_units(folder)))
        register_carbon_footprint(folder, CFP)
    return folder


def set_up_flow_lists(project: str, progress: Callable[[str], None]) -> ProjectFolder:
    """Bring the home flow lists of a project up to date, making it where needed, and return its folder: all that methods need.

    The caller holds the project lock.
    """
    from ..background import load_own_flows

    folder = open_project(project, create=True)
    identity = own_flows_identity()
    if not is_current(folder, BIOSPHERE, biosphere_identity()):
        _write_biosphere(folder, progress)
    if not is_current(folder, OWN_FLOWS, identity):
        replace_databases(folder, [own_flows_content(load_own_flows(), identity)])
    return folder


def flow_lists_ready(folder: ProjectFolder) -> bool:
    """Say whether the home flow lists stand whole in a project. Does not import bw2data."""
    return is_current(folder, BIOSPHERE, biosphere_identity()) and is_current(folder, OWN_FLOWS, own_flows_identity())


def own_flows_identity() -> str:
    """Return what identifies the project's own flows."""
    from ..background import load_own_flows

    return content_hash([LAYOUT, [repr(flow) for flow in load_own_flows()]])


def _write_biosphere(folder: ProjectFolder, progress: Callable[[str], None]) -> None:
    progress(msg("Writing the elementary flows …"))
    replace_databases(folder, [biosphere_content()])


def flow_units(folder: ProjectFolder) -> FlowUnits:
    """Return units and names of the flows of a project by (database, code): all its flow lists, and the own flows to be."""
    from ..background import load_own_flows

    own = tuple(ElementaryFlow(OWN_FLOWS, flow.code, flow.name_en, flow.compartment, flow.unit) for flow in load_own_flows())
    return units_of((FlowList(OWN_FLOWS, own), *project_lists(folder)))
