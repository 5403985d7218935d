"""Secrets: typed once, and never shown again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from pydantic import SecretBytes, SecretStr

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch
from carrot.tasks.nodes.records import fields_of
from carrot.tasks.nodes.text import TextNode

_TEXT = TextNode(marked=True)
_MARK = "kept-secret:"


def token_of(text: str) -> str:
    """What stands for a stored secret in a form. Only who has the secret key can make one."""
    return _MARK + salted_hmac("carrot.secret", _bytes(text), algorithm="sha256").hexdigest()[:40]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def kept_in(nodes: Iterable[Node], data: Any) -> dict[str, str]:
    """What a form of encoded data stands for by tokens: every text in it that may be a secret.

    `nodes` are those of its types: what they have as defaults is in the form too.
    """
    fields = [each for node in nodes for each in fields_of(node)]
    texts = _texts([data, *(each.encoded_default for each in fields)])
    return {token_of(text): text for text in texts}


def _texts(data: Any) -> Iterator[str]:
    waiting = [data]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, dict):
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)


def replaced(data: Any, places: Collection[Path], veil: Callable[[str], str]) -> Any:
    """A copy of encoded data, with `veil` of each text that stands at one of the places."""

    def copied(here: Any, path: Path) -> Any:
        if isinstance(here, dict):
            return {name: copied(each, (*path, name)) for name, each in here.items()}
        if isinstance(here, list):
            return [copied(each, (*path, place)) for place, each in enumerate(here)]
        return veil(here) if isinstance(here, str) and path in places else here

    return copied(data, ())


@dataclass(frozen=True)
class SecretNode(Node):
    """A password or a key. The form holds a token for it, which means the secret as it is."""

    kind: type[SecretStr] | type[SecretBytes] = SecretStr

    @property
    def hint(self) -> str:
        return _("It is stored, and not shown again.")

    def schema(self) -> dict[str, Any]:
        # Without a placeholder of its own it would be given the default's.
        return {"type": "string", "format": "password", "placeholder": ""}

    def encode(self, value: Any) -> Any:
        if type(value) is not self.kind:
            raise mismatch(f"a pydantic.{self.kind.__name__}", value)
        secret = value.get_secret_value()
        try:
            return _TEXT.encode(secret.decode() if isinstance(secret, bytes) else secret)
        except UnicodeDecodeError:
            # The error itself would quote the secret.
            raise ArgumentsError("Takes a secret of UTF-8 text") from None

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        errors.secrets.add(path)
        if isinstance(data, str) and data.startswith(_MARK):
            data = errors.reading.kept.get(data)
            if data is None:
                return errors.add(path, _("This secret is not known any more. Type it anew."))
        text = _TEXT.decode(data, path, errors)
        if text is INVALID:
            return INVALID
        return SecretStr(text) if self.kind is SecretStr else SecretBytes(text.encode())

    def form(self, data: Any) -> Any:
        return token_of(data) if isinstance(data, str) and data else ""
