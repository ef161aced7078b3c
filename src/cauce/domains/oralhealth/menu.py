"""The module's part of the menu: only what the person may open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.permissions import Permission
from cauce.web.navigation import MenuItem, register


def items_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """The daily record: sheets, claims and months for whoever reads; a new sheet for whoever writes, the queue for whoever
    reviews, files and packages for whoever moves them."""
    held = permissions_at(user, None, at)
    if Permission.ORAL_READ not in held:
        return
    yield MenuItem(_("Registro diario"), reverse("oralhealth:home"), "list")
    if Permission.ORAL_WRITE in held:
        yield MenuItem(_("Nueva hoja"), reverse("oralhealth:new_sheet"), "plus")
    if Permission.ORAL_REVIEW in held:
        yield MenuItem(_("Revisión"), reverse("oralhealth:review"), "check")
    yield MenuItem(_("Promoción y educación"), reverse("oralhealth:promotion"), "people")
    yield MenuItem(_("Reclamos"), reverse("oralhealth:claims"), "help")
    yield MenuItem(_("Meses"), reverse("oralhealth:months"), "calendar")
    yield MenuItem(_("Entrega y atrasos"), reverse("oralhealth:late"), "clock")
    if held & {Permission.ORAL_WRITE, Permission.IMPORT_RUN}:
        yield MenuItem(_("Importar renglones"), reverse("oralhealth:rows_imports"), "upload")
    if held & {Permission.PACKAGE_EXPORT, Permission.PACKAGE_IMPORT}:
        yield MenuItem(_("Paquetes"), reverse("packages:list"), "upload")


def figures_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """What the records are for: surveillance, supporting registers, indicators, listings, bulletins."""
    held = permissions_at(user, None, at)
    if Permission.ORAL_READ in held:
        yield MenuItem(_("Jornadas escolares"), reverse("oralhealth:brigades"), "list")
        yield MenuItem(_("Vigilancia"), reverse("oralhealth:surveillance"), "search")
        yield MenuItem(_("Registros de apoyo"), reverse("oralhealth:registers"), "table")
    if Permission.ORAL_INDICATORS in held:
        yield MenuItem(_("Indicadores"), reverse("oralhealth:indicators"), "chart")
        yield MenuItem(_("Comparación del mes"), reverse("oralhealth:region_comparison"), "chart")
        yield MenuItem(_("Listados"), reverse("oralhealth:listings"), "table")
        yield MenuItem(_("Boletines"), reverse("oralhealth:bulletins"), "doc")


register("oralhealth", "Salud bucal", items_for)
register("oralhealth-figures", "Salud bucal: vigilancia y cifras", figures_for)
