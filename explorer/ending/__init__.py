"""How a program of this house ends: by which signal, and what it leaves behind."""
