"""The key of a form that goes over several pages (grid, confirmation, conflict), see web/idempotency.py.

One key all the way, so that the draft kept in the browser is forgotten when the last page is entered.
"""

from django.http import HttpRequest

from cauce.web.idempotency import KEY, new_key


def once_key(request: HttpRequest) -> str:
    """The key that the form came with, or a fresh one."""
    return request.POST.get(KEY, "")[:64] or new_key()
