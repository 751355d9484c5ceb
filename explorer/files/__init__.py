"""Files: written whole or not at all, fetched, found among the assets, read out of a zip."""
