"""Wants to end the process while a page is made."""

import sys

from carrot.plugins import hookimpl


@hookimpl
def overview_cards(request):
    sys.exit(3)
