"""Which pixels speak for a class, by methods that take more than one pass."""
