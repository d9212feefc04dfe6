"""PEF's most relevant categories, stages, first-tier processes and elementary flows of a run.

Processes are judged at the first tier: what the company buys or emits. The same process in two stages counts twice, twice in
one stage once. Elementary flows are judged on the direct flows of each most relevant process; where a bought dataset is a
mix or a market and has next to none, the flows behind the whole purchase say more, so both are given.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clauses 6.3.1 to 6.3.5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..messages import Message
from .rules import MINIMUM_CATEGORIES, Ranked, most_relevant_shares, ranked_processes, with_use_stage_rule
from .tables import by_stage, score_table, withheld_reason

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

REST = "(rest)"


@dataclass(frozen=True)
class MostRelevant:
    """What is most relevant, per indicator where it depends on it.

    ``categories`` and ``without_toxicity`` are indicator ids in order of rank. ``stages``, ``processes`` and ``flows`` hold
    a DataFrame per most relevant indicator: ``stage`` or ``process``/``name``/``stage`` or
    ``process``/``flow``/``compartment``/``scope``, each with ``value`` (the indicator's unit), ``share`` (0–1 of Σ|value|),
    ``cumulative`` and ``most_relevant``. ``withheld`` says why there is no list at all.
    """

    categories: list[str] = field(default_factory=list)
    without_toxicity: list[str] = field(default_factory=list)
    stages: dict[str, pd.DataFrame] = field(default_factory=dict)
    processes: dict[str, pd.DataFrame] = field(default_factory=dict)
    flows: dict[str, pd.DataFrame] = field(default_factory=dict)
    withheld: Message | None = None


def most_relevant(run: RunFolder) -> MostRelevant:
    """Apply the rules to a run.

    Above 30 % screening (part of the climate score known by climate change alone), and where the method pack has no weights, no
    list is given; ``withheld`` says why. Categories that are not summed are in no list.
    """
    withheld = withheld_reason(run)
    if withheld is not None:
        return MostRelevant(withheld=withheld)
    scores = score_table(run)
    ranked = scores.sort_values("rank")
    categories = list(ranked.loc[ranked["most_relevant"], "indicator"])
    plain = ranked[~ranked["toxicity"] & ranked["weighted"].notna()]
    without = most_relevant_shares(dict(zip(plain["indicator"], plain["weighted"], strict=True)), minimum=MINIMUM_CATEGORIES)
    return MostRelevant(
        categories=categories,
        without_toxicity=[item.name for item in without if item.relevant],
        stages={indicator: _stages(run, indicator) for indicator in categories},
        processes={indicator: _processes(run, indicator) for indicator in categories},
        flows={indicator: _flows(run, indicator) for indicator in categories},
    )


def _frame(ranking: list[Ranked], columns: dict[str, list[str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            **columns,
            "value": [item.value for item in ranking],
            "share": [item.share for item in ranking],
            "cumulative": [item.cumulative for item in ranking],
            "most_relevant": [item.relevant for item in ranking],
        }
    )


def _stages(run: RunFolder, indicator: str) -> pd.DataFrame:
    values = by_stage(run).loc[indicator]
    ranking = with_use_stage_rule({stage: float(value) for stage, value in values.dropna().items() if value})
    return _frame(ranking, {"stage": [item.name for item in ranking]})


def _named(run: RunFolder) -> dict[str, str]:
    return dict(zip(run.targets["target"], run.targets["target_name"], strict=True))


def _processes(run: RunFolder, indicator: str) -> pd.DataFrame:
    part = run.results[(run.results["view"] == "ef") & (run.results["indicator"] == indicator)]
    sums = part.groupby(["target", "stage"], sort=False)["value"].sum(min_count=1).dropna()
    stages = by_stage(run).loc[indicator].dropna()
    ranking = ranked_processes(
        {(str(target), str(stage)): float(value) for (target, stage), value in sums.items()},
        {str(stage): float(value) for stage, value in stages.items()},
    )
    pairs = [item.name.rsplit("|", 1) for item in ranking]
    names = _named(run)
    return _frame(
        ranking,
        {
            "process": [target for target, _ in pairs],
            "name": [names.get(target, target) for target, _ in pairs],
            "stage": [stage for _, stage in pairs],
        },
    )


def _flows(run: RunFolder, indicator: str) -> pd.DataFrame:
    """Rank the elementary flows of each most relevant process, directly emitted ones and those behind the whole purchase."""
    import pandas as pd

    processes = _processes(run, indicator)
    chosen = set(processes.loc[processes["most_relevant"], "process"])
    table = run.contributions
    table = table[(table["indicator"] == indicator) & (table["level"] == "elementary-flow") & table["target"].isin(chosen)]
    frames = []
    for (target, scope), part in table.groupby(["target", "scope"], sort=False):
        sums = part.groupby(["name", "place"], sort=False)["value"].sum()
        ranking = most_relevant_shares({f"{name}|{place}": float(value) for (name, place), value in sums.items()})
        pairs = [item.name.rsplit("|", 1) for item in ranking]
        frame = _frame(
            ranking,
            {
                "process": [str(target)] * len(ranking),
                "scope": [str(scope)] * len(ranking),
                "flow": [name for name, _ in pairs],
                "compartment": [place for _, place in pairs],
            },
        )
        frame["most_relevant"] &= frame["flow"] != REST
        frames.append(frame)
    columns = ["process", "scope", "flow", "compartment", "value", "share", "cumulative", "most_relevant"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
