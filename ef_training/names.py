"""Names under which things stand in Brightway: known to every room, so that only one room need know Brightway itself."""

from __future__ import annotations

PROJECT = "ef-training"
BIOSPHERE = "biosphere3"
OWN_FLOWS = "ef-training flows"
TRAINING = "ef-training background"
MOENV = "MOENV carbon footprint factors"

WATER_EVAPORATED_TW = "water-evaporated-tw"
CO2_EQUIVALENT = "co2-equivalent"
CARBON_FOOTPRINT = "carbon-footprint-co2e"

CLIMATE = "climate-change"
"""Category of the method packs that MOENV's factors know too."""
