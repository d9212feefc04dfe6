"""Files as they arrive: what kind a file is by its content, and its sheets as cells."""
