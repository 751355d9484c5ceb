"""A network learns to tell a person's own pictures apart."""
