"""Help for the tests of plugins and of projects that use django-carrot."""

from carrot.testing.plugins import registered

__all__ = ["registered"]
