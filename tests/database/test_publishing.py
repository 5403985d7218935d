"""From a call to a row, and from the row to the broker on commit."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from carrot import task
from carrot.brokers import connections
from carrot.brokers.memory import MemoryBroker
from carrot.conf import QueueSettings
from carrot.exceptions import ArgumentsError, ConfigurationError, UnknownTask
from carrot.models import MessageLog, Status
from carrot.publishing import outbox, publish, publish_call, publish_message
from carrot.signals import message_published
from carrot.tasks import registry
from tests.project import tasks
from tests.servers.process import free_port

ECHO = "tests.project.tasks.echo"


@pytest.fixture(autouse=True)
def _outbox_ends_with_the_test() -> Iterator[None]:
    yield
    assert outbox.stop(15)


@pytest.fixture
def memory(settings) -> Iterator[MemoryBroker]:
    """The default broker for the test: in memory, so not the ledger itself."""
    settings.CARROT = {**settings.CARROT, "default_broker": "memory://"}
    broker = connections.for_queue("default")
    assert isinstance(broker, MemoryBroker)
    yield broker
    broker.forget()


def waiting_at(broker: MemoryBroker, queue: str = "default") -> int:
    depth = broker.depth(QueueSettings(name=queue, broker=None))  # type: ignore[arg-type]
    return depth.ready if depth else 0


def fresh(row: MessageLog) -> MessageLog:
    return MessageLog.objects.get(pk=row.pk)


@pytest.mark.django_db
class TestTheRow:
    def test_it_says_what_was_asked(self):
        row = fresh(publish_message(tasks.echo, "tea", queue="kitchen", priority=7))

        assert (row.task, row.arguments, row.status) == (ECHO, {"value": "tea"}, Status.PUBLISHED)
        assert (row.queue, row.priority, row.attempt) == ("kitchen", 7, 0)
        assert row.fingerprint == registry.get(ECHO).arguments.fingerprint
        assert row.publish_time <= timezone.now()

    def test_queue_and_priority_are_the_task_s_own_when_not_given(self):
        row = fresh(tasks.refund.publish(7, Decimal("1.50")))

        assert (row.queue, row.priority) == ("money", 5)

    @pytest.mark.parametrize("given", [tasks.add, "tests.project.tasks.add"])
    def test_a_function_or_its_name_will_do(self, given):
        assert publish_message(given, 1, b=2).arguments == {"a": 1, "b": 2}

    def test_it_counts_as_sent_at_once_where_the_ledger_is_the_queue(self):
        assert fresh(publish_message(tasks.nothing)).sent_at is not None

    def test_a_receiver_of_the_signal_that_raises_does_not_stop_it(self, caplog):
        seen = []

        def broken(message, **_):
            seen.append(message)
            raise ValueError("receiver")

        message_published.connect(broken)
        try:
            row = publish_message(tasks.nothing)
        finally:
            message_published.disconnect(broken)

        assert seen == [row]
        assert MessageLog.objects.count() == 1


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize(
        "name", ["os.system", "tests.project.tasks.missing", "", "builtins.eval"]
    )
    def test_an_unregistered_name_is_not_imported_but_refused(self, name):
        with pytest.raises(UnknownTask, match="task_modules"):
            publish_message(name)

    def test_an_unregistered_function_is_refused(self):
        with pytest.raises(UnknownTask, match="not registered"):
            publish_message(time.sleep, 1)
        with pytest.raises(UnknownTask, match="not registered"):
            publish_call(task(time.monotonic), (), {})

    def test_arguments_that_do_not_fit_are_refused(self):
        with pytest.raises(ArgumentsError):
            publish_message(tasks.add)
        with pytest.raises(ArgumentsError):
            publish_message(tasks.add, 1, colour="red")
        with pytest.raises(ArgumentsError):
            publish(registry.get("tests.project.tasks.add"), {"a": "no number"})

    def test_arguments_beyond_the_limit_are_refused_with_the_remedy(self, settings):
        settings.CARROT = {**settings.CARROT, "max_arguments": 1024}

        publish_message(tasks.echo, "x" * 900)
        with pytest.raises(ArgumentsError, match=r"the limit is 1,024.*max_arguments"):
            publish_message(tasks.fail, "x" * 1024)
        with pytest.raises(ArgumentsError, match="limit"):  # 600 characters, 1,800 bytes
            publish_message(tasks.fail, "€" * 600)

    @pytest.mark.parametrize("priority", [-1, 32, "5", None.__class__])
    def test_a_priority_that_no_queue_knows_is_refused(self, priority):
        with pytest.raises(ConfigurationError, match="0 to 31"):
            publish_message(tasks.nothing, priority=priority)

    @pytest.mark.parametrize("option", ["queue", "exchange", "routing_key"])
    def test_a_name_that_amqp_cannot_carry_is_refused(self, option):
        with pytest.raises(ConfigurationError, match=rf"{option}=.*255 bytes"):
            publish_message(tasks.nothing, **{option: "é" * 128})

    @pytest.mark.parametrize("option", ["queue", "exchange", "routing_key"])
    @pytest.mark.parametrize("name", ["a\0b", "\ud800", 5])
    def test_a_name_that_no_database_stores_is_refused(self, option, name):
        with pytest.raises(ConfigurationError, match=f"{option}=.*that a database stores"):
            publish_message(tasks.nothing, **{option: name})

    @pytest.mark.parametrize("option", ["not_before", "message_id"])
    def test_what_is_no_moment_and_what_is_no_id_is_refused(self, option):
        with pytest.raises(ConfigurationError, match=f"{option}='soon': give a"):
            publish_message(tasks.nothing, **{option: "soon"})

    def test_nothing_is_published_while_the_settings_are_wrong(self, settings):
        settings.CARROT = {"default_borker": "amqp://localhost"}

        with pytest.raises(ConfigurationError, match="default_borker"):
            publish_message(tasks.nothing)

    @pytest.fixture(autouse=True)
    def _nothing_is_written_for_what_is_refused(self) -> Iterator[None]:
        yield
        assert not MessageLog.objects.exclude(task=ECHO).exists()


@pytest.mark.django_db(transaction=True)
class TestCommit:
    def test_a_commit_publishes_once_and_the_row_says_when(self, memory):
        with transaction.atomic():
            row = publish_message(tasks.nothing)
            assert waiting_at(memory) == 0

        assert waiting_at(memory) == 1
        assert outbox.flush(5)
        assert fresh(row).sent_at is not None

    def test_a_rollback_publishes_nothing_and_leaves_no_row(self, memory):
        with transaction.atomic():
            publish_message(tasks.nothing)
            transaction.set_rollback(True)

        assert waiting_at(memory) == 0
        assert not MessageLog.objects.exists()

    def test_only_what_its_savepoint_kept_is_published(self, memory):
        with transaction.atomic():
            kept = publish_message(tasks.echo, "kept")
            with transaction.atomic():
                publish_message(tasks.echo, "dropped")
                transaction.set_rollback(True)

        assert waiting_at(memory) == 1
        assert MessageLog.objects.get() == kept

    def test_outside_a_transaction_it_is_with_the_broker_when_the_call_returns(self, memory):
        publish_message(tasks.nothing)

        assert waiting_at(memory) == 1

    def test_what_is_held_back_is_not_sent_yet(self, memory):
        later = timezone.now() + timedelta(minutes=3)

        row = publish_message(ECHO, not_before=later)

        assert waiting_at(memory) == 0
        assert outbox.flush(5)
        assert (fresh(row).not_before, fresh(row).sent_at) == (later, None)

    def test_a_moment_without_a_time_zone_is_refused(self, memory):
        with pytest.raises(ConfigurationError, match="has no time zone; give an aware datetime"):
            publish_message(ECHO, not_before=datetime.fromisoformat("2030-01-01"))

        assert not MessageLog.objects.exists()

    def test_one_message_id_is_published_once(self, memory):
        wanted = uuid4()

        first = publish_message(ECHO, 1, message_id=wanted)
        with pytest.raises(IntegrityError), transaction.atomic():
            publish_message(ECHO, 2, message_id=wanted)

        assert MessageLog.objects.get() == first
        assert first.uuid == wanted

    def test_many_threads_publish_each_message_once(self, memory):
        def publish_some() -> None:
            for number in range(25):
                publish_message(tasks.echo, number)
            transaction.get_connection().close()

        threads = [threading.Thread(target=publish_some) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert waiting_at(memory) == MessageLog.objects.count() == 100
        assert outbox.flush(10)
        assert not MessageLog.objects.filter(sent_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_noted_although_the_database_cut_the_connection(memory):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to cut")
    publish_message(tasks.nothing)
    assert outbox.flush(5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    publish_message(tasks.nothing)

    assert outbox.flush(10)
    assert not MessageLog.objects.filter(sent_at=None).exists()


@pytest.mark.django_db(transaction=True)
class TestABrokerThatIsDown:
    @pytest.fixture(autouse=True)
    def _nobody_listens(self, settings) -> None:
        url = f"amqp://guest:S3CR3T@127.0.0.1:{free_port()}/"
        settings.CARROT = {**settings.CARROT, "default_broker": url}

    def test_publishing_returns_soon_and_the_row_waits(self):
        began = time.monotonic()
        with transaction.atomic():
            rows = [publish_message(tasks.echo, number) for number in range(20)]

        assert time.monotonic() - began < 2
        assert [(fresh(row).status, fresh(row).sent_at) for row in rows] == [
            (Status.PUBLISHED, None)
        ] * 20

    def test_the_log_says_so_once_and_never_the_password(self, caplog):
        with caplog.at_level(logging.INFO, "carrot"):
            for _ in range(20):
                publish_message(tasks.nothing)
            outbox.flush(5)

        lines = [record.getMessage() for record in caplog.records]
        assert len([line for line in lines if "they wait in the ledger" in line]) == 1
        assert "S3CR3T" not in caplog.text


@pytest.mark.django_db
class TestAMessageThatMustNotBePublishedTwice:
    def test_a_second_one_of_the_same_id_is_refused_by_the_database(self):
        message_id = uuid4()
        first = publish(registry.get(ECHO), {}, message_id=message_id)

        with pytest.raises(IntegrityError), transaction.atomic():
            publish(registry.get(ECHO), {}, message_id=message_id)

        assert fresh(first).uuid == message_id
        assert MessageLog.objects.count() == 1

    def test_an_edited_copy_outlives_what_it_was_made_of(self):
        first = publish(registry.get(ECHO), {})
        copy = publish(registry.get(ECHO), {"value": None}, copy_of=first)
        assert list(first.copies.all()) == [copy]

        MessageLog.objects.filter(pk=first.pk).cancel(now=timezone.now())
        MessageLog.objects.filter(pk=first.pk).delete_ended()

        assert fresh(copy).copy_of is None
