"""Views, downloads and visitors: one row per thing and day."""
