"""Results become pictures."""
