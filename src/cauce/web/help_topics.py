"""The topics of the shell itself."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "entrar": _("Entrar, contraseña y bloqueo"),
    "segundo-factor": _("Segundo factor y códigos de recuperación"),
    "sin-conexion": _("Trabajar con mala conexión"),
    "buscar": _("Buscar unidades, códigos, folios y páginas"),
    "teclado": _("Teclado, contraste y lectores de pantalla"),
}
