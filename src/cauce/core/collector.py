"""The cyclic garbage collector, set aside while very many small objects pass through."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def set_aside() -> Iterator[None]:
    """No cyclic collection inside the block.

    A batch of 5,000 lines is 400,000 strings in tuples that live for a moment and hold no cycles; the collector
    walks them again and again: an import took more than twice the time with it. Memory is still freed by
    reference counts.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
