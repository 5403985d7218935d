"""The project as a service under test sees it: what a test says on top of the usual."""

import json
import os

from tests.project.settings import *  # noqa: F403
from tests.project.settings import CARROT

CARROT["task_modules"] = [
    "tests.project.tasks",
    "tests.worker.tasks",
    "tests.worker.callables",
    "tests.worker.typed",
    "tests.plugins.tenants",
]
CARROT.update(json.loads(os.environ.get("CARROT_TEST_SETTINGS", "{}")))
