"""Training from nothing: its settings, its state, its record."""
