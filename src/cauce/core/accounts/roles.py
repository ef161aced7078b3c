"""Who may do what: a few roles, each with a name, a description and its permissions.

A grant gives a person a role at one place of the tree; it reaches everything below.
Keys are stable (they are in the database); names are what people read.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from .permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions, granted at a kind of place."""

    key: str
    name: StrPromise
    description: StrPromise
    place_kinds: frozenset[str]
    permissions: frozenset[P]
    module: str = "core"


_READ = {P.EXCHANGE_READ}
_CAPTURE = {*_READ, P.EXCHANGE_ANSWER, P.EXCHANGE_EDIT, P.EXCHANGE_PRODUCT_REQUEST}
_HEAD = {*_CAPTURE, P.EXCHANGE_FINALISE, P.EXCHANGE_UPLOAD, P.EXCHANGE_MATCH_READ}
_COORDINATE = {
    *_READ,
    P.EXCHANGE_REOPEN,
    P.EXCHANGE_PAPER,
    P.EXCHANGE_REMIND,
    P.EXCHANGE_CONSOLIDATED,
    P.EXCHANGE_PRODUCT_DECIDE,
    P.EXCHANGE_MATCH_READ,
    P.EXCHANGE_PROPOSAL_DECIDE,
    P.EXCHANGE_AGREEMENT,
    P.CONTACT_SET,
    P.AUDIT_READ,
}
_ORAL = {P.ORAL_READ, P.ORAL_INDICATORS}
_CENTRE = {P.AUTH_LOOK_UP, P.AUTH_CONSUME, P.AUTH_REVERSE}
_FACILITY, _REGION = frozenset({"facility"}), frozenset({"region", "sector"})

ROLES: dict[str, Role] = {
    role.key: role
    for role in [
        Role(
            "unit_reporter",
            _("Captura de unidad"),
            _("Registra los excedentes y faltantes de una sola unidad médica."),
            frozenset({"unit"}),
            frozenset({*_READ, P.EXCHANGE_EDIT, P.EXCHANGE_PRODUCT_REQUEST}),
            "exchange",
        ),
        Role(
            "entity_editor",
            _("Captura de la entidad federativa"),
            _("Responde SI o NO y registra las unidades de su entidad; no finaliza."),
            frozenset({"entity"}),
            frozenset(_CAPTURE),
            "exchange",
        ),
        Role(
            "entity_head",
            _("Titular de la entidad federativa"),
            _("Registra, finaliza con su contraseña y sube el reporte firmado de su entidad."),
            frozenset({"entity"}),
            frozenset(_HEAD),
            "exchange",
        ),
        Role(
            "institution_coordinator",
            _("Coordinación de la institución"),
            _(
                "Ve su institución completa, reabre registros, recibe el papel y decide propuestas de su lado."
            ),
            frozenset({"institution"}),
            frozenset(_COORDINATE),
            "exchange",
        ),
        Role(
            "sector_coordinator",
            _("Coordinación sectorial"),
            _("Ve todas las instituciones, consolida y ejecuta el emparejamiento."),
            frozenset({"sector"}),
            frozenset(
                {*_COORDINATE, P.EXCHANGE_MATCH_RUN, P.ROUNDS_MANAGE, P.CATALOGUES_MANAGE, P.JOBS_READ}
            ),
            "exchange",
        ),
        Role(
            "oral_dentist",
            _("Odontología"),
            _("Escribe y envía su registro diario y responde los reclamos sobre él."),
            _FACILITY,
            frozenset({*_ORAL, P.ORAL_IDENTITY, P.ORAL_WRITE, P.ORAL_EXAMINE}),
            "oralhealth",
        ),
        Role(
            "oral_head",
            _("Jefatura de clínica dental"),
            _("Revisa o devuelve las hojas del día, acuerda el mes y lo analiza."),
            _FACILITY,
            frozenset(
                {
                    *_ORAL,
                    P.ORAL_PAPER,
                    P.ORAL_IDENTITY,
                    P.ORAL_WRITE,
                    P.ORAL_REVIEW,
                    P.ORAL_CLAIM,
                    P.ORAL_AGREE,
                    P.ORAL_AGREE_HEAD,
                    P.ORAL_ANALYSE,
                    P.ORAL_EXAMINE,
                    P.ORAL_STUDY,
                    P.ORAL_RECORD_AUDIT,
                    P.PACKAGE_EXPORT,
                }
            ),
            "oralhealth",
        ),
        Role(
            "oral_reges",
            _("REGES de la instalación"),
            _("Tabula, reclama, consolida y acuerda el mes; lleva los registros de apoyo."),
            _FACILITY,
            frozenset(
                {
                    *_ORAL,
                    P.ORAL_PAPER,
                    P.ORAL_IDENTITY,
                    P.ORAL_CLAIM,
                    P.ORAL_CONSOLIDATE,
                    P.ORAL_AGREE,
                    P.ORAL_AGREE_REGES,
                    P.ORAL_ANALYSE,
                    P.ORAL_REGISTER,
                    P.PACKAGE_EXPORT,
                }
            ),
            "oralhealth",
        ),
        Role(
            "oral_direction",
            _("Dirección médica"),
            _("Acuerda el mes de su instalación y lee sus indicadores."),
            _FACILITY,
            frozenset({*_ORAL, P.ORAL_PAPER, P.ORAL_AGREE, P.ORAL_AGREE_DIRECTION}),
            "oralhealth",
        ),
        Role(
            "oral_planning",
            _("Planificación local"),
            _("Acuerda y analiza el mes, y lo compara con los estándares."),
            _FACILITY,
            frozenset({*_ORAL, P.ORAL_PAPER, P.ORAL_AGREE, P.ORAL_AGREE_PLANNING, P.ORAL_ANALYSE}),
            "oralhealth",
        ),
        Role(
            "oral_region",
            _("Salud Bucal y REGES de la región"),
            _("Sigue la entrega de sus instalaciones, reclama, reabre meses y fija estándares."),
            _REGION,
            frozenset(
                {
                    *_ORAL,
                    P.ORAL_PAPER,
                    P.ORAL_LISTING_PUBLISH,
                    P.ORAL_CLAIM,
                    P.ORAL_REOPEN,
                    P.ORAL_REMIND,
                    P.ORAL_ANALYSE,
                    P.ORAL_STANDARD,
                    P.ORAL_FEEDBACK,
                    P.ORAL_REGISTER,
                    P.ORAL_EXAMINE,
                    P.ORAL_STUDY,
                    P.ORAL_RECORD_AUDIT,
                    P.AUDIT_READ,
                    P.PACKAGE_IMPORT,
                    P.PACKAGE_TRUST,
                }
            ),
            "oralhealth",
        ),
        Role(
            "oral_nation",
            _("Programa nacional de Salud Bucal"),
            _("Lee los indicadores de todo el país, reclama, reabre y fija estándares."),
            frozenset({"sector"}),
            frozenset(
                {
                    *_ORAL,
                    P.ORAL_PAPER,
                    P.ORAL_LISTING_PUBLISH,
                    P.ORAL_CLAIM,
                    P.ORAL_REOPEN,
                    P.ORAL_REMIND,
                    P.ORAL_ANALYSE,
                    P.ORAL_STANDARD,
                    P.ORAL_FEEDBACK,
                    P.ORAL_REGISTER,
                    P.ORAL_STUDY,
                    P.AUDIT_READ,
                    P.PACKAGE_IMPORT,
                    P.PACKAGE_TRUST,
                }
            ),
            "oralhealth",
        ),
        Role(
            "auth_physician",
            _("Médico solicitante"),
            _("Solicita autorizaciones para sus pacientes, responde a la revisión y presenta recursos."),
            frozenset({"unit"}),
            frozenset({P.AUTH_READ, P.AUTH_WRITE, P.AUTH_APPEAL_FILE, P.PACKAGE_EXPORT}),
            "authorizations",
        ),
        Role(
            "auth_desk",
            _("Ventanilla de autorizaciones"),
            _("Transcribe las solicitudes en papel que firman los médicos de su unidad."),
            frozenset({"unit"}),
            frozenset({P.AUTH_READ, P.AUTH_TRANSCRIBE, P.PACKAGE_EXPORT}),
            "authorizations",
        ),
        Role(
            "auth_reviewer",
            _("Médico especialista revisor"),
            _("Revisa y resuelve las solicitudes de su especialidad, y los recursos que se le asignan."),
            frozenset({"entity", "institution", "sector"}),
            frozenset({P.AUTH_READ, P.AUTH_REVIEW, P.AUTH_APPEAL_DECIDE, P.AUTH_INTEREST}),
            "authorizations",
        ),
        Role(
            "auth_centre",
            _("Centro que realiza el servicio"),
            _("Consulta números de autorización y registra las unidades usadas en su unidad."),
            frozenset({"unit"}),
            frozenset(_CENTRE),
            "authorizations",
        ),
        Role(
            "auth_coordinator",
            _("Coordinación de autorizaciones"),
            _("Asigna recursos, publica criterios y variantes, administra servicios y vigila los plazos."),
            frozenset({"entity", "institution", "sector"}),
            frozenset(
                {
                    P.AUTH_READ,
                    P.AUTH_APPEAL_ASSIGN,
                    P.AUTH_SUSPEND,
                    P.AUTH_REVOKE,
                    P.AUTH_SERVICES,
                    P.AUTH_CRITERIA,
                    P.AUTH_VARIANTS,
                    P.AUTH_DOUBLE,
                    P.AUTH_OVERSIGHT,
                    P.AUTH_SIGNALS,
                    P.AUDIT_READ,
                    P.PACKAGE_IMPORT,
                    P.PACKAGE_TRUST,
                }
            ),
            "authorizations",
        ),
        Role(
            "auth_auditor",
            _("Auditoría de autorizaciones"),
            _("Consulta solicitudes con un motivo, quién las leyó, y las señales; no modifica nada más."),
            frozenset({"entity", "institution", "sector"}),
            frozenset({P.AUTH_READ, P.AUTH_OVERSIGHT, P.AUTH_SIGNALS, P.AUTH_READ_LOG, P.AUDIT_READ}),
            "authorizations",
        ),
        Role(
            "risk_officer",
            _("Financiero de la ESE"),
            _("Captura el informe trimestral de su hospital, adjunta soportes y lo envía."),
            frozenset({"unit"}),
            frozenset({P.RISK_READ, P.RISK_WRITE, P.RISK_SEND}),
            "riskplans",
        ),
        Role(
            "risk_territory",
            _("Dirección territorial"),
            _(
                "Revisa, devuelve o acepta los informes de sus ESE, pide modificaciones y escribe el informe de seguimiento."
            ),
            frozenset({"entity"}),
            frozenset({P.RISK_READ, P.RISK_REVIEW, P.RISK_TERRITORY, P.RISK_REQUEST}),
            "riskplans",
        ),
        Role(
            "risk_evaluator",
            _("Evaluador de la Superintendencia"),
            _(
                "Recibe los informes aceptados, evalúa su ejecución y cierra la evaluación; viabiliza los planes."
            ),
            frozenset({"sector"}),
            frozenset(
                {
                    P.RISK_READ,
                    P.RISK_EVALUATE,
                    P.RISK_CLOSE,
                    P.RISK_VIABILISE,
                    P.RISK_ANNUAL,
                    P.RISK_ANNUAL_WRITE,
                }
            ),
            "riskplans",
        ),
        Role(
            "risk_ministry",
            _("Ministerio"),
            _("Consulta el informe anual consolidado y el estado de los planes."),
            frozenset({"sector"}),
            frozenset({P.RISK_READ, P.RISK_ANNUAL}),
            "riskplans",
        ),
        Role(
            "risk_catalogue",
            _("Administración de planes de riesgo"),
            _("Carga pesos UVR, definiciones de la evaluación, categorías y plazos."),
            frozenset({"sector"}),
            frozenset({P.RISK_READ, P.RISK_CATALOGUE}),
            "riskplans",
        ),
        Role(
            "auditor",
            _("Auditoría"),
            _("Consulta los registros del intercambio y la bitácora de su ámbito; no modifica nada."),
            frozenset({"sector", "institution", "entity"}),
            frozenset({*_READ, P.EXCHANGE_CONSOLIDATED, P.EXCHANGE_MATCH_READ, P.AUDIT_READ}),
        ),
        Role(
            "administrator",
            _("Administración del sistema"),
            _("Personas, unidades, catálogos, importaciones y rondas; no captura ni finaliza."),
            frozenset({"sector"}),
            frozenset(
                {
                    P.UNITS_MANAGE,
                    P.CONTACT_SET,
                    P.CATALOGUES_MANAGE,
                    P.IMPORT_RUN,
                    P.PEOPLE_MANAGE,
                    P.AUDIT_READ,
                    P.JOBS_READ,
                    P.ROUNDS_MANAGE,
                    P.EXCHANGE_READ,
                }
            ),
        ),
    ]
}


def roles_with(permission: P) -> list[Role]:
    """The roles that hold a permission, in table order."""
    return [role for role in ROLES.values() if permission in role.permissions]
