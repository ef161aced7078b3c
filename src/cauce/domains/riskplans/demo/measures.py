"""The synthetic matrix of measures of the demonstration: category, measure, activity, responsible."""

MEASURES = (
    ("Fortalecimiento de los ingresos", "Mejorar la facturación", "Depurar y radicar la facturación del mes", "Facturación"),
    ("Fortalecimiento de los ingresos", "Recuperar cartera", "Conciliar cartera con las EPS principales", "Cartera"),
    ("Racionalización del gasto", "Ajustar la contratación", "Revisar contratos de servicios personales", "Talento humano"),
    ("Racionalización del gasto", "Ahorrar en insumos", "Comprar en conjunto con otras ESE", "Compras"),
    ("Reorganización administrativa", "Actualizar la planta", "Presentar el estudio de cargas de trabajo", "Gerencia"),
    ("Reorganización administrativa", "Sistema de costos", "Implementar el módulo de costos", "Contabilidad"),
    ("Saneamiento de pasivos", "Acuerdos de pago", "Suscribir acuerdos con los acreedores", "Jurídica"),
    ("Saneamiento de pasivos", "Depuración contable", "Depurar saldos con más de un año", "Contabilidad"),
    ("Prestación de servicios", "Aumentar la oferta", "Abrir agenda de especialistas itinerantes", "Subdirección científica"),
    ("Prestación de servicios", "Habilitación", "Cerrar hallazgos de la visita de habilitación", "Calidad"),
    ("Sistemas de información", "Reporte oportuno", "Reportar a SIHO dentro del plazo", "Planeación"),
    ("Sistemas de información", "Historia clínica", "Integrar facturación e historia clínica", "Sistemas"),
)  # fmt: skip
