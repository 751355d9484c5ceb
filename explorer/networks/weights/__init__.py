"""Files of weights: read, recognised, written, found."""
