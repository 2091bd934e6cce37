"""Who may write a review for a location, and in what capacity."""

from uuid import UUID

from schemas.accounts import Actor, Role

REVIEW_AUTHORS = frozenset({Role.REVIEWER, Role.PROVIDER_ADMIN, Role.HOME_MANAGER})
"""Who may hand in, amend or withdraw a review for a location; the reviewer named in it may be somebody else."""


def author_role(actor: Actor, organisation_id: UUID, location_id: UUID) -> Role | None:
    """The capacity in which the actor hands in work for a location: of a membership there or of the whole provider."""
    roles = [
        membership.role
        for membership in actor.memberships
        if membership.role in REVIEW_AUTHORS
        and membership.organisation.id == organisation_id
        and (not membership.location or membership.location.id == location_id)
    ]
    return min(roles, key=list(Role).index, default=None)
