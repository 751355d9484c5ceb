"""Figures of gradients before any training."""
