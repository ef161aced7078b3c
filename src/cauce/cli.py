"""The `cauce` command line: one group per part of the system.

Exit codes, everywhere: 0 fine, 1 the answer is no, 2 bad input (the place is named).
Groups are imported when first used, so that a pure command (`cauce exchange match`)
starts without a database and without Django.
"""

import importlib
import sys

# group → module that exposes `app` (a typer.Typer); one line each, read as a map.
GROUPS: dict[str, str] = {
    "exchange": "cauce.domains.exchange.cli",
    "oralhealth": "cauce.domains.oralhealth.cli",
    "riskplans": "cauce.domains.riskplans.cli",
    "authorizations": "cauce.domains.authorizations.cli",
    "indicators": "cauce.indicators.cli",
    "audit": "cauce.core.audit.cli",
    "catalogues": "cauce.core.catalogues.cli",
    "documents": "cauce.core.documents.cli",
    "tokens": "cauce.core.accounts.cli",
    "demo": "cauce.core.demo.cli",
    "setup": "cauce.core.founding.cli",
    "import": "cauce.core.imports.cli",
    "worker": "cauce.core.jobs.cli",
    "backup": "cauce.core.operations.backup_cli",
    "restore": "cauce.core.operations.restore_cli",
    "keys": "cauce.core.operations.keys_cli",
    "doctor": "cauce.core.operations.doctor_cli",
    "docs": "cauce.core.operations.docs_cli",
}

HELP = {
    "exchange": "Intercambio de servicios: emparejar excedentes y faltantes.",
    "oralhealth": "Salud bucal: CPOD, ceod y SiC.",
    "riskplans": "PGIR: comprobar extractos de SIHO y evaluar planes.",
    "authorizations": "Autorización previa: comprobar números y códigos QR.",
    "indicators": "Indicadores: listar, mostrar la ficha, calcular.",
    "audit": "Bitácora: verificar la cadena.",
    "catalogues": "Catálogos: publicaciones y búsqueda.",
    "documents": "Documentos: llaves del sello, inspección, cotejo, archivos.",
    "tokens": "Claves de API: crear, listar, revocar.",
    "demo": "Datos de demostración.",
    "setup": "Primer arranque: los lugares de un país y su primera administración.",
    "import": "Importar unidades y catálogos.",
    "worker": "Atender los trabajos en segundo plano y las tareas programadas.",
    "backup": "Respaldar la base de datos, los documentos y las llaves.",
    "restore": "Restaurar un respaldo, también en la otra base de datos.",
    "keys": "Generar secretos para la configuración.",
    "doctor": "Revisar la configuración y decir cómo corregirla.",
    "docs": "Generar la referencia a partir del código.",
}


def run(argv: list[str] | None = None) -> None:
    """Dispatch `cauce GROUP …`; `cauce manage …` is Django's own command line."""
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] in {"-h", "--help"}:
        print(_overview())
        return
    group, rest = argv[0], argv[1:]
    if group == "manage":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["cauce manage", *rest])
        return
    if group not in GROUPS:
        print(f"cauce: no existe el grupo «{group}».\n\n{_overview()}", file=sys.stderr)
        raise SystemExit(2)
    app = importlib.import_module(GROUPS[group]).app
    app(args=rest, prog_name=f"cauce {group}")


def setup_django() -> None:
    """Load Django; commands that touch the database call this first."""
    import django

    django.setup()


def _overview() -> str:
    width = max(map(len, GROUPS)) + 2
    lines = ["Uso: cauce GRUPO ORDEN [OPCIONES]", "", "Grupos:"]
    lines += [f"  {name:<{width}}{HELP.get(name, '')}" for name in sorted(GROUPS)]
    lines += [f"  {'manage':<{width}}Órdenes de Django.", "", "Más: cauce GRUPO --help"]
    return "\n".join(lines)
