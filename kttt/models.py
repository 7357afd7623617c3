"""Models of the project itself."""

from kttt.publishing import ContentRevision

__all__ = ["ContentRevision"]
