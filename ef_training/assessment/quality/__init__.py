"""Data quality ratings of targets and of the study."""
