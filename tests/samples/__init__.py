"""Invented files that look like those which communes and districts send, with what a careful clerk takes from them."""
