"""Is the form plausible? One module per check; findings are facts with place, reason and remedy."""
