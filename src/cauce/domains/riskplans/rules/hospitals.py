"""What an ESE is said to be: its level, its character, the risk category of a year. Document 003; spec 3."""

LEVELS = [(1, "Nivel 1"), (2, "Nivel 2"), (3, "Nivel 3")]
CHARACTERS = [("departmental", "Departamental"), ("municipal", "Municipal"), ("district", "Distrital")]
CATEGORIES = [
    ("none", "Sin riesgo"),
    ("low", "Riesgo bajo"),
    ("medium", "Riesgo medio"),
    ("high", "Riesgo alto"),
]
