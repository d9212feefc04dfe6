"""Are the factors and datasets chosen for the lines reasonable? The checks of the second visit, one module a check."""
