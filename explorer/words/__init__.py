"""What people read, in every language of the page: texts, sentences, names of classes."""
