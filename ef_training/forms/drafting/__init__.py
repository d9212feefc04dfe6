"""Drafting an importer from a workbook: where its tables are, what their columns may be, and the text of the definition."""
