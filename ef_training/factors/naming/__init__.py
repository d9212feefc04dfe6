"""What things are called: term table, folding, reading of names, ranking of names."""
