"""How a location stands once a file has been read: a new row of its history, or the one that there is."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from schemas.cqc import CqcFact, CqcRating, LocationRating, Registration

NOT_RATED = CqcRating(rating="No published rating", published_on=None, inherited=False)
ONE_DAY = timedelta(days=1)


def first_standing(location_id: UUID, fact: CqcFact, source: str, file_date: date) -> LocationRating | None:
    """A location of which nothing was known; None from a file that says neither how it is rated nor registered.

    A rating counts from the day on which it was published; whether somebody is active is known as of the file.
    """
    if fact.rating is None and fact.registration is None:
        return None
    rating = fact.rating or NOT_RATED
    return LocationRating(
        location_id=location_id,
        rating=rating.rating,
        status=fact.registration or Registration.UNKNOWN,
        inherited=rating.inherited,
        published_on=rating.published_on,
        source=source,
        file_date=file_date,
        valid_from=_not_after(rating.published_on, file_date),
    )


def next_standing(known: LocationRating, fact: CqcFact, source: str, file_date: date) -> LocationRating:
    """How it stands by this fact: a row that begins after the known one, or the known one if nothing is new.

    A rating that was published before the one that is known changes nothing: one file is behind the other.
    """
    rating = fact.rating if fact.rating and not _is_behind(fact.rating, known) else _rating_of(known)
    status = fact.registration or known.status
    after = msgspec.structs.replace(
        known,
        rating=rating.rating,
        status=status,
        inherited=rating.inherited,
        published_on=rating.published_on,
    )
    if after == known:
        return known
    begins = max(_begins(known, after, file_date), known.valid_from + ONE_DAY)
    return msgspec.structs.replace(after, source=source, file_date=file_date, valid_from=begins)


def _begins(known: LocationRating, after: LocationRating, file_date: date) -> date:
    """A rating counts back to its publication, but being active again only as of the file that says so."""
    is_active_again = after.status != known.status and after.status == Registration.ACTIVE
    if after.published_on == known.published_on or is_active_again:
        return file_date
    return _not_after(after.published_on, file_date)


def _not_after(published_on: date | None, file_date: date) -> date:
    return min(published_on, file_date) if published_on else file_date


def _is_behind(rating: CqcRating, known: LocationRating) -> bool:
    if rating.published_on is None or known.published_on is None:
        return False
    return rating.published_on < known.published_on


def _rating_of(known: LocationRating) -> CqcRating:
    return CqcRating(rating=known.rating, published_on=known.published_on, inherited=known.inherited)
