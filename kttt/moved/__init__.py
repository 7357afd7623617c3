"""Addresses that are no more, and where their readers are sent."""
