"""Help for the tests of plugins and of projects that use django-carrot."""

from carrot.testing.plugins import registered
from carrot.testing.runs import run_waiting

__all__ = ["registered", "run_waiting"]
