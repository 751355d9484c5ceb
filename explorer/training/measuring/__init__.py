"""What is measured of a network that learns, and the words for it."""
