"""Terms of each step after a quarter ends. The source gives none: ours, configurable, shown as "no oficial"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """Calendar days after the quarter's last day for each step. Raises ValueError when they are not in order."""

    ese: int = 20
    territory: int = 40
    superintendence: int = 70

    def __post_init__(self) -> None:
        if not 0 < self.ese <= self.territory <= self.superintendence:
            raise ValueError("terms must be positive and in order")

    def due(self, quarter_end: date) -> dict[str, date]:
        """The last day of each step for a quarter."""
        return {
            "ese": quarter_end + timedelta(days=self.ese),
            "territory": quarter_end + timedelta(days=self.territory),
            "superintendence": quarter_end + timedelta(days=self.superintendence),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Terms":
        """The terms as a definition keeps them; the defaults for what it does not say."""
        return cls(
            **{key: int(stored[key]) for key in ("ese", "territory", "superintendence") if key in stored}
        )
