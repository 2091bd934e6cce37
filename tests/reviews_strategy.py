"""Answers that nobody would think of: any that are well-formed, and any that differ a little from the example."""

from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct, inspect

from schemas.forms import FormVersion
from schemas.reviews import Review
from tests.given_reviews import LEFT_OUT, changed
from workflows.forms import review_form

Json = Any
LONGEST = 12
"""Characters or items; more would only be slower."""

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
WORDS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def values(kind: inspect.Type) -> st.SearchStrategy[Json]:
    """JSON values of a type, bounds and patterns kept."""
    match kind:
        case inspect.StrType(pattern=str() as pattern):
            return st.from_regex(pattern, fullmatch=True)
        case inspect.StrType(min_length=least, max_length=most):
            return st.text(WORDS, min_size=least or 0, max_size=min(most or LONGEST, LONGEST + (least or 0)))
        case inspect.IntType(ge=least, le=most):
            return st.integers(least, most)
        case inspect.FloatType(ge=least, le=most):
            return st.floats(least, most)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.DateType():
            return st.dates().map(str)
        case inspect.DateTimeType():
            return st.datetimes(timezones=OFFSETS).map(datetime.isoformat)
        case inspect.UUIDType():
            return st.uuids().map(str)
        case inspect.EnumType(cls=choices):
            return st.sampled_from([choice.value for choice in choices])
        case inspect.LiteralType(values=choices):
            return st.sampled_from(choices)
        case inspect.ListType(item_type=item, min_length=least, max_length=most):
            return st.lists(values(item), min_size=least or 0, max_size=min(most or 3, 3))
        case inspect.DictType(key_type=name, value_type=each, max_length=most):
            return st.dictionaries(values(name), values(each), max_size=min(most or 3, 3))
        case inspect.UnionType(types=kinds):
            return st.one_of([values(each) for each in kinds])
        case inspect.StructType(fields=fields):
            return st.fixed_dictionaries(
                {each.encode_name: values(each.type) for each in fields if each.required},
                optional={each.encode_name: values(each.type) for each in fields if not each.required},
            )
    raise NotImplementedError(kind)


@cache
def members_of(shape: type[Struct]) -> dict[str, inspect.Field]:
    whole = inspect.type_info(shape)
    assert isinstance(whole, inspect.StructType)
    return {field.encode_name: field for field in whole.fields}


@cache
def answers_of(shape: type[Struct]) -> dict[str, st.SearchStrategy[Json]]:
    return {name: values(field.type) for name, field in members_of(shape).items()}


any_body = values(inspect.type_info(Review))


@st.composite
def bodies_near(draw: st.DrawFn, form: FormVersion, shape: type[Struct]) -> dict[str, Json]:
    """The form's example with a few members answered otherwise or, where the shape lets them, left out."""
    members, answers = members_of(shape), answers_of(shape)
    names = draw(st.lists(st.sampled_from(sorted(members)), unique=True, max_size=5))
    optional = {name for name in names if name in form.example and not members[name].required}
    left_out = optional if draw(st.booleans()) else set()
    return changed(
        form.example, {f"/{name}": LEFT_OUT if name in left_out else draw(answers[name]) for name in names}
    )


def bodies_near_the_example() -> st.SearchStrategy[dict[str, Json]]:
    return bodies_near(review_form(), Review)
