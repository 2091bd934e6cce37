"""Authors write for the location, or the whole provider, at which they work."""

from schemas.accounts import Role
from tests.support.cases import BODMIN, PROVIDER, TRURO, membership, somebody
from workflows.authors import author_role


def test_somebody_of_two_locations_writes_in_their_first_capacity() -> None:
    both = somebody(membership(Role.PROVIDER_ADMIN, PROVIDER), membership(Role.REVIEWER, PROVIDER, TRURO))

    assert author_role(both, PROVIDER, TRURO) == Role.REVIEWER
    assert author_role(both, PROVIDER, BODMIN) == Role.PROVIDER_ADMIN
