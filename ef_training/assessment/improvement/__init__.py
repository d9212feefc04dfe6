"""What could be done about the hotspots, and what it would bring."""
