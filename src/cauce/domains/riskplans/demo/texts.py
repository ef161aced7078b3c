"""What the analysts of the demonstration wrote: synthetic sentences, which say so."""

END = " (Texto sintético de la demostración.)"

ASPECTS = {
    "measures": "La mayoría de las actividades vencidas se cumplió con soporte; falta lo de talento humano y costos.",
    "flow": "El recaudo quedó por debajo de lo programado; el gasto comprometido se mantuvo dentro de lo previsto.",
    "recommendations": "Conciliar la cartera con las EPS cada mes y sostener los acuerdos de pago ya suscritos.",
    "trends": "El ingreso crece menos que el gasto de personal; la consulta externa y la urgencia se sostienen.",
    "network": "La ESE conserva los servicios que la red departamental le asigna.",
    "risks": "Demora en el giro de las EPS en liquidación y rotación del personal de facturación.",
    "ivc": "Seguimiento ordinario; verificar en visita la conciliación de cartera con las EPS.",
    "conclusions": "Continuar la ejecución del plan y reforzar el recaudo en el siguiente trimestre.",
}
GENERAL = {
    "presentation": "La dirección territorial da cuenta de la ejecución de los PGIR del departamento en el trimestre.",
    "context": "Las ESE del departamento mantienen sus planes vigentes; las que no entregaron fueron requeridas.",
    "aggregate": "En conjunto, el recaudo no alcanza lo comprometido; el rezago de cartera explica la diferencia.",
    "network": "Ninguna ESE cerró servicios; la red conserva la referencia entre los niveles 1 y 2.",
    "conclusions": "Se recomienda acompañar a las ESE con puntaje menor de 80 y conciliar la cartera en mesas mensuales.",
}
HOSPITAL = {
    "measures": "Las actividades con soporte avanzan según lo programado; las demás se piden para el siguiente corte.",
    "flow": "La venta de servicios explica la diferencia del flujo; el gasto se mantuvo.",
    "sales": "El régimen subsidiado concentra la venta y también la cartera por cobrar.",
    "liabilities": "Se paga lo acordado con trabajadores; los proveedores se difieren.",
    "trends": "El gasto por UVR baja frente al año anterior.",
    "quality": "La oportunidad en medicina general cumple la meta; la especializada se sigue de cerca.",
    "production": "La consulta y los procedimientos ambulatorios sostienen la producción del trimestre.",
    "recommendations": "Radicar la facturación dentro del mes y suscribir los acuerdos de pago pendientes.",
}
ANNUAL = {
    "remitted": "Las ESE remitidas corresponden a las categorizadas en riesgo medio o alto.",
    "causes": "La categorización por riesgo es la causal de todas las remisiones.",
    "initial": "Los programas remitidos contaban con línea de base completa de los cinco años anteriores.",
    "presented": "Las direcciones territoriales presentaron los planes dentro del plazo.",
    "process": "Cada trimestre recibido se evaluó; los no entregados quedaron sin puntaje.",
    "viable": "Los planes viabilizados siguen vigentes; las modificaciones aprobadas conservan la versión original.",
    "monitoring": "El equilibrio con recaudo es el factor con más puntos perdidos.",
    "territories": "La producción se concentra en las ESE de nivel 2 y 3.",
    "recommendations": "Las categorías propuestas siguen el resultado de la última evaluación cerrada.",
}
MODIFICATION = "La red departamental trasladó la cirugía electiva a otra ESE: bajan la producción y la venta programadas."
PENDING = (
    "El cierre de una EPS redujo la población a cargo: se reprograman la producción, la venta y el gasto."
)
REFUSED = "Se pide reducir las metas de recaudo del plan."
REFUSAL = "El informe de monitoreo no sustenta la reducción pedida; la ESE puede cumplir lo programado."
EXPLAINED = "Se pide revisar el rezago de cartera frente a la ejecución presupuestal."


def said(text: str) -> str:
    """The sentence, saying that it is synthetic."""
    return text + END
