"""Every kind of step that a schedule can have, one module for each noun: what is to be done, and how it is worded.

A new kind is a Struct here, a function in `acts` that carries it out, and a weight in `drawing.py`.
"""

from typing import ClassVar

from msgspec import Struct


class Deed(Struct, frozen=True, tag=True):
    """Something that somebody does, or that happens; `told` is its line of the trace, filled in with its members."""

    told: ClassVar[str]
