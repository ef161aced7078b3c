"""The clock of each Mexican state (Ley de los husos horarios, 2022), by INEGI's code of the state.

Border municipalities that follow the United States' clock are not told apart: a term's rule may name another zone.
"""

from zoneinfo import ZoneInfo

CENTRE = "America/Mexico_City"
_STATES = {
    "02": "America/Tijuana",
    "03": "America/Mazatlan",
    "18": "America/Mazatlan",
    "23": "America/Cancun",
    "25": "America/Mazatlan",
    "26": "America/Hermosillo",
}


def zone_of(state: str) -> ZoneInfo:
    """The time zone of a state's code ("02" is Baja California); the centre's for the others."""
    return ZoneInfo(_STATES.get(state, CENTRE))
