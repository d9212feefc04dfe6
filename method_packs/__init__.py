"""Method packs, one folder each: characterisation factors, normalisation and weighting as tables."""
