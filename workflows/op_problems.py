"""Every reason why an op is not simply accepted, in words that a tablet can show without a connection."""

from typing import Any, Literal, NamedTuple

from schemas.base import Issue
from schemas.sync import OpProblem


class Reason(NamedTuple):
    """When sending again makes sense, and the sentence for the person holding the tablet."""

    retry: Literal["never", "after_pull", "after_fix", "later"]
    template: str


REASONS: dict[str, Reason] = {
    "digest-mismatch": Reason("later", "This work was damaged on its way. It will be sent again."),
    "dependency-missing": Reason(
        "later", "This work arrived before the work that it builds on. It will be sent again."
    ),
    "waits-for-other-work": Reason(
        "never", "The council has this work, and files it when the work that it builds on has arrived."
    ),
    "dependency-never-came": Reason(
        "never", "The work that this builds on never arrived. It is kept for the council's staff."
    ),
    "busy": Reason("later", "The service was busy. This work will be sent again."),
    "stale-base": Reason(
        "after_pull",
        "Somebody changed this review since you saw it (you saw {seen_rev}, it is at {server_rev}).",
    ),
    "already-approved": Reason("never", "This review has been approved. You can ask for a correction."),
    "correction-open": Reason(
        "never", "The council has opened this review for a correction: change it and send it again."
    ),
    "correction-requested": Reason(
        "never", "A correction of this review has been asked for already. The council will answer."
    ),
    "not-approved": Reason("never", "This review is {state}, so that it needs no correction: change it."),
    "draft-unreadable": Reason(
        "never", "This draft can't be kept by the council's service. It stays on this tablet."
    ),
    "draft-too-large": Reason(
        "never", "This draft is larger than {max_draft_bytes} bytes. It stays on this tablet."
    ),
    "too-many-drafts": Reason(
        "after_fix",
        "You have {max_drafts} drafts already. Finish or discard one; this one stays on this tablet.",
    ),
    "draft-overtaken": Reason(
        "after_pull", "What this is a draft of has been handed in since. The draft stays on this tablet."
    ),
    "query-unknown": Reason(
        "never", "The council knows no such question about this review. Your answer is kept for its staff."
    ),
    "already-answered": Reason("never", "This question has been answered already."),
    "not-yours-to-answer": Reason(
        "never", "The question is for the reviewer or whoever sent the review. Your answer is kept."
    ),
    "in-checking": Reason("later", "A verifier is checking this review now, so it can't be withdrawn."),
    "closed": Reason("never", "This review is {state}. You can start a new one that refers to it."),
    "kind-unknown": Reason(
        "never", "The council's service doesn't know this kind of work ({kind}). It is kept for its staff."
    ),
    "protocol-unreadable": Reason(
        "never", "This tablet's app speaks another version than the council. Your work is kept for its staff."
    ),
    "form-unknown": Reason(
        "never", "The council doesn't know this version of the form. Your work is kept for its staff."
    ),
    "form-not-open": Reason(
        "never", "The council doesn't use this version of the form yet. Your work is kept for its staff."
    ),
    "form-closed": Reason(
        "never",
        "The council doesn't take this version of the form any more. Your work is kept for its staff.",
    ),
    "questions-closed": Reason(
        "never", "The council asks other questions of its own by now. Your work is kept for its staff."
    ),
    "body-invalid": Reason(
        "after_fix", "Some answers don't fit the form. Your work is kept for the council's staff."
    ),
    "base-rev-invalid": Reason(
        "after_fix", "A new review can't build on an earlier revision. Your work is kept."
    ),
    "entity-id-differs": Reason(
        "after_fix", "The review's number differs inside and outside. Your work is kept."
    ),
    "unknown-package": Reason(
        "never", "The council knows no such care package that you provide. Your work is kept."
    ),
    "after-scope-exit": Reason(
        "never", "The person isn't with you any more. Your work is kept for the council's staff."
    ),
    "unknown-person": Reason(
        "never", "The council knows no such person with this package. Your work is kept."
    ),
    "package-of-another-person": Reason(
        "never", "This care package belongs to somebody else. Your work is kept."
    ),
    "package-changed": Reason(
        "never", "A review can't move to another care package. Your work is kept for the council's staff."
    ),
    "location-not-allowed": Reason(
        "never", "This package isn't provided from where you work. Your work is kept."
    ),
    "role-not-allowed": Reason(
        "never", "Your role doesn't include this. Your work is kept for the council's staff."
    ),
    "reviewer-not-allowed": Reason(
        "never", "The named reviewer doesn't review at this location. Your work is kept."
    ),
    "kept-for-the-council": Reason(
        "never", "The council is seeing to this review itself. Your work is kept for its staff."
    ),
    "unknown-referral": Reason(
        "never", "The council knows no such referral that you can see. Your work is kept."
    ),
    "referral-of-another-person": Reason(
        "never", "This referral is about somebody else. Your work is kept for the council's staff."
    ),
    "referral-changed": Reason("never", "An assessment can't move to another referral. Your work is kept."),
    "referral-closed": Reason("never", "This referral is {state}: the person isn't waiting any more."),
    "assessed-already": Reason(
        "never", "Somebody else has assessed this person for this referral already. Your work is kept."
    ),
    "not-assessed-here": Reason(
        "never", "This person isn't assessed from where you work. Your work is kept for the council's staff."
    ),
    "assessment-closed": Reason(
        "never", "This is {state} by now, so that the assessment can't be changed. Ring the home."
    ),
    "could-not-be-stored": Reason(
        "never", "This work could not be filed as it is. It is kept for the council's staff."
    ),
    "deposited": Reason(
        "never",
        "A tablet handed this in that may not sync ({device_state}). It is kept for the council's staff.",
    ),
    "unreadable": Reason("never", "The service could not read this piece of work at all."),
    "too-large": Reason("never", "This piece of work is larger than {max_body_bytes} bytes."),
    "op-id-reused": Reason("never", "Another piece of work was sent under the same number before."),
    "id-in-use": Reason("never", "The number of this piece of work is taken."),
    "foreign-authority": Reason("never", "You don't work with this council."),
}


def problem(code: str, issues: list[Issue] | None = None, **more: Any) -> OpProblem:
    """The problem for `code`; what the template names must be among `params`."""
    reason = REASONS[code]
    if issues:
        more.update(issues=issues, pointer=issues[0].pointer)
    return OpProblem(
        code=code, retry=reason.retry, template=reason.template, params=more.pop("params", {}), **more
    )
