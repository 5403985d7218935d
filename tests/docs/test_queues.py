"""The page about queues is true: its sessions run, its signatures are those of the code."""

from __future__ import annotations

import pytest

from carrot import queues
from carrot.models import QueuePause
from tests.docs import reference
from tests.docs.test_plugin_pages import signature

PAGE = "reference/queues"


@pytest.mark.django_db
def test_the_sessions_of_the_page_are_true():
    assert reference.play(PAGE, {}) == ""
    assert not QueuePause.objects.exists()


def test_every_public_name_is_on_the_page_with_its_arguments():
    page = reference.text(PAGE)
    for name in queues.__all__:
        given = getattr(queues, name)
        if not isinstance(given, type):
            assert f".. py:function:: {name}{signature(given)}\n" in page
        elif issubclass(given, Exception):
            assert f".. py:exception:: {name}\n" in page


def test_what_the_page_says_a_queue_has_is_there():
    page = reference.text(PAGE)
    for name in queues.Queue.__dataclass_fields__:
        assert f"``{name}``" in page
    for name in queues.Purged.__dataclass_fields__:
        assert f"``{name}``" in page
