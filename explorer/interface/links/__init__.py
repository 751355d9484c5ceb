"""Links: every state of the page is its address."""
