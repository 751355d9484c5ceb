"""How the page looks: its style sheets, and what Gradio's theme makes of them."""
