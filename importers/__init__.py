"""Form layouts, one folder each: what the importers read besides the code."""
