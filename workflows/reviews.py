"""What may happen to a review, who may do it, and what must be true first."""

from datetime import timedelta
from functools import partial

from schemas.accounts import VERIFIERS, Role
from schemas.submissions import Action, State
from workflows.authors import REVIEW_AUTHORS
from workflows.cases import Case
from workflows.review_requirements import (
    a_concern_is_the_councils,
    a_correction_is_requested,
    a_revision_is_proposed,
    another_body_must_decide,
    author_is_of_this_location,
    completes_approval,
    evidence_is_missing,
    its_evidence_has_come,
    no_concern_was_raised,
    no_correction_is_requested,
    no_query_is_open,
    no_revision_waits,
    nobody_else_has_it,
    nobody_lowered_its_rating,
    nothing_new_is_in_it,
    nothing_stopped_approval_at_receipt,
    nothing_stops_approval,
    one_body_alone_decides,
    something_is_withheld,
    the_record_has_it,
    the_record_has_it_not,
    the_verifier_has_it,
    this_body_has_not_decided,
    verifier_is_independent,
    verifier_is_of_the_funders_body,
)
from workflows.transitions import Lifecycle, Transition

LEASE = timedelta(minutes=30)
"""How long an opened review is one verifier's; after that anyone may open it."""

NOBODY: frozenset[Role] = frozenset()
"""Who makes a move that is no action of a person."""

CORRECTABLE = (State.APPROVED, State.RECORDED)
"""The states of what has been approved and can be opened again."""

Move = Transition[Case, State, Action]

_MAY_DECIDE = (the_verifier_has_it, no_revision_waits)
_by_verifier = partial(
    Move,
    roles=VERIFIERS,
    who=(verifier_is_independent, a_concern_is_the_councils, verifier_is_of_the_funders_body),
)
_by_author = partial(Move, roles=REVIEW_AUTHORS, who=(author_is_of_this_location,))

lifecycle = Lifecycle(
    _by_verifier(
        Action.OPEN,
        {State.SUBMITTED, State.CHECKING},
        State.CHECKING,
        when=(nobody_else_has_it, this_body_has_not_decided),
        effect="leased for 30 minutes",
    ),
    _by_verifier(
        Action.RELEASE,
        {State.CHECKING},
        State.SUBMITTED,
        when=(nobody_else_has_it,),
        effect="a proposed revision is adopted",
    ),
    _by_verifier(
        Action.APPROVE,
        {State.CHECKING},
        State.APPROVED,
        case=completes_approval,
        first=(this_body_has_not_decided,),
        when=(*_MAY_DECIDE, its_evidence_has_come, nothing_stops_approval),
        effect="the record is told",
    ),
    _by_verifier(
        Action.APPROVE,
        {State.CHECKING},
        State.SUBMITTED,
        case=another_body_must_decide,
        first=(this_body_has_not_decided,),
        when=(*_MAY_DECIDE, its_evidence_has_come, nothing_stops_approval),
        effect="joint funding, the other body decides too",
    ),
    _by_verifier(
        Action.TAKE_IN,
        {State.CHECKING},
        State.CHECKING,
        when=(the_verifier_has_it, a_revision_is_proposed),
        effect="the proposed revision is the one that is checked",
    ),
    _by_verifier(Action.RETURN, {State.CHECKING}, State.RETURNED, when=_MAY_DECIDE, effect="with comments"),
    _by_verifier(Action.REJECT, {State.CHECKING}, State.REJECTED, when=_MAY_DECIDE, effect="with a reason"),
    _by_verifier(
        Action.RATE,
        {State.CHECKING},
        State.CHECKING,
        when=_MAY_DECIDE,
        effect="the verifier's own rating counts",
    ),
    _by_verifier(
        Action.WAIVE_EVIDENCE,
        {State.CHECKING},
        State.CHECKING,
        when=(*_MAY_DECIDE, evidence_is_missing),
        effect="this revision can be approved without what has not come, with a reason",
    ),
    *(
        _by_verifier(
            Action.DISCLOSE,
            {state},
            state,
            when=(something_is_withheld,),
            effect="the provider sees again what happens",
        )
        for state in State
    ),
    _by_verifier(
        Action.UN_APPROVE,
        {State.APPROVED},
        State.CORRECTION_OPEN,
        effect="with a reason, what has not gone to the record stays here",
    ),
    _by_verifier(
        Action.CORRECT,
        {State.RECORDED},
        State.CORRECTION_OPEN,
        effect="with a reason, the record is told",
    ),
    *(
        _by_verifier(
            Action.DECLINE_CORRECTION,
            {state},
            state,
            when=(a_correction_is_requested,),
            effect="with a reason for whoever asked",
        )
        for state in CORRECTABLE
    ),
    _by_verifier(
        Action.CLOSE_CORRECTION,
        {State.CORRECTION_OPEN},
        State.RECORDED,
        case=the_record_has_it,
        effect="without a change, the record is told",
    ),
    _by_verifier(
        Action.CLOSE_CORRECTION,
        {State.CORRECTION_OPEN},
        State.APPROVED,
        case=the_record_has_it_not,
        effect="without a change, what was kept here goes to the record",
    ),
    _by_author(
        Action.AMEND,
        {State.SUBMITTED, State.RETURNED, State.CORRECTION_OPEN},
        State.SUBMITTED,
        effect="the next revision",
    ),
    _by_author(Action.AMEND, {State.CHECKING}, State.CHECKING, effect="a proposed revision"),
    _by_author(Action.WITHDRAW, {State.SUBMITTED, State.RETURNED}, State.WITHDRAWN, effect="with a reason"),
    *(
        _by_author(
            Action.REQUEST_CORRECTION,
            {state},
            state,
            when=(no_correction_is_requested,),
            effect="with a reason, a verifier opens it or declines",
        )
        for state in CORRECTABLE
    ),
    Move(Action.RECORD, {State.APPROVED}, State.RECORDED, roles=NOBODY, effect="the record's own answer"),
    Move(
        Action.RECORD,
        {State.CORRECTION_OPEN},
        State.CORRECTION_OPEN,
        roles=NOBODY,
        effect="the record's answer to what was under way already",
    ),
    begins=State.SUBMITTED,
)
"""A review's life."""

in_bulk = Lifecycle(
    _by_verifier(
        Action.APPROVE,
        {State.SUBMITTED, State.CHECKING},
        State.APPROVED,
        when=(
            no_revision_waits,
            nobody_else_has_it,
            this_body_has_not_decided,
            one_body_alone_decides,
            no_concern_was_raised,
            no_query_is_open,
            nobody_lowered_its_rating,
            its_evidence_has_come,
            nothing_stops_approval,
            nothing_stopped_approval_at_receipt,
            nothing_new_is_in_it,
        ),
        effect="in bulk, the record is told",
    ),
    begins=State.SUBMITTED,
)
"""What may happen to many reviews in one request, without anybody opening them first."""
