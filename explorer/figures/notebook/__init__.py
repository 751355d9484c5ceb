"""Results as small pieces of HTML, for notebooks and reports: no scripts, nothing fetched."""
