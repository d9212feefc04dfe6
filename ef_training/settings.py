"""Numbers that are a choice, each with its source."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Settings:
    """Tolerances and thresholds.

    Parameters
    ----------
    contribution_tolerance : float
        Contributions must sum to the total within this part of Σ|contribution| (float64 sums of some hundred terms).
    reference_tolerance : float
        Unit scores against bw2calc on the same float32 arrays, part of Σ|contribution|.
    residual_tolerance : float
        Largest relative residual of a solve.
    screening_warn, screening_withhold : float
        Part of the climate score known by climate change only: above the first the report's first sentence says so, above
        the second there is no single score and no list of most relevant categories (the programme's rule).
    contribution_coverage : float
        Part of Σ|value| that the processes and flows listed behind each target reach before the rest is summed up.
    contribution_rows : int
        At most so many processes or flows are listed behind one target and indicator.
    chain_share : float
        A supplier is named in the tree of supply chains where it makes this part of Σ|score| of the product in the indicator
        (the project's own choice: a percent is about the least that a chart can tell apart; a product has some fifty such nodes).
    chain_depth, chain_nodes : int
        The tree goes so many tiers of suppliers deep, and at most so many nodes of an indicator are followed (the project's own
        choice: a loop of processes ends there, and the table stays small whatever the background).
    mass_warn, mass_refuse : float
        Masses that should agree may differ by this part (the programme's rule: above 5 % to be corrected); a mass per declared
        unit that is off by more than the factor stops the work.
    material_warn, pieces_warn : float
        Materials of more than so many times the product's mass, and pieces linked with more than so many times their mass,
        are named.
    level_agree, level_refuse : float
        One amount told at two levels (plant, product, declared unit): parts by which the figures may differ, beside the rounding
        of the figures as written, before the difference is named, and before it stops the work (the project's own choice: the
        first is the rounding of a figure of two digits and more, the second the programme's limit of mass balances).
    stock_warn : float
        Part of the production by which sales and stocks may miss it before that is named (the project's own choice: counting of
        stocks).
    cut_off_pef, cut_off_moenv_source, cut_off_moenv_sum : float
        Recommendation (EU) 2021/2279 Annex I: 3 % in all; MOENV product category rules: 1 % per source, 5 % together.
    omission_doubt : float
        A line said to be without burden or counted elsewhere whose climate score makes more than this part of the other view is
        named (MOENV's limit for one source).
    heat_value_ratio : float
        A fuel that is linked with more than so many times its usual heat value, or less than the inverse, is named (the project's
        own choice: far outside what kinds of a fuel and efficiencies of boilers explain).
    other_view_ratio : float
        A climate score of more than so many times that of the other view, or less than its inverse, is explained (the programme's
        rule for a factor against its dataset: outside one third to three).
    two_views_coverage, two_views_small : float
        The differences between the views are explained, largest first, until they make this part of Σ|difference|; and those
        outside the ratio whose line makes at least the second part of a view (the project's own choice).
    two_views_years : int
        Data of the two views, or of one and the period, that lie so many years apart are named (the project's own choice).
    two_views_gases : float
        Where gases other than CO2 make this part of a line's climate score, the GWP sets of the views are named (the
        project's own choice).
    two_views_minor : float
        A target that makes a smaller part of its line is not spoken of by itself (the project's own choice).
    two_views_amount : float
        Part by which the amounts of a line in the two views may differ without being named (the project's own choice).
    two_views_gwp : float
        Two GWP sets make scores differ by no more than this (the project's own choice: methane is 28 to 30 kg CO2 eq in AR5, 27
        to 30 in AR6, so that a line of methane alone differs by a few percent; other gases by up to a quarter).
    improvement_step : float
        Part of a line that an improvement option changes (the project's own choice, easy to scale in the head).
    improvement_lines : int
        Options are looked for on at most so many lines, those that make 80 % of the weighted score.
    improvement_least : float
        A change of less than this part of an indicator's total is neither better nor worse (the project's own choice: far
        below what the data can tell).
    customer_lines : int
        A part of the result is shown to customers where at least so many lines have a climate score in it (the least frequency
        usual in statistical disclosure control).
    customer_margin : float
        ... and where it differs from each of its lines by at least this part of the line, so that who takes the part for its
        largest line is off by that much (the rule of p percent of statistical disclosure control; 20 %, by which a line may make
        five sixths of a part at most, is the project's own choice).
    """

    contribution_tolerance: float = 1e-9
    reference_tolerance: float = 1e-6
    residual_tolerance: float = 1e-8
    screening_warn: float = 0.10
    screening_withhold: float = 0.30
    contribution_coverage: float = 0.80
    contribution_rows: int = 8
    chain_share: float = 0.01
    chain_depth: int = 5
    chain_nodes: int = 150
    mass_warn: float = 0.05
    mass_refuse: float = 2.0
    material_warn: float = 5.0
    pieces_warn: float = 3.0
    level_agree: float = 0.01
    level_refuse: float = 0.05
    stock_warn: float = 0.01
    cut_off_pef: float = 0.03
    cut_off_moenv_source: float = 0.01
    cut_off_moenv_sum: float = 0.05
    omission_doubt: float = 0.01
    heat_value_ratio: float = 3.0
    other_view_ratio: float = 3.0
    two_views_coverage: float = 0.80
    two_views_small: float = 0.01
    two_views_years: int = 5
    two_views_gases: float = 0.10
    two_views_minor: float = 0.10
    two_views_amount: float = 0.05
    two_views_gwp: float = 1.25
    improvement_step: float = 0.10
    improvement_lines: int = 10
    improvement_least: float = 1e-6
    customer_lines: int = 3
    customer_margin: float = 0.20

    def as_dict(self) -> dict[str, float]:
        """Return the settings as recorded in ``run.json``."""
        return asdict(self)


SETTINGS = Settings()
