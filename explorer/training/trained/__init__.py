"""Runs that are done: those that come with the program, and a person's own."""
