"""A network as the Hugging Face hub expects one: configuration, safetensors, card."""
