"""Names under which things stand in Brightway; every room that must name a database or flow takes it from here."""

from __future__ import annotations

PROJECT = "ef-training"
BIOSPHERE = "biosphere3"
OWN_FLOWS = "ef-training flows"
TRAINING = "ef-training background"
MOENV = "MOENV carbon footprint factors"

WATER_EVAPORATED_TW = "water-evaporated-tw"
CO2_EQUIVALENT = "co2-equivalent"
CARBON_FOOTPRINT = "carbon-footprint-co2e"
