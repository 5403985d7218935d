"""Making any text storable: no NUL, no lone surrogates, no more than a limit of bytes."""

from __future__ import annotations

SHOWN_NUL = "\u2400"


def is_storable(text: object, limit: int) -> bool:
    """Whether it is a text that every database takes, of at most `limit` bytes of UTF-8."""
    return isinstance(text, str) and storable(text, limit) == text


def storable(text: str, limit: int) -> str:
    """The text as every database takes it, its middle cut out beyond `limit` bytes of UTF-8.

    PostgreSQL refuses NUL, and psycopg lone surrogates: one such character in an output would
    otherwise make the write of the outcome itself fail.
    """
    clean = text.replace("\x00", SHOWN_NUL).encode("utf-8", "replace")
    if len(clean) <= limit:
        return clean.decode("utf-8")
    head, tail = clean[: limit * 2 // 3], clean[-(limit // 3) :]
    cut = len(clean) - len(head) - len(tail)
    return (
        f"{head.decode('utf-8', 'ignore')}\n… {cut:,} bytes cut …\n{tail.decode('utf-8', 'ignore')}"
    )
