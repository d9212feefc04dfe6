"""From a line to what stands for it: dataset, factor or elementary flow, with amount, unit and sign."""

from .resolve import Catalogues, Flow, ResolvedTarget, resolve

__all__ = ["Catalogues", "Flow", "ResolvedTarget", "resolve"]
