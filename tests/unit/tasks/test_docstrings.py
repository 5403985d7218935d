"""Help texts from docstrings of the usual styles."""

from __future__ import annotations

from typing import Any

import pytest

from carrot.tasks.docstrings import documentation

GOOGLE = """Send it.

Args:
    to (str): Who gets it.
    copy, blind: Who else.
    *more: The rest.
"""
NUMPY = """Send it.

Parameters
----------
to : str
    Who gets it.
copy, blind : str, optional
    Who else.
*more
    The rest.
"""
SPHINX = """Send it.

:param str to: Who gets it.
:param copy: Who else.
:param blind: Who else.
:param more: The rest.
"""


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX])
def test_the_usual_styles_are_read(text: str) -> None:
    def function() -> None: ...

    function.__doc__ = text
    told = documentation(function)

    assert told.summary == "Send it."
    assert dict(told.parameters) == {
        "to": "Who gets it.",
        "copy": "Who else.",
        "blind": "Who else.",
        "more": "The rest.",
    }


@pytest.mark.parametrize(
    "text",
    [
        "How many. Defaults to 5.",
        "How many. (default: 5)",
        "How many. Default is 5, which is plenty.",
        "How many.",
    ],
)
def test_a_default_told_in_words_is_left_out(text: str) -> None:
    def function() -> None: ...

    function.__doc__ = f"Send.\n\n:param count: {text}"

    assert documentation(function).parameters["count"] == "How many."


@pytest.mark.parametrize(
    "text",
    ["", "One line", "Args:", ":param", ":param x", "Parameters\n-----", "\n\n\n", "a:\n b:"],
)
def test_a_strange_docstring_breaks_nothing(text: str) -> None:
    def function() -> None: ...

    function.__doc__ = text

    assert isinstance(documentation(function).summary, str)


@pytest.mark.parametrize("function", [len, None, 5, object()])
def test_anything_has_documentation_even_if_it_is_empty(function: Any) -> None:
    assert isinstance(documentation(function).description, str)
