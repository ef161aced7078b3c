"""Writers of SQLite wait in line, outside SQLite, and only for what passes."""

import sqlite3
import threading

import pytest
from django.db.utils import ConnectionHandler, OperationalError

from cauce.core.sqlite import base

OPTIONS = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"}


@pytest.fixture
def connect(tmp_path, django_db_blocker):
    """Connections to one file, which hold `patience` seconds out."""
    opened = []

    def connect(patience=60, engine="cauce.core.sqlite"):
        name = str(tmp_path / "file.sqlite3")
        one = ConnectionHandler(
            {"default": {"ENGINE": engine, "NAME": name, "OPTIONS": {**OPTIONS, "timeout": patience}}}
        )
        one["default"].inc_thread_sharing()
        opened.append(one["default"])
        return one["default"]

    with django_db_blocker.unblock():  # a file of its own, not the suite's database
        connect().cursor().execute("CREATE TABLE t (n INTEGER)")
        yield connect
        for one in opened:
            one.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection):
    connection.commit()
    connection.set_autocommit(True)


def numbers(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM t ORDER BY n")
        return [n for (n,) in cursor.fetchall()]


def wait_in_line(connection):
    """Until somebody asks for the turn that another holds."""
    while not connection.queue._taken:
        pass


def alone(connection):
    connection.cursor().execute("INSERT INTO t VALUES (%s)", [2])


def many(connection):
    connection.cursor().executemany("INSERT INTO t VALUES (%s)", ([n] for n in (2, 3)))


def transaction(connection):
    begin(connection)
    connection.cursor().execute("INSERT INTO t VALUES (2)")
    end(connection)


@pytest.mark.parametrize("write", [alone, many, transaction])
def test_who_writes_waits_for_who_is_writing_and_loses_nothing(connect, write):
    one, other = connect(), connect()
    begin(one)
    one.cursor().execute("INSERT INTO t VALUES (1)")
    waiting = threading.Thread(target=write, args=(other,))
    waiting.start()
    wait_in_line(other)
    assert numbers(connect()) == []  # readers do not wait
    end(one)
    waiting.join()
    assert numbers(one)[:2] == [1, 2]


@pytest.mark.parametrize("write", [alone, many, transaction])
def test_patience_ends_with_the_error_that_django_knows(connect, write):
    one, other = connect(), connect(patience=0.05)
    begin(one)
    with pytest.raises(OperationalError, match="locked"):
        write(other)
    end(one)
    assert numbers(one) == []
    assert other.queue.acquire(0)  # nobody is left in line


def test_a_snapshot_that_is_too_old_is_told_at_once(connect):
    one, other = connect(), connect()
    one.cursor().executemany("INSERT INTO t VALUES (%s)", [[n] for n in range(500)])
    reading = other.cursor()
    reading.execute("SELECT n FROM t")
    assert reading.fetchone() is not None  # its snapshot stays while it is not read out
    one.cursor().execute("INSERT INTO t VALUES (1000)")
    with pytest.raises(OperationalError, match="locked") as error:
        begin(other)
    assert error.value.__cause__.sqlite_errorcode == sqlite3.SQLITE_BUSY_SNAPSHOT
    reading.close()


def test_a_cursor_freed_by_the_thread_that_writes_does_not_stop_both(connect):
    """With Django's own backend the writer would wait for the lock that the waiting connection keeps."""
    one, other = connect(), connect(patience=10)
    one.cursor().executemany("INSERT INTO t VALUES (%s)", [[n] for n in range(500)])
    left_over = other.cursor()
    left_over.execute("SELECT n FROM t")
    left_over.fetchone()
    begin(one)
    errors = []

    def write():
        try:
            begin(other)
            end(other)
        except OperationalError as error:
            errors.append(error)

    waiting = threading.Thread(target=write)
    waiting.start()
    wait_in_line(other)
    del left_over  # as the collector would, here
    end(one)
    waiting.join()
    assert errors == []


def test_other_errors_are_not_waited_for(connect):
    with pytest.raises(OperationalError, match="no such table"):
        connect().cursor().execute("INSERT INTO nowhere VALUES (1)")


def test_a_file_has_one_line_and_another_file_its_own(connect, tmp_path):
    one, other = connect(), connect()
    one.ensure_connection()
    other.ensure_connection()
    assert one.queue is other.queue
    assert base._queues[str(tmp_path / "elsewhere.sqlite3")] is not one.queue
