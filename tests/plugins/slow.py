"""It takes its time."""

import time

from carrot.plugins import Card, hookimpl


@hookimpl
def overview_cards(request):
    time.sleep(1.05)
    yield Card(title="At last", value=1)
