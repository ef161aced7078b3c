"""«Mi cuenta › Claves de API»: create, see once, revoke."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cauce.core.errors import Invalid

from .. import actions
from ..models import ApiToken

DURATIONS = ((30, _lazy("30 días")), (90, _lazy("90 días")), (180, _lazy("180 días")), (366, _lazy("un año")))


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label=_lazy("¿Para qué sistema es?"),
        max_length=80,
        min_length=3,
        help_text=_lazy("Por ejemplo «Tablero de la dirección». Sirve para reconocerla cuando la revoque."),
    )
    days = forms.TypedChoiceField(label=_lazy("Vigencia"), choices=DURATIONS, coerce=int, initial=90)
    writes = forms.BooleanField(
        label=_lazy("También puede escribir (si no, es de solo lectura)"),
        required=False,
        help_text=_lazy("Nunca podrá más que su propia cuenta."),
    )


@login_required
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens, and the form of a new one. The secret is shown in this answer only."""
    form = TokenForm(request.POST or None)
    secret = None
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = actions.create_token(
                by=request.user,
                at=request.now,
                name=form.cleaned_data["name"],
                days=form.cleaned_data["days"],
                read_only=not form.cleaned_data["writes"],
            )
            form = TokenForm()
        except Invalid as refusal:
            for problem in refusal.problems:
                form.add_error(problem.place if problem.place in form.fields else None, str(problem))
    owned = request.user.api_tokens.order_by("-created_at")
    context = {"form": form, "secret": secret, "tokens": owned, "now": request.now}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop one of the person's own tokens."""
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    actions.revoke_token(by=request.user, at=request.now, token=token)
    messages.success(request, _("La clave «%(name)s» quedó revocada.") % {"name": token.name})
    return redirect("tokens")
