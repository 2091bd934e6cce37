"""A double of a social care record: it keeps what it is told, and can be told to go wrong."""

from service.connectors.simulator.app import create_simulator

__all__ = ["create_simulator"]
