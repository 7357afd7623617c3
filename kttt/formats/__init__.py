"""Formats that Django's own `vi` locale gets wrong (FORMAT_MODULE_PATH)."""
