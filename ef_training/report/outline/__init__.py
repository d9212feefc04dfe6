"""What the report says, in which order: from the results of a run to a `Document`.

The order follows the reporting outline of the PEF method (Recommendation (EU) 2021/2279, Annex II, Part E) as far as it applies
to a declared unit and to data that are not the EF reference data: summary, general information, goal, scope, inventory, results,
interpretation, annexes.
"""

from .build import outline

__all__ = ["outline"]
