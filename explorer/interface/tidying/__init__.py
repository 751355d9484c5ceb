"""What is tidied again and again while the page is served: files, sessions, memory."""
