"""Taking in a council's caseload: what a file says, and what that changes of what is known."""

from workflows.caseloads.changes import Changes, Ground, changes, people_of
from workflows.caseloads.reading import Reading, read

__all__ = ["Changes", "Ground", "Reading", "changes", "people_of", "read"]
