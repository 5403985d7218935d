"""`settings.CARROT` becomes one typed object, or a sentence that says why not."""

from __future__ import annotations

import dataclasses

import pytest

from carrot import conf
from carrot.conf import Settings
from carrot.exceptions import ConfigurationError

RABBIT = "amqp://shop:S3CR3T@rabbit.example.com/shop"


def refusal(given: object) -> str:
    with pytest.raises(ConfigurationError) as error:
        Settings.read(given)
    return str(error.value)


def test_nothing_at_all_is_the_embedded_broker_with_one_queue():
    settings = Settings.read({})

    assert str(settings.default_broker) == "database://"
    assert list(settings.queues) == ["default"]
    assert settings.queue("default").broker == settings.default_broker


def test_a_default_broker_alone_is_enough():
    settings = Settings.read({"default_broker": RABBIT})

    assert settings.queue("default").broker.host == "rabbit.example.com"


def test_a_queue_that_names_no_host_is_on_the_default_broker():
    settings = Settings.read(
        {
            "default_broker": RABBIT,
            "queues": [{"name": "money"}, {"name": "mail", "host": "amqp://mail.example.com"}],
        }
    )

    assert settings.queue("money").broker == settings.default_broker
    assert settings.queue("mail").broker.host == "mail.example.com"
    assert set(settings.queues) == {"default", "money", "mail"}


def test_a_queue_that_no_setting_names_is_on_the_default_broker():
    settings = Settings.read({"default_broker": RABBIT})

    assert settings.queue("anything").broker == settings.default_broker
    assert settings.queue("anything").name == "anything"


def test_the_queues_of_1_x_are_read():
    (queue,) = Settings.read(
        {
            "queues": [
                {
                    "name": "default",
                    "host": {"host": "rabbit", "name": "%2f", "port": 5672, "secure": False},
                    "concurrency": 5,
                    "consumable": False,
                    "durable": True,
                    "queue_arguments": {"x-max-priority": 10},
                    "exchange_arguments": {"exchange_type": "direct"},
                }
            ]
        }
    ).queues.values()

    assert queue.broker.virtual_host == "/"
    assert (queue.concurrency, queue.consumable, queue.durable) == (5, False, True)
    assert queue.queue_arguments == {"x-max-priority": 10}
    assert queue.exchange_arguments == {"exchange_type": "direct"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "CARROT is no dict"),
        ([], "CARROT is no dict"),
        ({"task_module": []}, "CARROT has no task_module; it has"),
        ({1: 2}, "CARROT has no 1; it has"),
        ({"default_broker": None}, "CARROT['default_broker'] is a NoneType"),
        ({"queues": {"name": "default"}}, "CARROT['queues'] is no list"),
        ({"queues": ["default"]}, "CARROT['queues'][0] is no dict; write {'name': 'default'}"),
        ({"queues": [{}]}, "CARROT['queues'][0] has no name"),
        ({"queues": [{"name": ""}]}, "CARROT['queues'][0] has no name"),
        ({"queues": [{"name": 3}]}, "CARROT['queues'][0]['name'] is a int; give a str"),
        ({"queues": [{"name": "a"}, {"name": "a"}]}, "CARROT['queues'][1] repeats the name 'a'"),
        ({"queues": [{"name": "a", "workers": 3}]}, "CARROT['queues'][0] has no 'workers'"),
        ({"queues": [{"name": "a", "concurrency": 0}]}, "['concurrency'] is below 1"),
        ({"queues": [{"name": "a", "concurrency": True}]}, "['concurrency'] is a bool"),
        ({"queues": [{"name": "a", "host": "rabbit"}]}, "CARROT['queues'][0]['host'] does not"),
        ({"queues": [{"name": "a", "queue_arguments": []}]}, "give a dict"),
        ({"task_modules": "store.tasks"}, "CARROT['task_modules'] is no list; write ['store"),
        ({"task_modules": [dataclasses]}, "CARROT['task_modules'] holds <module 'dataclasses'"),
        ({"monitor_authentication": [print]}, "CARROT['monitor_authentication'] holds <built-in"),
        ({"monitor_public_actions": "yes"}, "give 'local', True or False"),
        ({"plugin_autoload": "no"}, "CARROT['plugin_autoload'] is 'no'; give True or False"),
        ({"plugin_settings": []}, "CARROT['plugin_settings'] is no dict; write {'name of"),
        ({"plugin_settings": {"a": 1}}, "CARROT['plugin_settings']['a'] is no dict; write"),
        ({"processes": 0}, "CARROT['processes'] is 0; give a number of at least 1"),
        ({"processes": 1.5}, "CARROT['processes'] is 1.5; give a number"),
        ({"processes": True}, "CARROT['processes'] is True; give a number"),
        ({"lease": "30"}, "CARROT['lease'] is '30'; give a number"),
        ({"lease": float("nan")}, "CARROT['lease'] is nan; give a number"),
        ({"shutdown_timeout": -1}, "CARROT['shutdown_timeout'] is -1; give a number"),
        ({"log_level": "LOUD"}, "CARROT['log_level'] is 'LOUD'; give one of DEBUG, INFO"),
        ({"log_level": 20}, "CARROT['log_level'] is 20; give one of DEBUG, INFO"),
        ({"max_output": 10}, "CARROT['max_output'] is 10; give a number of at least 1024"),
    ],
)
def test_a_mistake_is_refused_with_key_and_remedy(given, said):
    assert said in refusal(given)


def test_no_mistake_in_a_queue_repeats_the_password_of_its_broker():
    for host in (f"{RABBIT}/more", {"host": "rabbit", "password": "S3CR3T", "vhost": "/"}):
        assert "S3CR3T" not in refusal({"queues": [{"name": "money", "host": host}]})


def test_all_settings_can_be_printed():
    settings = Settings.read({"default_broker": RABBIT, "queues": [{"name": "money"}]})

    assert "S3CR3T" not in f"{settings} {settings!r} {settings.queues}"


def test_settings_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings.read({}).processes = 4  # type: ignore[misc]


def test_a_faulty_setting_is_a_problem_and_not_the_end_of_every_page(settings):
    settings.CARROT = {"processes": "two"}

    assert conf.get().processes == 1
    (problem,) = conf.problems()
    assert "CARROT['processes']" in problem


def test_settings_are_read_again_when_a_test_overrides_them(settings):
    settings.CARROT = {"processes": 3}
    assert conf.get().processes == 3

    settings.CARROT = {"processes": 4}

    assert conf.get().processes == 4
    assert conf.problems() == []


def test_a_project_without_the_setting_gets_the_defaults(settings):
    del settings.CARROT

    assert conf.get().processes == 1
    assert conf.problems() == []
