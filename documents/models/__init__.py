"""Documents: what they are filed under, the documents themselves, their files, what each does to others, and drafts."""

from documents.models.consultation import Consultation, ConsultationFile, DraftArticle, Opinion, OpinionFile, Remark
from documents.models.document import Document
from documents.models.dropped import DroppedFile
from documents.models.files import DocumentFile, FileText
from documents.models.filing import DocumentType, Field, IssuingBody
from documents.models.listed import Listed
from documents.models.relations import Relation

__all__ = [
    "Consultation",
    "ConsultationFile",
    "Document",
    "DocumentFile",
    "DocumentType",
    "DraftArticle",
    "DroppedFile",
    "Field",
    "FileText",
    "IssuingBody",
    "Listed",
    "Opinion",
    "OpinionFile",
    "Relation",
    "Remark",
]
