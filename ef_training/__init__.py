"""From a company's inventory form to 16 EF indicators and hotspots, on Brightway."""
