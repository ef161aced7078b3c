"""One sign-in, four programmes: nobody opens a page of a programme in which they have no part.

The menu, the search box and the to-do list show nothing of it either; this closes the direct address.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import works_in
from cauce.core.errors import NotAllowed

from .middleware import Next, refusal_page
from .navigation import label_of

# Pages of a programme that need no account, so they turn no account away either.
FOR_EVERYBODY = {"exchange:portal", "authorizations:track"}


class ProgrammeMiddleware:
    """403 for a signed-in person at the address of a programme that is none of theirs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, _view: Any, _args: Any, _options: Any) -> HttpResponse | None:
        match = request.resolver_match
        programme = match.namespace
        if programme not in settings.CAUCE_MODULES or match.view_name in FOR_EVERYBODY:
            return None
        if not request.user.is_authenticated or works_in(request.user, programme, request.now):
            return None
        return refusal_page(request, _not_yours(programme))


def _not_yours(programme: str) -> NotAllowed:
    return NotAllowed(
        _("Su cuenta no participa en «%(programme)s».") % {"programme": label_of(programme)},
        rule="ACCESS",
        remedy=_("Si le corresponde, solicite una función del programa a la administración del sistema."),
        who=_("Administración del sistema"),
    )
