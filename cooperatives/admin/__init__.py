"""The clerk's desk: organisations, duplicates, files brought in, who has not reported, year-end report, thresholds."""

from . import duplicates, imports, organizations, size_thresholds, yearly_report

__all__ = ["duplicates", "imports", "organizations", "size_thresholds", "yearly_report"]
