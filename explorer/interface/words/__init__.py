"""The page's two languages."""
