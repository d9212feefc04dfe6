"""The Brightway objects of a run: databases, activities, methods, an LCA that is set up, a calculation set-up.

What is handed out is Brightway's own: a user of Brightway, or of the Activity Browser, goes on alone from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..brightway.company import PRODUCT, database_names
from ..brightway.methods import CFP_METHOD
from ..brightway.project import open_project, quiet
from ..brightway.setups import write_setup
from ..brightway.state import NOTES, ProjectFolder, project_lock, read_json
from ..errors import ProjectError
from ..messages import message
from ..names import PROJECT
from .results import CFP_INDICATOR

if TYPE_CHECKING:
    import bw2calc

    from .run_folder import RunFolder

MethodName = tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """A run in its Brightway project, which is made the current one.

    Parameters
    ----------
    project : str
        Name of the project.
    databases : mapping
        View (``ef``, ``cfp``) → name of the company's database.
    products : mapping
        View → key (database, code) of the product process, which makes 1 declared unit.
    methods : mapping
        Indicator id → name of the Brightway method; sub-indicators, and ``carbon-footprint`` of the ``cfp`` view, included.
    """

    project: str
    databases: Mapping[str, str]
    products: Mapping[str, tuple[str, str]]
    methods: Mapping[str, MethodName]

    def view_of(self, indicator: str) -> str:
        """Return the view an indicator belongs to.

        Raises
        ------
        ProjectError
            There is no such indicator; names those there are.
        """
        if indicator not in self.methods:
            raise ProjectError(
                message(
                    "there is no indicator “{indicator}”; there are: {known}", indicator=indicator, known=", ".join(self.methods)
                )
            )
        return "cfp" if indicator == CFP_INDICATOR else "ef"

    def product(self, view: str = "ef") -> Any:
        """Return the product's node (`bw2data.get_node`)."""
        return self._node(self.products[view])

    def stage(self, stage: str, view: str = "ef") -> Any:
        """Return the node of a life-cycle stage ("manufacturing")."""
        return self._node((self.databases[view], stage))

    def exchanges(self, line_id: str, view: str = "ef") -> list[Any]:
        """Return the exchanges that stand for a line of the form; their ``input`` is the dataset, factor or elementary flow."""
        database = self.databases[view]
        with quiet():
            import bw2data

            found = [
                exchange
                for node in bw2data.Database(database)
                for exchange in node.exchanges()
                if exchange.get("line_id") == line_id
            ]
        if not found:
            raise ProjectError(message("the database “{database}” has no line {line}", database=database, line=line_id))
        return found

    def lca(self, indicator: str) -> bw2calc.LCA:
        """Return a plain ``bw2calc.LCA`` of 1 declared unit, assessed; its ``score`` is in the indicator's unit.

        Examples
        --------
        >>> reach(run).lca("climate-change").score  # doctest: +SKIP
        4.206
        """
        view = self.view_of(indicator)
        with quiet():
            import bw2calc
            import bw2data

            demand, data, _ = bw2data.prepare_lca_inputs({self.product(view): 1.0}, method=self.methods[indicator])
            lca = bw2calc.LCA(demand, data_objs=data)
            lca.lci()
            lca.lcia()
        return lca

    def calculation_setup(self, name: str | None = None) -> str:
        """Write a calculation set-up of the product and all indicators of the ``ef`` view, and return its name.

        The Activity Browser lists it; in Python it is ``bw2data.calculation_setups[name]``. One of the same name for another
        product is left alone.

        Raises
        ------
        ProjectError
            The name is taken by a set-up that has another product.
        """
        title = name or self.databases["ef"]
        methods = [method for indicator, method in self.methods.items() if indicator != CFP_INDICATOR]
        with project_lock(self.project):
            open_project(self.project)
            write_setup(title, self.products["ef"], methods)
        return title

    def _node(self, key: tuple[str, str]) -> Any:
        with quiet():
            import bw2data

            return bw2data.get_node(database=key[0], code=key[1])


def reach(run: RunFolder, *, project: str = PROJECT) -> Reach:
    """Open the Brightway project of a run.

    Parameters
    ----------
    run : RunFolder
        The run, just assessed or read from its folder.
    project : str
        The project it was assessed in.

    Raises
    ------
    ProjectError
        The project, the company's databases or the methods are not there, or the method pack registered there is not that of the
        run.
    """
    folder = open_project(project)
    record = run.run
    names = database_names(record["company"]["code"], record["product"]["code"])
    there = folder.databases()
    missing = [name for name in names.values() if name not in there]
    if missing:
        raise ProjectError(
            message(
                "the project “{project}” does not hold {databases}; assess the form again",
                project=project,
                databases=", ".join(missing),
            )
        )
    products = {view: (name, PRODUCT) for view, name in names.items()}
    return Reach(project, names, products, _methods(folder, run))


def _methods(folder: ProjectFolder, run: RunFolder) -> dict[str, MethodName]:
    pack = run.run["pack"]
    registered = folder.methods()
    note = read_json(folder.notes / "methods.json").get(pack["name"], {})
    if note.get("sha256") != pack["sha256"]:
        raise ProjectError(
            message(
                "the project “{project}” holds another version of the method pack “{pack}” than this run; assess the form again",
                pack=pack["name"],
                project=folder.name,
            )
        )
    by_name = {name[-1]: name for name in map(tuple, note["methods"]) if registered.get(name, {}).get(NOTES) == pack["sha256"]}
    wanted = {record["id"]: str(record["name_en"]).lower() for record in run.run["indicators"]}
    methods: dict[str, MethodName] = {indicator: by_name[name] for indicator, name in wanted.items() if name in by_name}
    return methods | ({CFP_INDICATOR: CFP_METHOD} if CFP_METHOD in registered else {})
