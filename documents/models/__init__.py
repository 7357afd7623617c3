"""Documents: what they are filed under, the documents themselves, their files, and what each does to others."""

from documents.models.document import Document
from documents.models.files import DocumentFile, FileText
from documents.models.filing import DocumentType, Field, IssuingBody
from documents.models.listed import Listed
from documents.models.relations import Relation

__all__ = ["Document", "DocumentFile", "DocumentType", "Field", "FileText", "IssuingBody", "Listed", "Relation"]
