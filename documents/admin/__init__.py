"""The clerk's desk for documents."""

from documents.admin import consultations, documents, filing

__all__ = ["consultations", "documents", "filing"]
