"""The registry's models: organisations, their yearly figures, and the statements that both are made from."""

from .figures import YearlyFigures
from .history import ImportBatch, Statement
from .organization import (
    Cooperative,
    CooperativeGroup,
    OcopProduct,
    Organization,
    OrganizationSector,
    Sector,
)

__all__ = [
    "Cooperative",
    "CooperativeGroup",
    "ImportBatch",
    "OcopProduct",
    "Organization",
    "OrganizationSector",
    "Sector",
    "Statement",
    "YearlyFigures",
]
