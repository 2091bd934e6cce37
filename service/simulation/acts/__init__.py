"""How each kind of step is carried out, one module for each noun; with this imported, a play knows all of them."""

from service.simulation.acts import accidents, council, tablets

__all__ = ["accidents", "council", "tablets"]
