"""The patients of a dentist's day, small while the file speaks of other days."""


class Seen:
    """A set of identities. `rest` packs it into one text (a tenth of the memory); using it again unpacks it."""

    __slots__ = ("_awake", "_packed")

    def __init__(self) -> None:
        self._awake: set[str] | None = None
        self._packed = ""

    def _wake(self) -> set[str]:
        if self._awake is None:
            self._awake = set(self._packed.split("\n")) if self._packed else set()
        return self._awake

    def add(self, identity: str) -> bool:
        """Add the identity; whether it was there already."""
        names = self._awake if self._awake is not None else self._wake()
        before = len(names)
        names.add(identity)
        return len(names) == before

    def rest(self) -> None:
        """The file goes on with another day."""
        if self._awake is not None:
            self._packed, self._awake = "\n".join(self._awake), None
