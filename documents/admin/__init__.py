"""The clerk's desk for documents."""

from documents.admin import documents, filing

__all__ = ["documents", "filing"]
