"""The scripts that the page runs, and where a browser finds them."""
