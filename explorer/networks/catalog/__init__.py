"""Every network by its name, and networks ready to be asked."""
