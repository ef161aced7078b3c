"""Releases: prepared, published, and then never edited: not by the actions, not by the database."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cauce.core.audit.log import history as events_of
from cauce.core.audit.log import sentence
from cauce.core.catalogues import actions, queries, releases
from cauce.core.catalogues.models import Catalogue, Entry, Release
from cauce.core.errors import Invalid, NotAllowed, NotFound, NotNow


@pytest.fixture
def admin(world):
    return world.admin


@pytest.fixture
def catalogue(admin, now) -> Catalogue:
    return actions.create_catalogue(by=admin, at=now, code="prueba", name="Catálogo de prueba")


@pytest.fixture
def draft(admin, now, catalogue) -> Release:
    return actions.create_release(by=admin, at=now, catalogue=catalogue, valid_from=date(2026, 1, 1))


@pytest.fixture
def published(admin, now, draft) -> Release:
    """Release 1: a group "G" over the product "P"."""
    group = actions.add_entry(by=admin, at=now, release=draft, code="G", kind="group", label="Cirugía")
    actions.add_entry(by=admin, at=now, release=draft, code="P", kind="product", label="Sutura", parent=group)
    return actions.publish_release(by=admin, at=now, release=draft)


@pytest.fixture
def second(admin, now, published) -> Release:
    """Release 2 in preparation: "P" closed, "Q" added."""
    draft = actions.create_release(
        by=admin, at=now, catalogue=published.catalogue, valid_from=date(2026, 6, 1)
    )
    actions.close_entry(by=admin, at=now, release=draft, code="P")
    group = Entry.objects.get(code="G")
    actions.add_entry(
        by=admin, at=now, release=draft, code="Q", kind="product", label="Punción", parent=group
    )
    return draft


def codes(release):
    return sorted(queries.entries_of(release).values_list("code", flat=True))


def test_each_release_keeps_its_content(published, second, admin, now):
    assert codes(published) == ["G", "P"]
    assert codes(second) == ["G", "Q"]
    assert queries.published(published.catalogue) == published
    actions.publish_release(by=admin, at=now, release=second)
    assert queries.published(published.catalogue).number == 2
    assert codes(published) == ["G", "P"]


def test_history_counts_what_each_release_changed(published, second):
    newest, first = queries.history(published.catalogue)
    assert (first.added, first.closed, first.total) == (2, 0, 2)
    assert (newest.added, newest.closed, newest.total) == (1, 1, 2)
    added, closed = queries.changes_of(second)
    assert [e.code for e in added] == ["Q"]
    assert [e.code for e in closed] == ["P"]


def test_only_one_release_in_preparation(admin, now, draft):
    with pytest.raises(NotNow, match="en preparación") as refused:
        actions.create_release(by=admin, at=now, catalogue=draft.catalogue, valid_from=date(2026, 1, 1))
    assert refused.value.rule == "CA-02"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"code": "G", "label": "Otra"}, "CA-03"),
        ({"code": "X", "label": "  "}, "CA-07"),
        ({"code": "X", "label": "x" * 301}, "CA-07"),
    ],
)
def test_bad_entries_are_refused(admin, now, second, fields, rule):
    with pytest.raises(Invalid) as refused:
        actions.add_entry(by=admin, at=now, release=second, kind="group", **fields)
    assert refused.value.rule == rule


@pytest.mark.parametrize(("code", "rule"), [("nada", "CA-04"), ("G", "CA-05")])
def test_closing_needs_a_leaf_that_exists(admin, now, second, code, rule):
    with pytest.raises(Invalid) as refused:
        actions.close_entry(by=admin, at=now, release=second, code=code)
    assert refused.value.rule == rule


def test_an_empty_release_is_not_published(admin, now, draft):
    with pytest.raises(Invalid) as refused:
        actions.publish_release(by=admin, at=now, release=draft)
    assert refused.value.rule == "CA-06"


def test_discarding_leaves_no_trace(admin, now, published, second):
    actions.discard_release(by=admin, at=now, release=second)
    assert list(published.catalogue.releases.all()) == [published]
    assert Entry.objects.get(code="P").until is None
    assert not Entry.objects.filter(code="Q").exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda by, at, release: actions.add_entry(
            by=by, at=at, release=release, code="Z", kind="group", label="Z"
        ),
        lambda by, at, release: actions.close_entry(by=by, at=at, release=release, code="P"),
        lambda by, at, release: actions.publish_release(by=by, at=at, release=release),
        lambda by, at, release: actions.discard_release(by=by, at=at, release=release),
    ],
)
def test_a_published_release_is_never_edited_by_actions(admin, now, published, act):
    with pytest.raises(NotNow) as refused:
        act(admin, now, published)
    assert refused.value.rule == "CA-01"


TAMPERING = {
    "release note": lambda: Release.objects.filter(catalogue__code="prueba", number=1).update(note="otra"),
    "unpublish": lambda: Release.objects.filter(catalogue__code="prueba", number=1).update(published_at=None),
    "release number": lambda: Release.objects.filter(catalogue__code="prueba", number=1).update(number=7),
    "delete release": lambda: Release.objects.filter(catalogue__code="prueba", number=1).delete(),
    "label": lambda: Entry.objects.filter(code="P").update(label="otra"),
    "code": lambda: Entry.objects.filter(code="P").update(code="P9"),
    "parent": lambda: Entry.objects.filter(code="P").update(parent=None),
    "since": lambda: Entry.objects.filter(code="P").update(since=9),
    "order": lambda: Entry.objects.filter(code="P").update(order=9),
    "closed in the past": lambda: Entry.objects.filter(code="G").update(until=2),
    "reopened": lambda: Entry.objects.filter(code="P").update(until=None),
    "delete entry": lambda: Entry.objects.filter(code="P").delete(),
    "new entry in the past": lambda: Entry.objects.create(
        catalogue=Catalogue.objects.get(code="prueba"), code="N", kind="product", label="N", since=2
    ),
    "draft moved to the past": lambda: Entry.objects.filter(code="D").update(since=1),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_a_published_release_is_never_edited_in_the_database(admin, now, second, how):
    actions.publish_release(by=admin, at=now, release=second)
    third = actions.create_release(by=admin, at=now, catalogue=second.catalogue, valid_from=date(2027, 1, 1))
    actions.add_entry(by=admin, at=now, release=third, code="D", kind="group", label="En preparación")
    with pytest.raises(DatabaseError, match="a published release is never edited"), transaction.atomic():
        TAMPERING[how]()


def test_every_trigger_is_there(db):
    """SQLite drops triggers when a migration rebuilds their table."""
    from django.db import connection

    by_vendor = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(by_vendor[connection.vendor])
        names = {row[0] for row in cursor.fetchall()}
    wanted = {
        "release_no_update",
        "release_no_delete",
        "entry_no_insert",
        "entry_no_update",
        "entry_no_delete",
    }
    assert {f"catalogues_{name}" for name in wanted} <= names


def test_what_is_in_preparation_can_change(second):
    Entry.objects.filter(code="Q").update(label="Punción lumbar")
    Entry.objects.filter(code="P").update(until=None)
    Release.objects.filter(pk=second.pk).update(note="otra nota")
    assert Entry.objects.get(code="Q").label == "Punción lumbar"


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "G", "label": "dos veces"},
        {"code": "V", "label": "", "since": 2},
        {"code": "", "label": "sin clave", "since": 2},
        {"code": "W", "label": "al revés", "since": 3, "until": 3},
    ],
)
def test_constraints(second, fields):
    values = {"catalogue": second.catalogue, "kind": "group", "since": 2, **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**values)


@pytest.mark.parametrize("role", ["head", "coordinator", "auditor", "reporter"])
def test_who_may_not_manage_catalogues(world, now, draft, role):
    with pytest.raises(NotAllowed):
        actions.publish_release(by=world.users[role], at=now, release=draft)


def test_audit_reads_in_spanish(published, second):
    assert sentence(events_of(published)[0]) == "publicó la publicación 1 de prueba, con 2 conceptos"
    assert [sentence(event) for event in events_of(second)][:2] == [
        "agregó «Punción» (Q) a la publicación 2 de prueba",
        "cerró «Sutura» (P) en la publicación 2 de prueba",
    ]


def test_not_found(db):
    with pytest.raises(NotFound):
        queries.catalogue_by_code("nada")


def test_a_catalogue_without_publication(catalogue, draft):
    with pytest.raises(NotFound):
        queries.published(catalogue)
    assert releases.current(catalogue) is None


class TestSearch:
    """`queries.search`, and when its index is built again."""

    def labels(self, release, text, **options):
        return [e.label for e in queries.search(release.catalogue, text, release=release, **options)]

    def test_only_what_the_release_holds(self, published, second):
        assert self.labels(published, "sutura") == ["Sutura"]
        assert self.labels(second, "sutura") == []
        assert self.labels(second, "puncion") == ["Punción"]

    def test_kinds(self, published):
        assert self.labels(published, "cirujia") == ["Cirugía"]
        assert self.labels(published, "cirujia", kinds=["product"]) == []

    def test_the_index_is_kept(self, published):
        first = queries.index_for(published.catalogue, published)
        assert queries.index_for(published.catalogue, published) is first

    def test_an_alias_is_found_at_once_and_forgotten_when_removed(self, admin, now, published):
        assert self.labels(published, "costura") == []
        alias = actions.add_alias(by=admin, at=now, entry=Entry.objects.get(code="P"), text="costura")
        assert self.labels(published, "costura") == ["Sutura"]
        actions.remove_alias(by=admin, at=now, alias=alias)
        assert self.labels(published, "costura") == []

    def test_an_alias_once(self, admin, now, published):
        entry = Entry.objects.get(code="P")
        actions.add_alias(by=admin, at=now, entry=entry, text="costura")
        with pytest.raises(Invalid) as refused:
            actions.add_alias(by=admin, at=now, entry=entry, text="COSTURA")
        assert refused.value.rule == "CA-08"
