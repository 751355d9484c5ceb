"""Photographs: read upright, in RGB, and cut as a network sees them."""
