"""The files of the Care Quality Commission: what they say of locations, and what that changes of what is known."""

from workflows.cqc.reading import CqcFile, read

__all__ = ["CqcFile", "read"]
