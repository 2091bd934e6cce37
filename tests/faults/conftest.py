"""The stage of the tablets' own tests, for what is done to the service from outside."""

from tests.client.conftest import folder, live, scene

__all__ = ["folder", "live", "scene"]
