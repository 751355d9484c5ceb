"""The glossary: every term of the page, with what it means, its formula and its source."""
