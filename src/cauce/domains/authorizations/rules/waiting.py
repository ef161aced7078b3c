"""How much time is left, in words: never by colour alone. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cauce.core.translation import tr

SOON = timedelta(hours=24)
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """A term as it stands: `words` says it, `tone` and `icon` only repeat it (names of the shell's)."""

    words: str
    tone: str
    icon: str
    late: bool = False
    paused: bool = False


def waiting(due_at: datetime | None, now: datetime, paused: bool = False) -> Waiting:
    """Where a term stands now. paused: information is awaited; then `due_at` is the latest that the cap allows."""
    if due_at is None:
        return Waiting(tr("Sin plazo"), "", "clock")
    if due_at < now:
        words = tr("Venció hace {span}").format(span=span(now - due_at))
        return Waiting(words, "error", "warning", late=True, paused=paused)
    words = tr("Quedan {span}").format(span=span(due_at - now))
    if paused:
        return Waiting(tr("En pausa"), "info", "info", paused=True)
    return Waiting(words, "warning" if due_at - now <= SOON else "", "clock")


def span(length: timedelta) -> str:
    """A length of time in its two largest units: "2 días 4 h", "5 h 20 min", "3 min"."""
    seconds = max(int(length.total_seconds()), 0)
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        name = tr("día") if days == 1 else tr("días")
        return f"{days}\u00a0{name}" + (f" {hours}\u00a0h" if hours else "")
    if hours:
        return f"{hours}\u00a0h" + (f" {minutes}\u00a0min" if minutes else "")
    return f"{minutes}\u00a0min"
