"""What nobody at a provider sees: what happens after a review arrived that raises a concern about that provider.

The council decides about the concern (Care Act 2014 s42), and may have to without the provider knowing. To its
people such a review stays as it was when it arrived, until the council discloses the rest.
"""

from datetime import datetime

import msgspec

from schemas.accounts import Actor
from schemas.code_lists import SafeguardingConcern
from schemas.reviews import Review
from schemas.routing import Queue
from schemas.submissions import State, Submission


def marked(submission: Submission, review: Review, at: datetime) -> Submission:
    """The submission with the concern that this revision raises, if any: with the council, whatever comes later."""
    raised = review.safeguarding_concern == SafeguardingConcern.NEW
    detail = review.safeguarding_detail
    about_provider = raised and detail is not None and detail.alleged_party_is_provider
    if not (raised or submission.concern_raised):
        return submission
    return msgspec.structs.replace(
        submission,
        queue=Queue.SAFEGUARDING,
        concern_raised=True,
        withheld_since=submission.withheld_since or (at if about_provider else None),
    )


def is_withheld_from(submission: Submission, actor: Actor) -> bool:
    """Whether this actor sees nothing but the arrival: everybody who isn't staff of the council, or is the provider's.

    The same as `withheld_from_actor` in the database, by which lists and pulls are read.
    """
    if submission.withheld_since is None:
        return False
    of_the_provider = {submission.organisation_id, submission.location_id} & actor.holder_ids
    return bool(of_the_provider) or submission.authority_id not in actor.staff_of


def seen_until(submission: Submission, actor: Actor) -> datetime | None:
    """Until when this actor sees what happened; None without an end."""
    return submission.withheld_since if is_withheld_from(submission, actor) else None


def as_it_arrived(submission: Submission) -> Submission:
    """The submission as somebody sees it from whom everything else is withheld."""
    return msgspec.structs.replace(
        submission,
        state=State.SUBMITTED,
        rev=submission.latest_rev,
        proposed_rev=None,
        opened_by=None,
        lease_until=None,
        due_at=None,
        evidence_waived_rev=None,
        record_reference=None,
        correction_requested_at=None,
        open_queries=0,
    )
