"""The clerk's desk: organisations, files brought in, who has not reported, the year-end report, size thresholds."""

from . import imports, organizations, size_thresholds, yearly_report

__all__ = ["imports", "organizations", "size_thresholds", "yearly_report"]
