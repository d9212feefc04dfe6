"""What each chart shows, in words."""

from __future__ import annotations

from ...messages import msg, translate

CHART_TEXTS = {
    "stage-shares": msg(
        "Stacked bars: the share of each life-cycle stage in each indicator. The numbers stand in the table of stages."
    ),
    "pareto": msg("Bars: the lines with the largest scores, with the cumulative share and a line at 80%."),
    "heatmap": msg("Grid: the share of each line in each indicator, darker where it is larger."),
    "two-views": msg("Paired bars: carbon footprint and climate change of the largest lines, with both totals."),
    "waterfall": msg("Waterfall of {indicator}: from stage to stage up to the total."),
    "sankey": msg("Flow diagram of {indicator}: from the lines and what is behind them through the stages to the total."),
    "tree": msg("Tree of {indicator}: what the total consists of, stage by stage, line by line, process by process."),
    "quality": msg("Points: how much each purchase contributes against how good its data are."),
    "parts": msg("Bars: the parts of climate change by life-cycle stage and group, in whole percents."),
    "comparison": msg("Paired bars: the two results side by side, indicator by indicator."),
}


def alt(name: str, lang: str, indicator: str = "") -> str:
    """Return what the chart shows, in words; ``indicator`` is the name of the one it shows, where it shows one."""
    found = next((text for key, text in CHART_TEXTS.items() if name.startswith(key)), name)
    return translate(found, lang).replace("{indicator}", indicator)
