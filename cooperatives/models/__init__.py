"""The registry's models: organisations, their yearly figures, and the statements that both are made from."""

from .figures import YearlyFigures
from .history import ColumnLayout, Distinction, ImportBatch, ImportRow, Statement
from .organization import (
    Cooperative,
    CooperativeGroup,
    OcopProduct,
    Organization,
    OrganizationSector,
    Sector,
)

__all__ = [
    "ColumnLayout",
    "Cooperative",
    "CooperativeGroup",
    "Distinction",
    "ImportBatch",
    "ImportRow",
    "OcopProduct",
    "Organization",
    "OrganizationSector",
    "Sector",
    "Statement",
    "YearlyFigures",
]
