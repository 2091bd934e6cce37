"""Whether a version of a form is asked, still taken in, or neither."""

from datetime import datetime

from schemas.forms import FormState


def state(opened_at: datetime | None, accept_until: datetime | None, at: datetime) -> FormState:
    """A version is a draft until it is opened; once its end is set it is closing, and from then on closed."""
    if opened_at is None or at < opened_at:
        return "draft"
    if accept_until is None:
        return "open"
    return "closing" if at < accept_until else "closed"
