"""What work takes of a processor: its threads, its memory."""
