"""What a person gives on the command line: data, folders, weights of their own."""
