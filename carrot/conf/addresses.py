"""Where a broker is: one strict parser for the URL and the dict form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from carrot.exceptions import ConfigurationError

SCHEMES = {"amqp": 5672, "amqps": 5671, "database": 0, "memory": 0}
_OPTIONS = {
    "heartbeat": int,
    "blocked_connection_timeout": float,
    "socket_timeout": float,
    "stack_timeout": float,
    "cafile": str,
    "certfile": str,
    "keyfile": str,
    "server_hostname": str,
}
_DICT_KEYS = ("host", "port", "name", "username", "password", "secure", "options")
_EXAMPLE = "amqp://user:password@host:5672/vhost (escape special characters: @ is %40, / is %2F)"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """A broker's address. `str()` and `repr()` never show the password.

    `virtual_host` is the decoded name, "/" when none was given. `options` holds numbers in
    seconds (`heartbeat`, `socket_timeout` ...) and, for `amqps`, file names of certificates.
    """

    scheme: str
    host: str = ""
    port: int = 0
    username: str = "guest"
    password: str = field(default="guest", repr=False)
    virtual_host: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_amqp(self) -> bool:
        return self.scheme in ("amqp", "amqps")

    def __str__(self) -> str:
        if not self.is_amqp:
            return f"{self.scheme}://"
        vhost = quote(self.virtual_host, safe="")
        return f"{self.scheme}://{quote(self.username)}:***@{self.host}:{self.port}/{vhost}"

    def __hash__(self) -> int:
        return hash((self.scheme, self.host, self.port, self.username, self.virtual_host))

    @classmethod
    def read(cls, given: object, *, key: str) -> BrokerAddress:
        """The address that a URL or a 1.x dict describes; `key` names the setting in errors."""
        if isinstance(given, str):
            return _from_url(given, key)
        if isinstance(given, Mapping):
            return _from_dict(given, key)
        raise ConfigurationError(
            f"{key} is a {type(given).__name__}; give a URL such as {_EXAMPLE} or a dict"
        )


def _from_url(url: str, key: str) -> BrokerAddress:
    # urllib's own errors quote parts of the password, hence a parser that quotes nothing.
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise ConfigurationError(
            f"{key} does not start with one of {', '.join(f'{s}://' for s in SCHEMES)}; "
            f"write it as {_EXAMPLE}"
        )
    if scheme in ("database", "memory"):
        if rest.strip("/"):
            raise ConfigurationError(f"{key}: {scheme}:// takes nothing after it")
        return BrokerAddress(scheme=scheme)
    rest, _, query = rest.partition("?")
    authority, _, vhost = rest.partition("/")
    credentials, at, location = authority.rpartition("@")
    # An @ behind the first / or ? was meant to follow a password that has these characters.
    if "#" in authority or "/" in vhost or "@" in credentials or "@" in vhost + query:
        raise ConfigurationError(
            f"{key} cannot be read: a special character is not escaped; write it as {_EXAMPLE}"
        )
    host, port = _location(location, scheme, key)
    username, colon, password = credentials.partition(":")
    if at and not colon:
        raise ConfigurationError(f"{key} has a user but no password; write it as {_EXAMPLE}")
    return BrokerAddress(
        scheme=scheme,
        host=host,
        port=port,
        username=unquote(username) if at else "guest",
        password=unquote(password) if at else "guest",
        virtual_host=unquote(vhost) or "/",
        options=_options(dict(parse_qsl(query, keep_blank_values=True)), key),
    )


def _location(location: str, scheme: str, key: str) -> tuple[str, int]:
    if location.startswith("["):
        host, bracket, tail = location[1:].partition("]")
        port_text = tail.removeprefix(":")
    else:
        host, _, port_text = location.partition(":")
        bracket = "]"
    if not host or not bracket or "," in host:
        raise ConfigurationError(f"{key} names no single host; write it as {_EXAMPLE}")
    if not port_text:
        return host, SCHEMES[scheme]
    # A wrong port is often half of an unescaped password: it is not repeated in the message.
    if not port_text.isdecimal() or not 0 < int(port_text) < 65536:
        raise ConfigurationError(
            f"{key}: what follows the host's colon is no port number from 1 to 65535; "
            f"write it as {_EXAMPLE}"
        )
    return host, int(port_text)


def _from_dict(given: Mapping[str, Any], key: str) -> BrokerAddress:
    unknown = [name for name in given if name not in _DICT_KEYS]
    if unknown:
        raise ConfigurationError(
            f"{key} has no {', '.join(map(repr, unknown))}; it has {', '.join(_DICT_KEYS)}"
        )
    host = given.get("host")
    if not isinstance(host, str) or not host:
        raise ConfigurationError(f"{key} names no host; add 'host': 'rabbit.example.com'")
    scheme = "amqps" if given.get("secure") else "amqp"
    port = given.get("port", SCHEMES[scheme])
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise ConfigurationError(f"{key}['port'] is no number from 1 to 65535")
    options = given.get("options", {})
    if not isinstance(options, Mapping):
        raise ConfigurationError(f"{key}['options'] is no dict")
    return BrokerAddress(
        scheme=scheme,
        host=host,
        port=port,
        username=str(given.get("username", "guest")),
        password=str(given.get("password", "guest")),
        # 1.x wrote the virtual host as in a URL: '%2f' is '/'.
        virtual_host=unquote(str(given.get("name", "/"))) or "/",
        options=_options(options, key),
    )


def _options(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in _OPTIONS:
            raise ConfigurationError(
                f"{key} has no option {name!r}; it has {', '.join(sorted(_OPTIONS))}"
            )
        try:
            read[name] = _OPTIONS[name](value)
        except (TypeError, ValueError):
            raise ConfigurationError(f"{key}: option {name!r} is not a number") from None
    return read
