"""Copies of a network that compute the same as it, and faster."""
