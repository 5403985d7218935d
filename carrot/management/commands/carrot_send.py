"""`manage.py carrot_send TASK`: publish from the shell."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carrot.exceptions import CarrotError
from carrot.management.shell_call import asks_for_help, read
from carrot.management.shell_help import help_of
from carrot.publishing import publish
from carrot.tasks import registry

EXAMPLES = """examples:
  manage.py carrot_send shop.tasks.refund 17 12.50 --reason late
  manage.py carrot_send shop.tasks.refund --json '{"order": 17, "amount": "12.50"}'
  manage.py carrot_send --queue money shop.tasks.refund 17 12.50
  manage.py carrot_send shop.tasks.refund --help

A value is read as JSON if it is JSON and fits, else as text. An option that the task has a
parameter for is the task's when it stands behind the task's name.
"""


class Command(BaseCommand):
    """Publishes one message, and prints its id."""

    help = "Have a worker run a task; prints the message's id."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, epilog=EXAMPLES, **kwargs)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", help="its full name, such as shop.tasks.refund")
        parser.add_argument("--queue", help="instead of the task's own")
        parser.add_argument("--priority", help="0 to 31, higher first")
        parser.add_argument("--json", metavar="DOCUMENT", help="all arguments as a JSON object")
        parser.add_argument("arguments", nargs=argparse.REMAINDER, help="values, and --NAME VALUE")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: options[name] for name in ("queue", "priority", "json") if options[name]}
        try:
            task = registry.get(options["task"])
            if asks_for_help(task, options["arguments"]):
                self.stdout.write(help_of(task))
                return
            call = read(task, options["arguments"], given)
            row = publish(task, call.document(), queue=call.queue, priority=call.whole_priority())
        except CarrotError as error:
            raise CommandError(f"Nothing is published: {error}") from error
        self.stdout.write(str(row.uuid))
