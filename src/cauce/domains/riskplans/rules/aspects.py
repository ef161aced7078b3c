"""The seven aspects of the evaluation report. Document 003, "Informe de evaluación", 1 to 7; in our own words."""

ASPECTS: dict[str, str] = {
    "measures": "Avances según la matriz de medidas y sus soportes",
    "flow": "Cumplimiento del flujo financiero, la producción y el presupuesto",
    "recommendations": "Recomendaciones sobre equilibrio, sostenibilidad y saneamiento del pasivo",
    "trends": "Evolución de ingresos y gastos y su efecto en la prestación de servicios",
    "network": "Efecto en la consolidación de la red de prestadores",
    "risks": "Riesgos que pueden impedir la ejecución del plan",
    "conclusions": "Conclusiones y recomendaciones generales",
}
# Not one of the seven: what the evaluation lets recommend of inspection, surveillance and control (source, same chapter).
IVC = "ivc"
IVC_LABEL = "Recomendaciones de inspección, vigilancia y control (IVC)"
# The conclusions of the territory's follow-up report and its parts (source, "Informe de seguimiento").
FOLLOW_UP: dict[str, str] = {
    "presentation": "Presentación",
    "context": "Antecedentes y contexto",
    "aggregate": "Informe agregado",
    "network": "Consolidación de la red",
    "conclusions": "Conclusiones y recomendaciones",
}
HOSPITAL_PARTS: dict[str, str] = {
    "measures": "Avances de la matriz de medidas",
    "flow": "Ejecución del flujo financiero",
    "sales": "Venta de servicios",
    "liabilities": "Pago de pasivos",
    "trends": "Tendencias presupuestales e indicadores financieros",
    "quality": "Calidad y SOGC",
    "production": "Producción de servicios",
    "recommendations": "Recomendaciones",
}
