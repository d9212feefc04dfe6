"""How far is it? Road, rail, sea and air distances between places, with the method beside the number; freight arithmetic."""

from .calculate import MODES, Distance, distance, kind_of_mode
from .find import find_place, known_place
from .places import Place, PlaceError

__all__ = ["MODES", "Distance", "Place", "PlaceError", "distance", "find_place", "kind_of_mode", "known_place"]
