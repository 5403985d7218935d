"""Secrets: kept by forms that do not show them, and hidden wherever a document is seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import SecretBytes, SecretStr

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes.reading import Reading
from carrot.testing import check_laws


@dataclass
class Account:
    user: str
    password: SecretStr = SecretStr("changeit")  # noqa: RUF009 - it cannot be changed


def connect(
    key: SecretStr,
    account: Account,
    spare: SecretStr | None = None,
    more: list[SecretStr] = [],  # noqa: B006 - as people write it
) -> None:
    """Takes secrets at every depth."""


CONNECT = Arguments(connect)
CALL = {
    "key": SecretStr("s3cret"),
    "account": Account("ada", SecretStr("pass phrase")),
    "more": [SecretStr("first word"), SecretStr("second word")],
}
DOCUMENT = CONNECT.bind((), CALL)


@pytest.mark.parametrize(
    ("annotation", "values"),
    [
        (SecretStr, [SecretStr("x"), SecretStr(""), SecretStr('""'), SecretStr("kept-secre")]),
        (SecretBytes, [SecretBytes(b"x")]),
        (SecretStr | None, [None, SecretStr("x")]),
        (Account, [Account("a"), Account("a", SecretStr("x"))]),
        (list[SecretStr], [[SecretStr("x")]]),
        (SecretStr | int, [SecretStr("x"), 3]),
    ],
)
def test_secrets_keep_the_laws(annotation: Any, values: list[Any]) -> None:
    check_laws(annotation, values)


def test_a_form_has_no_secret_in_it_and_keeps_each() -> None:
    shown = json.dumps(CONNECT.initial(DOCUMENT))
    schema = json.dumps(CONNECT.schema(DOCUMENT))

    for secret in ("s3cret", "pass phrase", "first word", "second word", "changeit"):
        assert secret not in shown
        assert secret not in schema
    kept = Reading(from_browser=True, kept=CONNECT.kept(DOCUMENT))
    assert CONNECT.from_form(json.loads(shown), kept) == DOCUMENT


def test_a_secret_that_is_typed_anew_is_the_new_one() -> None:
    shown = CONNECT.initial(DOCUMENT)
    shown["key"] = "another"

    document = CONNECT.from_form(shown, Reading(kept=CONNECT.kept(DOCUMENT)))

    assert document == {**DOCUMENT, "key": "another"}


def test_a_token_that_nobody_gave_is_refused() -> None:
    shown = CONNECT.initial(DOCUMENT)

    with pytest.raises(ArgumentsError, match="Type it anew") as raised:
        CONNECT.from_form(shown)

    assert ("key",) in raised.value.errors


def test_a_default_secret_is_left_out_untouched() -> None:
    document = {"key": "x", "account": {"user": "ada"}}
    kept = Reading(kept=CONNECT.kept(document))

    assert CONNECT.from_form(CONNECT.initial(document), kept) == document


def test_a_document_is_seen_without_its_secrets() -> None:
    seen = CONNECT.veiled(DOCUMENT, lambda text: "•")

    assert seen == {
        "key": "•",
        "account": {"user": "ada", "password": "•"},
        "more": ["•", "•"],
    }


def test_neither_the_call_nor_an_error_says_a_secret() -> None:
    assert "s3cret" not in CONNECT.as_python(DOCUMENT)
    assert "pass phrase" not in CONNECT.as_python(DOCUMENT)
    assert all("s3cret" not in row.value for row in CONNECT.display(DOCUMENT))
    with pytest.raises(ArgumentsError) as raised:
        CONNECT.bind((), {**CALL, "key": SecretStr("s3cret\x00")})
    assert "s3cret" not in str(raised.value)
    with pytest.raises(ArgumentsError) as raised:
        CONNECT.bind((), {**CALL, "key": 5})
    assert list(raised.value.errors) == [("key",)]


def test_the_worker_gets_the_secret() -> None:
    assert CONNECT.call(DOCUMENT).kwargs["key"].get_secret_value() == "s3cret"
