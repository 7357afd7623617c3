"""The clerk's desk: organisations, files brought in, who has not reported."""

from . import imports, organizations

__all__ = ["imports", "organizations"]
