"""How each kind of step is carried out, one module for each noun; with this imported, a play knows all of them."""

from service.simulation.acts import accidents, council, custody, files, tablets, turns

__all__ = ["accidents", "council", "custody", "files", "tablets", "turns"]
