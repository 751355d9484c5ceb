"""What programs and assistants may ask of the page: the same four tools for both."""
