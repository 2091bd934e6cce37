"""Who is drawn can be repeated by whoever knows the seed, and falls with agreement."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from schemas.routing import TrackRecord
from workflows.policies import SamplingPolicy
from workflows.sampling import draw, rate

POLICY = SamplingPolicy(first=5, floor=0.05, for_disagreement=2.0)
SEED = UUID("6d5c2b1e-0000-4000-8000-000000000001")

records = st.builds(TrackRecord, decided=st.integers(0, 10_000), disagreement=st.floats(0, 1))


def test_all_of_a_new_providers_reviews_are_opened() -> None:
    assert rate(TrackRecord(decided=4, disagreement=0.0), POLICY) == 1.0
    assert draw(SEED, uuid4(), None, POLICY).drawn


def test_the_share_falls_to_the_floor_and_rises_with_disagreement() -> None:
    shares = [rate(TrackRecord(decided=50, disagreement=share), POLICY) for share in (0.0, 0.06, 0.5)]

    assert shares == [0.05, 0.05 + 0.12, 1.0]


@given(records, records)
def test_who_is_agreed_with_less_is_never_drawn_less(one: TrackRecord, other: TrackRecord) -> None:
    if one.decided >= POLICY.first <= other.decided:
        less, more = sorted((one, other), key=lambda record: record.disagreement)
        assert rate(less, POLICY) <= rate(more, POLICY)


@given(st.uuids(), st.uuids(), records)
def test_a_draw_can_be_repeated_and_says_how_it_came_out(
    seed: UUID, submission: UUID, record: TrackRecord
) -> None:
    drawn = draw(seed, submission, record, POLICY)

    assert drawn == draw(seed, submission, record, POLICY)
    assert 0 <= drawn.number < 1
    assert drawn.drawn is (drawn.number < drawn.rate)
    assert 0.05 <= drawn.rate <= 1


def test_numbers_are_spread_evenly_and_another_seed_draws_others() -> None:
    submissions = [UUID(int=n) for n in range(4_000)]
    known = TrackRecord(decided=100, disagreement=0.1)

    def drawn(seed: UUID) -> set[UUID]:
        return {one for one in submissions if draw(seed, one, known, POLICY).drawn}

    once, again = drawn(SEED), drawn(UUID(int=7))

    assert 0.22 < len(once) / len(submissions) < 0.28
    assert 0.22 < len(again) / len(submissions) < 0.28
    assert len(once & again) < len(submissions) * 0.1


def test_a_worked_draw() -> None:
    """Whoever repeats a draw elsewhere gets this number."""
    drawn = draw(SEED, UUID("01970000-0000-7000-8000-000000000001"), None, POLICY)

    assert drawn.number == 0.8217487048298484
