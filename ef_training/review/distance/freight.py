"""The arithmetic of freight: tonne-kilometres, loads, empty returns, shopping trips, and PEF's default distances.

The defaults are those of Recommendation (EU) 2021/2279, Annex I, section 4.4.3, not compared with the published text: do so
before a study relies on them. They stand in for what is not known, and are European: a plant knows better.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Legs = Mapping[str, float]

# one-way km by vehicle
SUPPLIER_TO_FACTORY: Mapping[str, Legs] = MappingProxyType(
    {
        "within_Europe_packaging_not_glass": {"truck>32t EURO4": 230, "train": 280, "barge": 360},
        "within_Europe_empty_glass": {"truck>32t EURO4": 350, "train": 39, "barge": 87},
        "within_Europe_other": {"truck>32t EURO4": 130, "train": 240, "barge": 270},
        "outside_Europe": {"truck>32t EURO4": 1000, "ship transoceanic container": 18000, "or plane cargo": 10000},
    }
)
FACTORY_TO_CLIENT: Mapping[str, Legs] = MappingProxyType(
    {
        "local": {"truck>32t": 1200},
        "intracontinental": {"truck>32t": 3500},
        "international": {"truck>32t": 1000, "ship transoceanic container": 18000},
    }
)
# how goods go from the distribution centre to the client: share of the goods → trip
CENTRE_TO_CLIENT: Mapping[str, str] = MappingProxyType(
    {
        "62%": "5 km passenger car",
        "5%": "5 km round trip van (lorry <7.5 t EURO 3, utilisation 20 %)",
        "33%": "no impact",
    }
)
UTILISATION = 0.64  # part of the payload by mass, empty returns included
UTILISATION_BULK = 0.5  # bulk goods: out full, back empty
TRUNK_M3 = 0.2  # a third of a boot of 0.6 m3, by which a shopping trip is shared


def tonne_km(mass: float, km: float) -> float:
    """Return the freight work in tkm of ``mass`` kg carried ``km`` km, one way.

    >>> tonne_km(250, 130)
    32.5
    """
    return mass / 1000 * km


def vehicle_km_per_tkm(load: float) -> float:
    """Return the vehicle-km behind one tkm of a vehicle that carries ``load`` t.

    What a vehicle emits per km is spread over what it really carries: bulky goods that fill the volume of a lorry of 22 t payload
    with 10 t need 1/10 instead of 1/22 vehicle-km.
    """
    return 1 / load


def average_utilisation(outbound: float, return_: float, *, km: float, return_km: float | None = None) -> float:
    """Return the utilisation over a round trip: loads (parts of the payload) weighted by km; the way back is as long."""
    back = km if return_km is None else return_km
    return (outbound * km + return_ * back) / (km + back)


def car_km(volume: float, km: float, *, share: float = 1.0, trunk: float = TRUNK_M3) -> float:
    """Return the car-km of a shopping trip that a product bears: trip × its volume (m3) over the trunk's, at most the whole trip.

    ``share`` is the part of the goods that is fetched by car (0.62 by default in PEF).
    """
    return share * km * min(1.0, volume / trunk)


def road_or_sea(road_km: float, sea_km: float) -> tuple[float, float]:
    """Return how road and sea share a way of unknown mode: a heuristic of Ecobalyse, not a rule of PEF.

    The shorter the way by road, the likelier it is taken: all of it up to 500 km, 90 % up to 1,000, 50 % up to 2,000, 25 % up to
    3,000 km, none beyond. (Ecobalyse, transport formula; an offer for screening only.)
    """
    if sea_km <= 0:
        return road_km, 0.0
    if road_km <= 0:
        return 0.0, sea_km
    steps = ((500, 1.0), (1000, 0.9), (2000, 0.5), (3000, 0.25))
    share = next((part for limit, part in steps if (road_km <= limit if limit == 500 else road_km < limit)), 0.0)
    return road_km * share, sea_km * (1 - share)
