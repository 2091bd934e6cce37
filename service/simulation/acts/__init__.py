"""How each kind of step is carried out, one module for each noun; with this imported, a play knows all of them."""

from service.simulation.acts import (
    accidents,
    corrections,
    council,
    custody,
    discharges,
    files,
    questions,
    tablets,
    turns,
    writing,
)

__all__ = [
    "accidents",
    "corrections",
    "council",
    "custody",
    "discharges",
    "files",
    "questions",
    "tablets",
    "turns",
    "writing",
]
