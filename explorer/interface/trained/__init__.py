"""The Trained tab."""
