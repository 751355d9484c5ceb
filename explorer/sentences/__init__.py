"""What the program says to a person: templates with values."""
