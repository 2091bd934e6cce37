"""HTML that can't be broken by what it says: everything is escaped unless it was made here."""

import re
from collections.abc import Iterable
from html import escape


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, *inside: str | Iterable[str], **attributes: str) -> Html:
    """An element; a trailing underscore in an attribute's name avoids Python's words, others become hyphens."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{told}>{join(inside)}</{name}>")


def join(parts: Iterable[str | Iterable[str]]) -> Html:
    flat = (one for part in parts for one in ((part,) if isinstance(part, str) else part))
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in flat))


def prose(text: str) -> Html:
    """Paragraphs between empty lines, and `code` between backticks: all that our descriptions use."""
    paragraphs = [one for one in re.split(r"\n\s*\n", text.strip()) if one]
    return join(tag("p", inline(one)) for one in paragraphs)


def inline(text: str) -> Html:
    pieces = text.split("`")
    return join(tag("code", one) if place % 2 else one for place, one in enumerate(pieces))


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    """A table whose first column names the rows."""
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in heads)))
    body = tag("tbody", *(_row(list(row)) for row in rows))
    return tag("table", tag("caption", caption), head, body)


def _row(cells: list[str]) -> Html:
    return tag("tr", tag("th", cells[0], scope="row"), *(tag("td", one) for one in cells[1:]))


def page(title: str, *content: str) -> str:
    """A whole document, readable without scripts and without a network."""
    head = Html(
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/style.css">'
    )
    body = tag(
        "body",
        tag("a", "To the content", href="#content", class_="skip"),
        tag("main", *content, id="content"),
    )
    return "<!doctype html>" + tag("html", tag("head", head, tag("title", title)), body, lang="en-GB")
