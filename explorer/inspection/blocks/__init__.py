"""What every block of a network adds, and what that adds up to."""
