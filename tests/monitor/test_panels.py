"""Pages of plugins inside the monitor: let in, guarded, and survived when they fail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Count
from django.test import Client, override_settings
from django.urls import reverse

from carrot.models import AuditEntry, MessageLog, Status
from carrot.monitor import tabs
from carrot.plugins import Button, Panel, TablePanel, hookimpl, problems
from carrot.testing import registered
from tests.monitor.rows import message
from tests.plugins import hostile, raises
from tests.plugins.depot import panels as depot

pytestmark = pytest.mark.django_db

HOME = "/some/where/carrot/panels/shelves/"
LOGIN = {"monitor_authentication": ["django.contrib.auth.decorators.login_required"]}


@pytest.fixture(autouse=True)
def plugin():
    with registered(depot, "depot") as record:
        yield record


def using(*given: Panel, name: str = "guest"):
    class Guest:
        @hookimpl
        def register_panels(self):
            yield from given

    return registered(Guest(), name)


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def labels(client: Client) -> list[str]:
    client.get(reverse("carrot:overview"))
    return [tab["label"] for tab in client.get(reverse("carrot:overview")).context["tabs"]]


def test_a_panel_has_a_page_with_the_frame_its_own_files_and_its_tab(client):
    message()
    page = text_of(client.get(HOME))

    assert "<span data-count>1</span> messages" in page
    assert "<h1>Shelves</h1>" in page
    assert 'href="/static/depot/shelves.css"' in page
    assert 'src="/static/depot/shelves.js"' in page
    assert f'hx-get="{HOME}" hx-trigger="every 1s"' in page
    assert f'href="{HOME}" aria-current="page">Shelves <span class="badge badge-shelves" ' in page
    assert 'title="shelves that are full">2</span>' in page


def test_a_tab_stands_where_its_order_says_between_the_cores(client):
    found = labels(client)

    assert found[:3] == ["Overview", "Queued", "Shelves"]
    assert found[-1] == "Parcels"
    assert set(found) - {"Shelves", "Parcels"} == {tab.title for tab in tabs.TABS}


def test_pages_below_a_panel_are_found_by_its_own_addresses(client):
    assert depot.panel.url() == HOME
    assert depot.panel.url("shelf", "B/2 é") == f"{HOME}shelf/B/2%20%C3%A9/"
    assert f'href="{HOME}shelf/A%201/"' in text_of(client.get(HOME))

    page = text_of(client.get(depot.panel.url("shelf", "B/2 é")))
    assert "<h1>Shelf B/2 é</h1>" in page
    assert 'aria-current="page">Shelves' in page
    assert "All about shelves." in text_of(client.get(depot.panel.url("about")))
    assert text_of(client.get(depot.panel.url("labels"))) == "A 1\nB 2\n"


def test_every_page_of_a_panel_has_the_headers_of_the_monitor(client):
    for address in (HOME, f"{HOME}labels.txt", f"{HOME}broken/", f"{HOME}no/such/"):
        response = client.get(address)
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("rest", ["", "shelf/A/", "labels.txt", "no/such/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_decorators_guard_every_page_of_a_panel(client, rest, method):
    with override_settings(CARROT=LOGIN):
        assert getattr(client, method)(f"{HOME}{rest}").status_code == 302


def test_a_panel_is_seen_by_those_who_have_its_permission_and_its_tab_too(client):
    user = User.objects.create_user("ada")
    client.force_login(user)
    with override_settings(CARROT=LOGIN):
        refusal = text_of(client.get(depot.parcels.url()), 403)
        assert "Parcels needs the permission auth.view_user" in refusal
        assert "Parcels" not in labels(client)
        user.user_permissions.add(Permission.objects.get(codename="view_user"))
        assert text_of(client.get(depot.parcels.url()))
        assert "Parcels" in labels(client)


@pytest.mark.parametrize(
    ("mode", "address", "status"),
    [("local", "203.0.113.9", 403), (False, "203.0.113.9", 403), (True, "203.0.113.9", 200),
     ("local", "127.0.0.1", 200), (False, "127.0.0.1", 200)],
)  # fmt: skip
def test_a_public_monitor_shows_it_to_this_machine_only(client, mode, address, status):
    with override_settings(CARROT={"monitor_public_actions": mode}):
        assert client.get(depot.parcels.url(), REMOTE_ADDR=address).status_code == status
        assert client.get(HOME, REMOTE_ADDR=address).status_code == 200


def test_a_change_is_done_in_one_transaction_and_written_down_without_secrets(client):
    client.force_login(User.objects.create_user("ada"))
    row = message(queue="money")
    address = depot.panel.url("shelf", "A")

    response = client.post(address, {"text": "red", "password": "hunter2"})

    assert response.url == address
    row.refresh_from_db()
    assert row.queue == "red"
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.action, entry.target) == (
        "ada",
        "shelves/shelf/A/",
        "panel shelves",
    )
    assert 'text="red"' in entry.detail
    assert "hunter2" not in entry.detail


def test_a_form_that_is_not_filled_in_right_comes_back_inside_the_frame(client):
    page = text_of(client.post(depot.panel.url("shelf", "A"), {"text": "too long"}))

    assert "Ensure this value has at most 5 characters" in page
    assert "<h1>Shelf A</h1>" in page


def test_who_may_change_nothing_may_not_post_to_a_panel(client):
    row = message(queue="money")
    response = client.post(
        depot.panel.url("shelf", "A"), {"text": "red"}, REMOTE_ADDR="203.0.113.9"
    )

    assert response.status_code == 403
    row.refresh_from_db()
    assert row.queue == "money"
    assert not AuditEntry.objects.exists()


def test_a_panel_asks_for_more_to_change_than_to_see(client):
    class Strict(depot.Shelves):
        slug = "strict"
        change_permission = "carrot.delete_messagelog"

    client.force_login(User.objects.create_user("ada"))
    strict = Strict()
    with using(strict), override_settings(CARROT=LOGIN):
        assert client.get(strict.url()).status_code == 200
        assert client.post(strict.url("shelf", "A"), {"text": "red"}).status_code == 403


def test_csrf_guards_what_a_panel_does():
    client = Client(enforce_csrf_checks=True)

    assert client.post(depot.panel.url("shelf", "A"), {"text": "red"}).status_code == 403


def test_a_panel_that_raises_changes_nothing_and_is_a_page_that_names_the_plugin(client, plugin):
    row = message(queue="money")

    page = text_of(client.post(depot.panel.url("clear", "A")), 500)

    assert "The plugin depot failed, and nothing was changed" in page
    assert "RuntimeError: &lt;script&gt;the shelf is stuck" in page
    assert "Traceback" not in page
    assert 'aria-current="page">Shelves' in page
    row.refresh_from_db()
    assert row.queue == "money"
    assert not AuditEntry.objects.exists()
    assert "the panel shelves: RuntimeError" in text_of(client.get(reverse("carrot:plugins")))


def test_an_answer_that_refuses_undoes_what_was_done_before(client):
    row = message(queue="money")

    assert client.post(f"{HOME}refused/").status_code == 409

    row.refresh_from_db()
    assert row.queue == "money"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("broken/", "expected a number but got"),
        ("nothing/", "gave a NoneType; return a response"),
        ("later/", "is async; write it with a plain def"),
        ("missing/", "the template &#x27;depot/no.html&#x27; is not found"),
        ("takes/", "its context has tabs, which the monitor needs"),
    ],
)
def test_what_a_view_does_wrong_is_said(client, rest, says):
    page = text_of(client.get(f"{HOME}{rest}"), 500)

    assert "The plugin depot failed." in page
    assert says in page


def test_a_view_may_answer_that_something_is_not_there_or_not_allowed(client):
    assert "That shelf was sold." in text_of(client.get(f"{HOME}gone/"), 404)
    assert "Only the keeper may see it." in text_of(client.get(f"{HOME}secret/"), 403)
    assert "The panel shelves has no such page." in text_of(client.get(f"{HOME}no/such/"), 404)
    assert "no such panel" in text_of(client.get(reverse("carrot:panel", args=["nobody"])), 404)
    assert client.post(HOME).status_code == 405


class Hollow(Panel):
    slug = "hollow"
    title = "Hollow"
    template_name = "hollow/missing.html"


def test_a_missing_template_is_said_on_the_panels_page_and_nowhere_else(client):
    with using(Hollow()):
        page = text_of(client.get(reverse("carrot:panel", args=["hollow"])), 500)
        assert "The plugin guest failed" in page
        assert "the template &#x27;hollow/missing.html&#x27; is not found" in page
        assert "INSTALLED_APPS" in page
        assert "Hollow" in text_of(client.get(reverse("carrot:overview")))


@pytest.mark.parametrize("fault", ["raises", "html", "unfit"])
def test_a_badge_that_fails_is_none_and_is_named_on_the_plugin_page(client, fault):
    class Badged(Hollow):
        def badge(self, request):
            if fault == "raises":
                raise RuntimeError("no badge today")
            return object() if fault == "unfit" else "<b>bold</b> and far too long"

    with using(Badged()):
        page = text_of(client.get(reverse("carrot:overview")))
        plugins = text_of(client.get(reverse("carrot:plugins")))

    assert "<b>bold" not in page
    assert ("badge-hollow" in page) == (fault == "html")
    said = {"raises": "no badge today", "unfit": "gave a object", "html": ""}[fault]
    assert said in plugins
    assert ("the badge of the panel hollow" in plugins) == (fault != "html")


def test_two_panels_of_one_slug_are_a_problem_that_names_both_plugins(client):
    class Other(Hollow):
        slug = "shelves"
        title = "Other shelves"

    with using(Other()):
        (problem,) = problems.found()
        page = text_of(client.get(reverse("carrot:overview")))

    assert "'guest' and 'depot' both declare the Panel 'shelves'" in problem.text
    assert "Other shelves" in page


def test_a_tab_of_the_core_cannot_be_taken(client):
    class Workers(Hollow):
        slug = "workers"

    with using(Workers()):
        (problem,) = problems.found()
        assert "'guest' declares the Panel 'workers', which the core has" in problem.text
        assert "Hollow" not in labels(client)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"slug": "../admin"}, "slug is '../admin'"),
        ({"title": ""}, "has no title"),
        ({"title": 3}, "title is a int"),
        ({"template_name": ""}, "names no template_name"),
        ({"permission": "view"}, "the permission 'view' is no"),
        ({"refresh": 0.01}, "refresh is 0.01"),
        ({"order": "first"}, "order is a str"),
        ({"media": "shelves.js"}, "media is a str"),
        ({"media": depot.Media(js=["https://cdn.example.com/x.js"])}, "of another site"),
        ({"media": depot.Media(css={"all": ["//cdn.example.com/x.css"]})}, "of another site"),
    ],
)
def test_a_panel_that_could_never_be_shown_is_a_problem_when_it_is_declared(given, says):
    with using(type("Odd", (Hollow,), given)()):
        (problem,) = problems.found()

    assert "'guest'" in problem.text
    assert says in problem.text


def test_a_class_where_an_instance_belongs_is_a_problem():
    with using(Hollow):
        (problem,) = problems.found()

    assert "it gave the class Hollow; give an instance of Panel" in problem.text


def test_html_of_a_panel_is_shown_and_never_run(client):
    with registered(hostile):
        for address in (reverse("carrot:overview"), reverse("carrot:panel", args=["hostile"])):
            page = client.get(address).content.decode()
            assert hostile.SCRIPT not in page
            assert "javascript:" not in page or "url is" in page


def test_the_panels_of_one_plugin_are_there_when_another_raises(client):
    with registered(raises):
        assert "Shelves" in labels(client)
        assert text_of(client.get(HOME))


# -- tables ------------------------------------------------------------------------------------


@pytest.fixture
def rows(monkeypatch):
    given = [
        {"name": "b", "weight": 1200, "sent": datetime(2030, 1, 1, tzinfo=UTC)},
        {"name": "A", "weight": None, "sent": timedelta(minutes=3)},
        {"name": "c", "weight": Decimal("7.5"), "sent": True},
    ]
    monkeypatch.setattr(depot.Parcels, "rows", given)
    return given


def names(response) -> list[str]:
    return [line.cells[0].text for line in response.context["lines"]]


def test_a_table_needs_no_template_and_formats_what_it_is_given(client, rows):
    page = text_of(client.get(depot.parcels.url()))

    assert '<a href="/parcels/1200/">b</a>' in page
    assert ">1,200<" in page
    assert "2030-01-01 01:00" in page
    assert ">3 min<" in page
    assert "?page=2" in page
    assert ">c<" not in page


def test_a_table_is_sorted_by_its_headings_what_is_empty_comes_last(client, rows):
    address = depot.parcels.url()

    assert names(client.get(address, {"sort": "name"})) == ["A", "b"]
    assert names(client.get(address, {"sort": "-name"})) == ["c", "b"]
    assert names(client.get(address, {"sort": "weight"})) == ["c", "b"]
    assert names(client.get(address, {"sort": "-weight", "page": "2"})) == ["A"]
    assert names(client.get(address, {"sort": "sent"})) == ["A", "b"]  # by their words
    page = text_of(client.get(address, {"sort": "name", "shelf": "x"}))
    assert 'aria-sort="ascending"' in page
    assert "sort=-name&amp;shelf=x&amp;page=1" in page


@pytest.mark.parametrize("given", [{"sort": "pk"}, {"sort": "--name"}, {"page": "0"},
                                   {"page": "-1"}, {"page": "9" * 30}, {"page": "77"}])  # fmt: skip
def test_nothing_in_the_address_of_a_table_is_an_error(client, rows, given):
    assert names(client.get(depot.parcels.url(), given)) == ["b", "A"]


def test_a_table_of_a_queryset_is_sorted_and_cut_by_the_database(
    client, django_assert_max_num_queries
):
    for number in range(5):
        for _ in range(number + 1):
            message(Status.FAILED, queue=f"q{number}")

    class Queues(TablePanel):
        slug = "queue-table"
        title = "Queues"
        columns = {"queue": "Queue", "count": "Messages"}
        page_size = 2

        def get_rows(self, request):
            return MessageLog.objects.values("queue").annotate(count=Count("pk"))

    with using(Queues()):
        address = reverse("carrot:panel", args=["queue-table"])
        assert names(client.get(address)) == ["q0", "q1"]
        with django_assert_max_num_queries(12):
            assert names(client.get(address, {"sort": "-count"})) == ["q4", "q3"]
        assert names(client.get(address, {"sort": "-count", "page": 3})) == ["q0"]


def test_a_table_without_rows_says_so(client, monkeypatch):
    monkeypatch.setattr(depot.Parcels, "empty", "No parcel <waits>.")

    assert "No parcel &lt;waits&gt;." in text_of(client.get(depot.parcels.url()))


def test_a_table_without_an_end_is_cut(client, monkeypatch):
    monkeypatch.setattr(
        depot.Parcels, "get_rows", lambda self, request: ({"name": "again"} for _ in iter(int, 1))
    )

    assert "taken from the first 1,000" in text_of(client.get(depot.parcels.url()))


@pytest.mark.parametrize("given", ["text", {"name": 1}, [("name", 1)], 3])
def test_rows_of_a_wrong_type_are_said(client, monkeypatch, given):
    monkeypatch.setattr(depot.Parcels, "get_rows", lambda self, request: given)

    assert "get_rows gave a" in text_of(client.get(depot.parcels.url()), 500)


def test_a_row_has_buttons_that_post_or_ask_for_who_may_change_something(client, rows, monkeypatch):
    def given(self, request, row):
        yield Button(label="Weigh…", url="/weigh/", fields={"name": row["name"]}, asks=True)
        yield Button(label="Send <b>", url="/send/", style="danger", order=100)

    monkeypatch.setattr(depot.Parcels, "get_row_buttons", given)
    monkeypatch.setattr(depot.Parcels, "permission", "carrot.view_messagelog")
    page = text_of(client.get(depot.parcels.url()))

    assert '<form method="get" action="/weigh/"><input type="hidden" name="name" value="' in page
    assert page.count('<form method="post" action="/send/"><input type="hidden" name="csrf') == 2
    assert 'btn-outline-danger">Send &lt;b&gt;<span' in page
    assert page.index("Send &lt;") < page.index("Weigh…")
    stranger = text_of(client.get(depot.parcels.url(), REMOTE_ADDR="203.0.113.9"))
    assert "Weigh…" not in stranger
    assert "Send" not in stranger


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (["text"], "gave a str where a Button belongs"),
        ("text", "get_row_buttons gave a str"),
        (None, "get_row_buttons gave a NoneType"),
        ([Button(label="B", url="//evil.test/")], "give a path of this site"),
        ([Button(label="B", url="https://evil.test/")], "give a path of this site"),
        ([Button(label="B", url="/\\evil.test/")], "give a path of this site"),
        ([Button(label="B", url="")], "give a path of this site"),
        ([Button(label="B", url="/x/", fields=[1])], "fields is a list"),
        ([Button(label="B", url="/x/", fields={"n": 1})], "n is a int"),
        ([Button(label="B", url="/x/", style="loud")], "style is"),
    ],
)
def test_a_button_that_is_none_is_said_on_the_page(client, rows, monkeypatch, given, fault):
    monkeypatch.setattr(depot.Parcels, "get_row_buttons", lambda *_: given)

    assert fault in text_of(client.get(depot.parcels.url()), 500).replace("&#x27;", "'")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("data", [{"name": "a\0b"}, {"na\0me": "a"}])
def test_a_text_that_no_database_takes_does_not_reach_a_panel(client, method, data):
    answer = getattr(client, method)(f"{HOME}about/", data)

    assert answer.status_code == 400
    assert not AuditEntry.objects.exists()
