"""What the program shows as Python: short scripts and notebooks with the library's calls."""
