"""Pages that a person can read without scripts and without a network."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import httpx
import pytest

from service.http.html import inline, prose, tag
from service.http.words import kind
from service.problems import EVERY_REFUSAL

PAGES = ["/", "/docs", "/problems"]
VOID = {"meta", "link"}


class Outline(HTMLParser):
    """The open elements, the anchors, the links and the levels of the headings of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.open += [] if tag in VOID else [tag]
        self.anchors += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if "href" in told else []
        self.levels += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_whole_and_its_links_lead_somewhere(client: httpx.AsyncClient, path: str) -> None:
    page = Outline((await client.get(path)).text)

    assert page.open == []
    assert len(page.anchors) == len(set(page.anchors))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.anchors)
    for link in {link.partition("#")[0] for link in page.links} - {"", "/health/ready"}:
        assert (await client.get(link)).status_code == 200


@pytest.mark.parametrize("path", PAGES)
async def test_no_heading_skips_a_level(client: httpx.AsyncClient, path: str) -> None:
    levels = Outline((await client.get(path)).text).levels

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_needs_nothing_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "<script" not in answer.text
    assert "://" not in answer.text


async def test_every_operation_has_its_place(client: httpx.AsyncClient) -> None:
    contract = (await client.get("/openapi.json")).json()
    anchors = Outline((await client.get("/docs")).text).anchors

    operations = [one for methods in contract["paths"].values() for one in methods.values()]
    assert {one["operationId"] for one in operations if "tags" in one} <= set(anchors)


async def test_every_refusal_is_where_its_type_points(client: httpx.AsyncClient) -> None:
    anchors = Outline((await client.get("/problems")).text).anchors

    assert {refusal.code for refusal in EVERY_REFUSAL} <= set(anchors)


async def test_the_style_serves_both_themes(client: httpx.AsyncClient) -> None:
    answer = await client.get("/style.css")

    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "color-scheme: light dark" in answer.text
    assert "prefers-color-scheme: dark" in answer.text


def test_what_is_said_can_not_become_markup() -> None:
    assert tag("p", "<b>", title='"') == '<p title="&quot;">&lt;b&gt;</p>'
    assert inline("`<b>` & `c`") == "<code>&lt;b&gt;</code> &amp; <code>c</code>"
    assert prose("One.\n\nTwo.") == "<p>One.</p><p>Two.</p>"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "maxLength": 9}, "text (at most 9 characters)"),
        ({"type": "integer", "minimum": 1, "maximum": 200}, "whole number (1 to 200)"),
        (
            {"type": "array", "items": {"type": "string", "format": "uuid"}, "minItems": 1},
            "list of UUID (at least 1 items)",
        ),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "date or null"),
        ({"enum": ["a", "b"]}, "<code>a</code>, <code>b</code>"),
        ({"$ref": "#/components/schemas/Op"}, '<a href="#shape-Op">Op</a>'),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, "map to true or false"),
        ({}, "any JSON"),
    ],
)
def test_a_schema_is_told_in_words(schema: dict[str, object], words: str) -> None:
    assert kind(schema) == words
