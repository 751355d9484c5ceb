"""A race that draws itself in a notebook while it runs."""
