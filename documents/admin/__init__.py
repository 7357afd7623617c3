"""The clerk's desk for documents."""

from documents.admin import consultations, documents, files, filing, relations

__all__ = ["consultations", "documents", "files", "filing", "relations"]
