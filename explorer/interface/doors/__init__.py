"""Who may come in: by which names, from which pages, with which password, with how much."""
