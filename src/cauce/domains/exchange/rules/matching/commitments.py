"""What earlier agreements leave free.

An accepted proposal binds both sides, so a later run takes its patients off both lines before it
matches the rest. A declaration may since have been reopened and lowered, or the line removed: the
agreement stays (only the parties undo it), nothing more is allocated on that line, and the excess
is reported.
"""

from collections import Counter
from collections.abc import Iterable

from .model import Commitment, Id, Line, Overcommitted


def left_after(
    lines: list[Line], side: str, commitments: Iterable[Commitment]
) -> tuple[list[int], list[Overcommitted]]:
    """Free patients per line, and the lines on which more was accepted than is declared."""
    taken: Counter[str] = Counter()
    ids: dict[str, Id] = {}
    for commitment in commitments:
        line_id = getattr(commitment, side)
        taken[str(line_id)] += commitment.patients
        ids.setdefault(str(line_id), line_id)
    declared = {str(line.id): line.patients for line in lines}
    over = [
        Overcommitted(side, ids[key], patients - declared.get(key, 0))
        for key, patients in sorted(taken.items())
        if patients > declared.get(key, 0)
    ]
    return [max(0, line.patients - taken[str(line.id)]) for line in lines], over
