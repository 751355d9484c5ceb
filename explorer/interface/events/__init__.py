"""Events of the page, as Gradio has them: what is told with one, and when it is heard."""
