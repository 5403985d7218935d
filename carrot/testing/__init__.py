"""Help for the tests of plugins and of projects that use django-carrot."""

from carrot.testing.argument_types import check_laws
from carrot.testing.monitor import Acted, Monitor
from carrot.testing.plugins import registered
from carrot.testing.queue import Queue, memory_queue
from carrot.testing.runs import run_waiting

__all__ = ["Acted", "Monitor", "Queue", "check_laws", "memory_queue", "registered", "run_waiting"]
