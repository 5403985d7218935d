"""Reads a tutorial the way its reader does: block after block."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "tutorial"
BLOCK = re.compile(
    r"^\.\. code-block:: (?P<language>\w+)\n(?:   :caption: (?P<file>\S+)\n)?\n"
    r"(?P<text>(?:   .*\n|\n)+)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of code: commands, a session, or the addition to a file."""

    language: str
    file: str
    text: str

    def commands(self) -> list[list[str]]:
        """What is typed after the prompt."""
        lines = [line for line in self.text.splitlines() if line.startswith("$ ")]
        return [line.removeprefix("$ ").split() for line in lines]


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in the order of reading."""
    text = (FOLDER / f"{page}.rst").read_text(encoding="utf-8")
    return [
        Block(
            language=found["language"],
            file=found["file"] or "",
            text=textwrap.dedent(found["text"]).strip() + "\n",
        )
        for found in BLOCK.finditer(text)
    ]
