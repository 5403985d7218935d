"""A real Django project that the tests run in."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "CARROT_TEST_DATA" not in os.environ:
    # Child processes share the folder; who made it removes it.
    os.environ["CARROT_TEST_DATA"] = tempfile.mkdtemp(prefix="carrot-tests-")
    atexit.register(shutil.rmtree, os.environ["CARROT_TEST_DATA"], ignore_errors=True)
DATA = Path(os.environ["CARROT_TEST_DATA"])

SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.project.urls"
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_jsonform",
    "carrot",
    "tests.plugins.depot",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

if os.environ.get("CARROT_TEST_DATABASE") == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["CARROT_TEST_POSTGRESQL_HOST"],
            "PORT": os.environ["CARROT_TEST_POSTGRESQL_PORT"],
            "USER": os.environ.get("CARROT_TEST_POSTGRESQL_USER", "postgres"),
            "NAME": os.environ.get("CARROT_TEST_POSTGRESQL_NAME", "carrot"),
            "CONN_HEALTH_CHECKS": True,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("CARROT_TEST_SQLITE", DATA / "carrot.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL",
            },
            # Worker processes and threads open the same file: a memory database has one user.
            "TEST": {"NAME": DATA / "test.sqlite3"},
        }
    }

CARROT: dict[str, object] = {
    "task_modules": ["tests.project.tasks"],
    # What else is installed must not change what a test sees.
    "plugin_autoload": bool(os.environ.get("CARROT_TEST_PLUGINS")),
}
if os.environ.get("CARROT_TEST_BROKER"):
    CARROT["default_broker"] = os.environ["CARROT_TEST_BROKER"]
