"""How django-carrot is built. What the tools are told is in pyproject.toml."""

from pathlib import Path

from setuptools import find_packages, setup

TESTS = [
    "attrs>=23.1",
    "axe-playwright-python>=0.1.4",
    "django-stubs[compatible-mypy]>=5.2",
    "email-validator>=2.1",
    "hypothesis>=6.100",
    "import-linter>=2.1",
    "msgspec>=0.18",
    "mypy>=1.13",
    "opentelemetry-api>=1.28",
    "opentelemetry-sdk>=1.28",
    "playwright>=1.48",
    "prometheus-client>=0.20",
    "psycopg[binary]>=3.2",
    "pytest>=8.3",
    "pytest-django>=4.9",
    "ruff>=0.9",
    "setuptools>=65",
]
DOCS = ["furo>=2024.8", "sphinx>=8.1"]

setup(
    name="django-carrot",
    version="2.0.0.dev0",
    description="Functions of a Django project as tasks, schedules and forms, with a monitor",
    long_description=Path(__file__).with_name("README.rst").read_text(encoding="utf-8"),
    long_description_content_type="text/x-rst",
    author="django-carrot contributors",
    license="BSD-3-Clause",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    packages=find_packages(include=["carrot", "carrot.*", "carrot_plugins", "carrot_plugins.*"]),
    package_data={"": ["py.typed", "templates/**/*", "static/**/*", "locale/**/*"]},
    zip_safe=False,
    install_requires=[
        "Django>=5.2",
        "cronsim>=2.6",
        "django-jsonform>=2.23",
        "docstring_parser>=0.16",
        "pika>=1.3.2",
        "pluggy>=1.5",
        "pydantic>=2.11",
    ],
    extras_require={
        "opentelemetry": ["opentelemetry-api>=1.28"],
        "postgresql": ["psycopg>=3.2"],
        "prometheus": ["prometheus-client>=0.20"],
        "tests": TESTS + DOCS,
        "docs": DOCS,
    },
    # One line per bundled plugin: "name = carrot_plugins.module".
    entry_points={
        "carrot": [
            "charts = carrot_plugins.charts",
            "export = carrot_plugins.export",
            "failure-groups = carrot_plugins.failure_groups",
            "housekeeping = carrot_plugins.housekeeping",
            "notifications = carrot_plugins.notifications",
            "opentelemetry = carrot_plugins.opentelemetry",
            "prometheus = carrot_plugins.prometheus",
            "queues = carrot_plugins.queues",
            "redaction = carrot_plugins.redaction",
        ]
    },
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Web Environment",
        "Framework :: Django",
        "Framework :: Django :: 5.2",
        "Intended Audience :: Developers",
        "Operating System :: POSIX",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: System :: Distributed Computing",
        "Typing :: Typed",
    ],
)
