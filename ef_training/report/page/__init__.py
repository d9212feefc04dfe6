"""The report as one page of HTML in both languages: nothing to fetch, readable on a telephone and on A4 paper.

Charts are tables and inline SVG, drawn here from the numbers of ``chart_data*``: real text that can be selected, searched and
read aloud, there without scripts too. A small script of our own adds hovering, choosing an indicator and filtering stages. A
charting library such as plotly.js would add 4.5 MB to every report and show nothing where scripts do not run.
"""

from .build import page

__all__ = ["page"]
