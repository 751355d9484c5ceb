"""The Depth tab."""
