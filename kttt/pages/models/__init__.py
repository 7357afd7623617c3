"""The office, its pages, and the frame of every page."""

from kttt.pages.models.frame import Banner, Link, LinkGroup, MenuItem, Notice
from kttt.pages.models.office import Department, OfficeMember, SiteSettings
from kttt.pages.models.pages import Page, PageFile

__all__ = [
    "Banner",
    "Department",
    "Link",
    "LinkGroup",
    "MenuItem",
    "Notice",
    "OfficeMember",
    "Page",
    "PageFile",
    "SiteSettings",
]
