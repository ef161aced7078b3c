"""Who waits is served in order, and who gives up leaves the line."""

import threading

from cauce.core.sqlite.turns import Turns

LONG = 30.0


def in_line(turns, served, name, patience=LONG):
    """A thread that waits in line; it stands there when this returns."""

    def wait():
        if turns.acquire(patience):
            served.append(name)
            turns.release()
        else:
            served.append(f"{name} left")

    thread = threading.Thread(target=wait)
    before = len(turns._waiting)
    thread.start()
    while patience == LONG and len(turns._waiting) == before:
        pass
    return thread


def test_they_are_served_in_the_order_in_which_they_came():
    turns, served = Turns(), []
    assert turns.acquire(LONG)
    threads = [in_line(turns, served, name) for name in "abcdef"]
    turns.release()
    for thread in threads:
        thread.join()
    assert served == list("abcdef")


def test_who_has_just_left_stands_behind_those_who_wait():
    turns, served = Turns(), []
    assert turns.acquire(LONG)
    waiting = in_line(turns, served, "first")
    turns.release()
    assert turns.acquire(LONG)
    served.append("again")
    turns.release()
    waiting.join()
    assert served == ["first", "again"]


def test_who_gives_up_holds_nobody_up():
    turns, served = Turns(), []
    assert turns.acquire(LONG)
    impatient = in_line(turns, served, "impatient", 0.01)
    impatient.join()
    patient = in_line(turns, served, "patient")
    turns.release()
    patient.join()
    assert served == ["impatient left", "patient"]
    assert turns.acquire(0)
