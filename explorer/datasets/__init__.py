"""Labelled images to train on."""
