"""The registry's models: organisations, their periods and yearly figures, and the statements all are made from."""

from .desk import ExportLayout, SavedView
from .figures import YearlyFigures
from .history import ColumnLayout, Distinction, ImportBatch, ImportRow, Statement
from .merge import Merge
from .organization import (
    Cooperative,
    CooperativeGroup,
    OcopProduct,
    Organization,
    OrganizationSector,
    Sector,
)
from .period import Period
from .plans import IndicatorEntry, IndicatorTarget
from .size_threshold import SizeThreshold

__all__ = [
    "ColumnLayout",
    "Cooperative",
    "CooperativeGroup",
    "Distinction",
    "ExportLayout",
    "ImportBatch",
    "ImportRow",
    "IndicatorEntry",
    "IndicatorTarget",
    "Merge",
    "OcopProduct",
    "Organization",
    "OrganizationSector",
    "Period",
    "SavedView",
    "Sector",
    "SizeThreshold",
    "Statement",
    "YearlyFigures",
]
