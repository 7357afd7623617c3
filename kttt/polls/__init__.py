"""Polls: a question to the readers, one vote a visitor and day."""
