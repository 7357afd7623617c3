"""News by e-mail: readers follow kinds of things, confirm it, and get at most one letter a day."""
