"""The clerk's desk: organisations, files brought in, who has not reported, the year-end report."""

from . import imports, organizations, yearly_report

__all__ = ["imports", "organizations", "yearly_report"]
