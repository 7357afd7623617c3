"""The clerk's desk for documents."""

from documents.admin import consultations, documents, filing, relations

__all__ = ["consultations", "documents", "filing", "relations"]
