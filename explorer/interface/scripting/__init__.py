"""What a screen shows as Python, on the page: its button and its dialog."""
