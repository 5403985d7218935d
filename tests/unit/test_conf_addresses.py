"""A broker's address: every form that is accepted, and what is said of the others."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carrot.conf import BrokerAddress
from carrot.exceptions import CarrotConfigException, ConfigurationError

KEY = "CARROT['default_broker']"
CANARY = "S3CR3T-CANARY"


def read(given: object) -> BrokerAddress:
    return BrokerAddress.read(given, key=KEY)


def refusal(given: object) -> str:
    with pytest.raises(ConfigurationError) as error:
        read(given)
    return str(error.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("amqp://localhost", ("amqp", "localhost", 5672, "guest", "guest", "/")),
        ("amqp://localhost/", ("amqp", "localhost", 5672, "guest", "guest", "/")),
        ("amqps://rabbit", ("amqps", "rabbit", 5671, "guest", "guest", "/")),
        ("amqp://rabbit:5673/shop", ("amqp", "rabbit", 5673, "guest", "guest", "shop")),
        ("amqp://u:p@rabbit/shop", ("amqp", "rabbit", 5672, "u", "p", "shop")),
        ("amqp://u:@rabbit", ("amqp", "rabbit", 5672, "u", "", "/")),
        ("amqp://u%40x:p%2F%3A%40%25@h/%2f", ("amqp", "h", 5672, "u@x", "p/:@%", "/")),
        ("amqp://u:p@h/a%2Fb", ("amqp", "h", 5672, "u", "p", "a/b")),
        ("amqp://u:p%20+@h", ("amqp", "h", 5672, "u", "p +", "/")),
        ("amqp://[::1]:5673/", ("amqp", "::1", 5673, "guest", "guest", "/")),
        ("amqp://[::1]", ("amqp", "::1", 5672, "guest", "guest", "/")),
        (
            {"host": "rabbit", "port": 5673, "name": "shop", "username": "u", "password": "p"},
            ("amqp", "rabbit", 5673, "u", "p", "shop"),
        ),
        ({"host": "rabbit"}, ("amqp", "rabbit", 5672, "guest", "guest", "/")),
        ({"host": "rabbit", "secure": True}, ("amqps", "rabbit", 5671, "guest", "guest", "/")),
        ({"host": "h", "name": "%2f"}, ("amqp", "h", 5672, "guest", "guest", "/")),
        (
            {"host": "h", "username": "u", "password": "p/:@%"},
            ("amqp", "h", 5672, "u", "p/:@%", "/"),
        ),
    ],
)
def test_an_address_is_read(url, expected):
    address = read(url)

    assert (
        address.scheme,
        address.host,
        address.port,
        address.username,
        address.password,
        address.virtual_host,
    ) == expected


@pytest.mark.parametrize("scheme", ["database", "memory"])
def test_the_embedded_brokers_need_no_more_than_their_name(scheme):
    assert read(f"{scheme}://").scheme == scheme
    assert not read(f"{scheme}://").is_amqp
    assert str(read(f"{scheme}://")) == f"{scheme}://"


def test_options_are_numbers_of_seconds_and_file_names():
    address = read("amqps://h/?heartbeat=30&socket_timeout=2.5&cafile=/etc/ca%20x.pem")

    assert address.options == {
        "heartbeat": 30,
        "socket_timeout": 2.5,
        "cafile": "/etc/ca x.pem",
    }
    assert read({"host": "h", "options": {"heartbeat": 30}}).options == {"heartbeat": 30}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "does not start with one of amqp://, amqps://, database://, memory://"),
        ("localhost:5672", "does not start with"),
        ("http://localhost", "does not start with"),
        ("amqp:/localhost", "does not start with"),
        ("redis://localhost", "does not start with"),
        ("amqp://", "names no single host"),
        ("amqp:///shop", "names no single host"),
        ("amqp://:5672", "names no single host"),
        ("amqp://a,b", "names no single host"),
        ("amqp://[::1", "names no single host"),
        ("amqp://h:port", "no port number from 1 to 65535"),
        ("amqp://h:0", "no port number"),
        ("amqp://h:65536", "no port number"),
        ("amqp://user@h", "a user but no password"),
        ("amqp://u:p@ss@h", "a special character is not escaped"),
        ("amqp://u:p/w@h", ""),
        ("amqp://h/a/b", "a special character is not escaped"),
        ("amqp://h/?hartbeat=3", "no option 'hartbeat'; it has blocked_connection_timeout"),
        ("amqp://h/?heartbeat=soon", "option 'heartbeat' is not a number"),
        ("database://somewhere", "database:// takes nothing after it"),
        ({}, "names no host; add 'host'"),
        ({"host": 3}, "names no host"),
        ({"host": "h", "vhost": "/"}, "has no 'vhost'; it has host, port, name"),
        ({"host": "h", "port": "5672"}, "['port'] is no number"),
        ({"host": "h", "port": True}, "['port'] is no number"),
        ({"host": "h", "options": 3}, "['options'] is no dict"),
        ({"host": "h", "options": {"heartbeat": None}}, "option 'heartbeat' is not a number"),
        (None, "is a NoneType; give a URL such as amqp://"),
        (5672, "is a int; give a URL"),
    ],
)
def test_a_wrong_address_is_refused_with_key_fault_and_remedy(wrong, said):
    text = refusal(wrong)

    assert KEY in text
    assert said in text


def test_the_error_has_the_name_that_it_had_in_1_x():
    with pytest.raises(CarrotConfigException):
        read("nothing")


@pytest.mark.parametrize(
    "given",
    [
        f"amqp://u:{CANARY}@rabbit:5673/shop?heartbeat=3",
        {"host": "rabbit", "username": "u", "password": CANARY},
    ],
)
def test_an_address_can_be_printed(given):
    address = read(given)

    assert CANARY not in f"{address} {address!r} {[address]}"
    assert "u:***@rabbit" in str(address)


@given(before=st.text(max_size=6), after=st.text(alphabet="/?#@:%&=[],", max_size=2))
@example(before="12?", after="")
@example(before="12/", after="")
@example(before="1?heartbeat=", after="")
@example(before="x@", after="")
@example(before="a/?", after="=")
def test_no_error_repeats_any_part_of_a_password_that_was_not_escaped(before, after):
    url = f"amqp://user:{before}{CANARY}{after}@rabbit/shop"
    try:
        said = repr(read(url))
    except ConfigurationError as error:
        said = f"{error!r} {error.__cause__!r}"

    assert CANARY not in said
