"""Gradients before any training, over depths and along a curve of images."""
