"""Document numbers in articles, pages, answers and documents: links to what they name, and back."""
