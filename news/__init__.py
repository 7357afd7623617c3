"""News: categories, articles, comments and ratings."""
