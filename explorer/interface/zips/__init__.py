"""Answers as files that can be fetched: made when they are asked for, for many at once."""
