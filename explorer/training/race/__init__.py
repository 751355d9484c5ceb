"""A plain and a residual network side by side."""
