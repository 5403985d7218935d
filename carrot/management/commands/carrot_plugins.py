"""`manage.py carrot_plugins`: every plugin, working or not."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from carrot.management.trace import trace_page
from carrot.plugins import manager, problems
from carrot.plugins.records import PluginRecord
from carrot.tasks import registry


class Command(BaseCommand):
    """Lists what was found, so that a broken plugin can be seen and switched off."""

    help = "List the plugins: name, version, origin, hooks, tasks, and what is wrong with them."
    # A plugin that is broken must not keep its owner from seeing that it is.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--trace",
            metavar="PAGE",
            nargs="?",
            const="",
            help="Draw a page of the monitor, such as messages/failed/ or without PAGE the "
            "overview, and show each call of a plugin on the way.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["trace"] is not None:
            trace_page(options["trace"], self.stdout.write)
            return
        records = manager.records()
        tasks = Counter(registry.owner(task.name) for task in registry.every())
        for record in records:
            self._write(record, tasks[record.name])
        if not records:
            self.stdout.write("There are no plugins: no package, task module or app brings one.")
        for problem in problems.every():
            self.stdout.write(self.style.WARNING(problem))

    def _write(self, record: PluginRecord, tasks: int) -> None:
        style = self.style.ERROR if record.error else self.style.SUCCESS
        version = f" {record.version}" if record.version else ""
        self.stdout.write(style(f"{record.name}{version} ({record.state})"))
        came = f"{record.origin}"
        if record.source != record.name:
            came += f" {record.source}"
        self.stdout.write(f"    origin: {came}")
        if record.hooks:
            self.stdout.write(f"    hooks: {', '.join(record.hooks)}")
        if tasks:
            self.stdout.write(f"    tasks: {tasks}")
        if record.disabled:
            self.stdout.write(f"    disabled: {record.disabled}")
        if record.error:
            self.stdout.write(f"    error: {record.error}")
