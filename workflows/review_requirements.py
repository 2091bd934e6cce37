"""What must be true before somebody may do something to a review, each requirement by its name."""

from collections.abc import Iterator

from schemas.accounts import Actor
from schemas.base import Issue, encode
from workflows.authors import author_role
from workflows.cases import WAITING, Case
from workflows.verifiers import bodies_needed, bodies_of, deciding_body


def verifier_is_independent(case: Case, actor: Actor) -> Iterator[Issue]:
    own_work = actor.account_id in case.authors
    own_house = actor.organisation_ids & {case.submission.organisation_id, *case.author_organisations}
    if own_work or own_house:
        yield Issue(pointer="/verifier", code="verifier-not-independent")


def a_concern_is_the_councils(case: Case, actor: Actor) -> Iterator[Issue]:
    """A provider raises a safeguarding concern; nobody but the council decides about a review that does."""
    if case.submission.concern_raised and not bodies_of(actor, case.submission):
        yield Issue(pointer="/verifier", code="concern-is-the-councils")


def verifier_is_of_the_funders_body(case: Case, actor: Actor) -> Iterator[Issue]:
    if not case.submission.concern_raised and not bodies_of(actor, case.submission):
        yield Issue(pointer="/verifier", code="other-body", params={"funder": case.submission.funder})


def author_is_of_this_location(case: Case, actor: Actor) -> Iterator[Issue]:
    if author_role(actor, case.submission.organisation_id, case.submission.location_id) is None:
        yield Issue(pointer="/submitter", code="location-not-allowed")


def nobody_else_has_it(case: Case, actor: Actor) -> Iterator[Issue]:
    if case.leased and case.submission.opened_by != actor.account_id:
        until = encode(case.submission.lease_until).decode().strip('"')
        yield Issue(pointer="/opened_by", code="open-with-another", params={"until": until})


def the_verifier_has_it(case: Case, actor: Actor) -> Iterator[Issue]:
    if case.submission.opened_by != actor.account_id:
        yield from nobody_else_has_it(case, actor)
        if not case.leased:
            yield Issue(pointer="/opened_by", code="open-it-first")


def a_revision_is_proposed(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.proposed_rev is None:
        yield Issue(pointer="/proposed_rev", code="nothing-to-take-in")


def no_revision_waits(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.proposed_rev is not None:
        yield Issue(pointer="/proposed_rev", code="revision-waits")


def this_body_has_not_decided(case: Case, actor: Actor) -> Iterator[Issue]:
    """Of the bodies that fund jointly one has approved this revision, and only the other one can decide now."""
    bodies = bodies_of(actor, case.submission)
    if case.state in WAITING and bodies <= case.approved_by:
        yield Issue(pointer="/verifier", code="already-decided", params={"body": min(bodies)})


def nothing_stops_approval(case: Case, _: Actor) -> Iterator[Issue]:
    yield from case.blocking


def its_evidence_has_come(case: Case, _: Actor) -> Iterator[Issue]:
    if case.evidence.is_missing:
        counts = {"named": case.evidence.named, "arrived": case.evidence.arrived}
        yield Issue(pointer="/attachments", code="evidence-missing", params={**counts})


def evidence_is_missing(case: Case, _: Actor) -> Iterator[Issue]:
    if not case.evidence.is_missing:
        yield Issue(pointer="/attachments", code="no-evidence-missing")


def no_concern_was_raised(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.concern_raised:
        yield Issue(pointer="/safeguarding_concern", code="concern-raised")


def no_query_is_open(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.open_queries:
        params = {"open_queries": case.submission.open_queries}
        yield Issue(pointer="/queries", code="query-open", params={**params})


def something_is_withheld(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.withheld_since is None:
        yield Issue(pointer="/withheld_since", code="nothing-withheld")


def nobody_lowered_its_rating(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.rating_lowered:
        yield Issue(pointer="/rating", code="rating-lowered")


def one_body_alone_decides(case: Case, _: Actor) -> Iterator[Issue]:
    if len(bodies_needed(case.submission)) > 1:
        yield Issue(pointer="/funder", code="jointly-funded")


def nothing_new_is_in_it(case: Case, _: Actor) -> Iterator[Issue]:
    """Judged by `workflows.routing` when the revision came, with its reasons."""
    if case.submission.bulk_approvable:
        return
    for reason in case.reasons_to_open:
        yield Issue(pointer="/routing", code=reason.code, params=reason.params)
    if not case.reasons_to_open:
        yield Issue(pointer="/routing", code="has-to-be-opened")


def nothing_stopped_approval_at_receipt(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.blocking_findings and not case.blocking:
        yield Issue(pointer="/findings", code="findings-stop-approval")


def a_correction_is_requested(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.correction_requested_at is None:
        yield Issue(pointer="/corrections", code="no-correction-requested")


def no_correction_is_requested(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.correction_requested_at is not None:
        yield Issue(pointer="/corrections", code="correction-requested")


def the_record_has_it(case: Case, _: Actor) -> bool:
    return case.submission.record_reference is not None


def the_record_has_it_not(case: Case, actor: Actor) -> bool:
    return not the_record_has_it(case, actor)


def completes_approval(case: Case, actor: Actor) -> bool:
    needed = bodies_needed(case.submission)
    return needed <= case.approved_by | {deciding_body(case, actor)}


def another_body_must_decide(case: Case, actor: Actor) -> bool:
    return not completes_approval(case, actor)
