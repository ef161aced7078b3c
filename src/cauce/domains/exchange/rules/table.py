"""The rule table: id, what it says, what to do about it, and where the source says so.

Messages are Spanish msgids; `{…}` are filled in by the caller.
"""

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

RULES: dict[str, Rule] = table(
    "exchange",
    [
        Rule(
            "EX-01",
            "«{label}»: {value} no es una cantidad válida; el mínimo es 1.",
            "Escriba un número entero de 1 en adelante o deje el cuadro vacío.",
            "000, paso 6; M6",
        ),
        Rule(
            "EX-02",
            "«{label}»: «{value}» no es un número entero.",
            "Escriba solo cifras, sin decimales ni letras, o deje el cuadro vacío.",
            "000, paso 6",
        ),
        Rule(
            "EX-03",
            "El excedente no tiene pacientes mensuales.",
            "Los pacientes mensuales son obligatorios; si no hay excedente, vacíe también los eventos.",
            "000, paso 6",
        ),
        Rule(
            "EX-04",
            "El faltante no tiene causa principal.",
            "Elija una causa: carencia de servicio, falta de equipo, falta de insumos o falta de personal.",
            "000, paso 6 y Consideraciones, Causas",
        ),
        Rule(
            "EX-05",
            "El faltante no tiene pacientes mensuales.",
            "Los pacientes mensuales son obligatorios; si no hay faltante, vacíe también la causa y los eventos.",
            "000, paso 6",
        ),
        Rule(
            "EX-06",
            "La causa solo se pide en un faltante; aquí solo hay excedente.",
            "Quite la causa o registre los pacientes del faltante.",
            "000, Consideraciones, Causas; spec 1, regla 2",
        ),
        Rule(
            "EX-07",
            "«{value}» no es una causa del catálogo.",
            "Elija una de las cuatro causas de la lista.",
            "000, Consideraciones, Causas",
        ),
        Rule(
            "EX-08",
            "El mismo producto aparece como excedente y como faltante en esta unidad.",
            "Revíselo; si es correcto, confírmelo.",
            "spec 1, regla 5",
            "warning",
        ),
        Rule(
            "EX-09",
            "Hay menos eventos ({events}) que pacientes ({patients}) en el {side}.",
            "Cada paciente requiere al menos un evento; revíselo o confírmelo.",
            "spec 1, regla 5",
            "warning",
        ),
        Rule(
            "EX-10",
            "«{label}»: {value} es demasiado grande; el máximo es {maximum}.",
            "Escriba la cantidad mensual estimada, no la anual ni un código.",
            "decisión propia 0006",
        ),
        Rule(
            "EX-11",
            "El producto {product} no pertenece a esta especialidad o ya no está en el catálogo.",
            "Recargue la página para ver la lista vigente.",
            "spec 1, Words",
        ),
        Rule(
            "EX-12",
            "El producto {product} aparece dos veces en el envío.",
            "Deje un solo renglón por producto.",
            "spec 1, Words",
        ),
        Rule(
            "EX-20",
            "No se puede responder NO: ya hay datos registrados (renglones: {rows}; unidades: {units}).",
            "Elimine esos renglones o responda SI.",
            "000, paso 2; M18",
        ),
        Rule(
            "EX-21",
            "Falta responder si alguna unidad médica tiene excedentes y/o faltantes.",
            "Responda SI o NO en el paso 2.",
            "000, paso 2",
        ),
        Rule(
            "EX-22",
            "La respuesta registrada es NO; no se pueden registrar renglones.",
            "Cambie la respuesta a SI en el paso 2.",
            "000, paso 2",
        ),
        Rule(
            "EX-23",
            "La respuesta es SI, pero ninguna unidad tiene renglones registrados.",
            "Registre al menos un renglón, responda NO, o confirme que finaliza sin datos.",
            "spec 1, Reports: entities that said SI with nothing",
            "warning",
        ),
        Rule(
            "EX-24",
            "Para finalizar debe elegir SI.",
            "Elija SI y escriba su contraseña; si aún no quiere finalizar, vuelva al tablero.",
            "000, paso 7",
        ),
        Rule(
            "EX-30",
            "El periodo «{round}» abre el {opens}; todavía no se puede registrar.",
            "Vuelva a partir de esa fecha.",
            "000, Período para el registro",
        ),
        Rule(
            "EX-31",
            "El periodo «{round}» cerró el {closes}; solo se puede consultar.",
            "Solicite la reapertura a {who}.",
            "000, Período para el registro; M10",
        ),
        Rule(
            "EX-32",
            "Finalizado el {at} por {by}; los datos ya no se pueden modificar.",
            "Solicite la reapertura a {who}.",
            "000, paso 7",
        ),
        Rule(
            "EX-33", "El registro todavía no está finalizado.", "Finalícelo en el paso 7.", "000, pasos 7 a 9"
        ),
        Rule(
            "EX-34",
            "El registro no está finalizado: no hay nada que reabrir.",
            "Puede modificarse directamente mientras el periodo esté abierto.",
            "spec 1, regla 7",
        ),
        Rule(
            "EX-35",
            "La reapertura necesita un motivo escrito.",
            "Escriba el motivo (al menos 10 caracteres); quedará en la bitácora.",
            "spec 1, regla 7",
        ),
        Rule(
            "EX-36",
            "El plazo de la reapertura ({until}) no es posterior a este momento.",
            "Elija una fecha y hora futuras.",
            "spec 1, regla 6",
        ),
        Rule(
            "EX-37",
            "La unidad {unit} no pertenece a esta entidad o no está vigente.",
            "Elija una unidad del paso 3.",
            "000, paso 3",
        ),
        Rule(
            "EX-40",
            "{who} guardó esta misma hoja el {at}; lo que usted envió no se guardó.",
            "Revise las diferencias y elija qué conservar.",
            "spec 1, regla 4",
        ),
        Rule(
            "EX-50",
            "La recepción en papel necesita fecha, referencia y estado del documento.",
            "Complete los tres datos.",
            "spec 1, regla 9",
        ),
        Rule(
            "EX-51",
            "La fecha de recepción {date} es posterior a hoy o anterior a la versión final.",
            "Escriba el día en que llegó el documento.",
            "spec 1, regla 9",
        ),
        Rule(
            "EX-60",
            "La solicitud de producto necesita el nombre y la especialidad.",
            "Escriba el nombre del producto (3 caracteres o más) tal como debe aparecer en el catálogo.",
            "000, paso 6; spec 1, regla 11",
        ),
        Rule(
            "EX-61",
            "El producto «{label}» ya existe en esta especialidad.",
            "Búsquelo en la lista; si el nombre difiere, solicite un alias.",
            "spec 1, regla 11",
        ),
        Rule(
            "EX-62",
            "Para no aprobar una solicitud se necesita un motivo.",
            "Escriba el motivo; lo leerá quien la pidió.",
            "spec 1, regla 11",
        ),
        Rule(
            "EX-63",
            "La solicitud ya fue resuelta el {at}.",
            "Consulte la resolución; si hace falta, presente otra solicitud.",
            "spec 1, regla 11",
        ),
        Rule(
            "EX-70",
            "El cierre no es posterior a la apertura.",
            "Corrija la fecha y hora de cierre.",
            "spec 1, Collection round",
        ),
        Rule(
            "EX-71",
            "No se eligió ninguna entidad a la cual recordar.",
            "Marque al menos una entidad de la lista.",
            "spec 1, Reports: reminders",
        ),
        Rule(
            "EX-72",
            "No se seleccionó ningún archivo, o está vacío.",
            "Elija el PDF firmado y súbalo de nuevo.",
            "000, paso 9",
        ),
    ],
)


def broken(rule_id: str, place: str = "", **params: object) -> Problem:
    """Shorthand: the problem of one rule at one place."""
    return RULES[rule_id].problem(place, **params)
