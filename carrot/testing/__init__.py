"""Help for the tests of plugins and of projects that use django-carrot."""

from carrot.testing.argument_types import check_laws
from carrot.testing.plugins import registered
from carrot.testing.runs import run_waiting

__all__ = ["check_laws", "registered", "run_waiting"]
