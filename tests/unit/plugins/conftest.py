"""Fixtures for plugins; no test here may touch the database."""

import pytest
from django.test import RequestFactory

from tests.plugins.starts import connect, install

__all__ = ["connect", "install"]


@pytest.fixture
def request_(rf: RequestFactory):
    return rf.get("/orders/")


@pytest.fixture(autouse=True)
def _fresh(connect):
    connect(task_modules=["tests.project.tasks"])
