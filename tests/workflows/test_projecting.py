"""Answers move from version to version of a form, and none of them is ever lost."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert

from schemas.base import escape
from schemas.mappings import Drop, Projection, Rename, Split, Step
from schemas.reviews import Review
from tests.given_reviews import a_body
from workflows.forms.places import places_of
from workflows.forms.projecting import answered, project

Json = Any
NAMES = st.sampled_from(["a", "b", "c", "d/e"])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 99), st.text("xyz-", max_size=5))
BODIES = st.dictionaries(
    NAMES, st.one_of(LEAVES, st.lists(LEAVES, max_size=2), st.dictionaries(NAMES, LEAVES, max_size=3))
)
PLACES = st.lists(NAMES, min_size=1, max_size=2).map(
    lambda names: "".join(f"/{escape(one)}" for one in names)
)
STEPS = st.one_of(
    st.builds(lambda source, to: {"do": "rename", "from": source, "to": to}, PLACES, PLACES),
    st.builds(
        lambda source, to: {"do": "split", "from": source, "at": "-", "to": to},
        PLACES,
        st.lists(PLACES, min_size=2, max_size=3),
    ),
    st.builds(lambda source: {"do": "drop", "from": source}, PLACES),
    st.builds(lambda to, value: {"do": "default", "to": to, "value": value}, PLACES, st.just("made up")),
)
RELEASES = st.lists(st.lists(STEPS, max_size=5), max_size=3)


def steps(*given: dict[str, Json]) -> list[Step]:
    return [convert(one, Step) for one in given]


def all_of(projection: Projection) -> list[str]:
    """Every answer that is left, wherever it is, without what nobody answered; a split text as its parts."""
    kept = [*projection.notes, *projection.unmapped]
    inside = [one for one in answered(projection.body) if one.pointer not in projection.filled_in]
    return sorted(part for one in [*inside, *kept] for part in parts(one.value))


def parts(value: Json) -> list[str]:
    """A text may have been parted anywhere at a hyphen; everything else is whole."""
    return [one for one in value.split("-") if one] if isinstance(value, str) else [repr(value)]


@settings(max_examples=150, deadline=None)
@given(body=BODIES, releases=RELEASES, known=st.sets(PLACES))
def test_every_answer_is_in_the_projection_or_in_the_notes_or_unmapped(
    body: dict[str, Json], releases: list[list[dict[str, Json]]], known: set[str]
) -> None:
    projection = project(body, [steps(*one) for one in releases], lambda pointer, _: pointer in known)

    assert all_of(projection) == sorted(part for one in answered(body) for part in parts(one.value))


@settings(max_examples=100, deadline=None)
@given(body=BODIES, releases=RELEASES, known=st.sets(PLACES))
def test_what_stands_in_the_newer_version_has_a_place_there(
    body: dict[str, Json], releases: list[list[dict[str, Json]]], known: set[str]
) -> None:
    projection = project(body, [steps(*one) for one in releases], lambda pointer, _: pointer in known)

    for one in answered(projection.body):
        ways = one.pointer.split("/")
        assert any("/".join(ways[:depth]) in known for depth in range(2, len(ways) + 1))


@given(body=BODIES)
def test_the_answers_that_are_given_stay_untouched(body: dict[str, Json]) -> None:
    before = repr(body)

    project(body, [steps({"do": "rename", "from": "/a", "to": "/b/c"})], lambda *_: True)

    assert repr(body) == before


def test_two_answers_may_change_places() -> None:
    swap = steps({"do": "rename", "from": "/a", "to": "/b"}, {"do": "rename", "from": "/b", "to": "/a"})

    assert project({"a": 1, "b": 2}, [swap], lambda *_: True).body == {"a": 2, "b": 1}


def test_an_answer_moves_over_several_versions() -> None:
    releases: list[list[Step]] = [
        [Rename(source="/a", to="/b")],
        [Split(source="/b", at=" ", to=["/c", "/d/e"])],
        [Drop(source="/c")],
    ]

    projection = project({"a": "one two three"}, releases, lambda *_: True)

    assert projection.body == {"d": {"e": "two three"}}
    assert [(one.pointer, one.value) for one in projection.notes] == [("/c", "one")]


def test_nothing_takes_the_place_of_an_answer_that_was_given() -> None:
    taken = steps({"do": "rename", "from": "/a", "to": "/b"}, {"do": "default", "to": "/b", "value": 0})

    projection = project({"a": 1, "b": 2}, [taken], lambda *_: True)

    assert projection.body == {"b": 2}
    assert [(one.pointer, one.value) for one in projection.unmapped] == [("/a", 1)]
    assert projection.filled_in == []


def test_every_answer_of_a_review_has_its_place_in_the_form_and_no_other_has() -> None:
    body = a_body({"/elsewhere": {"deep": 1}, "/person/shoe_size": 9})

    projection = project(body, [], places_of(Review))

    assert projection.body == a_body({})
    assert {one.pointer: one.value for one in projection.unmapped} == {
        "/elsewhere/deep": 1,
        "/person/shoe_size": 9,
    }
