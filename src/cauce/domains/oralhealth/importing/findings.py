"""What is wrong with a file so far."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from cauce.core.errors import Problem

from ..rules.flat import column_of

MAX_PROBLEMS = 20_000  # a file with more is wrong as a whole; the count goes on


@dataclass(slots=True)
class Findings:
    """Problems with place "línea N, columna X" (as many as MAX_PROBLEMS), and how many of each level and rule."""

    errors: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    _found: list[tuple[int, Problem]] = field(default_factory=list)

    def add(self, problem: Problem, line: int, column: str = "") -> None:
        """Count the problem and keep it, at its line and column."""
        if problem.level == "error":
            self.errors += 1
        else:
            self.warnings[problem.rule] += 1
        self.rules[problem.rule] += 1
        if len(self._found) < MAX_PROBLEMS:
            where = f"línea {line}" + (f", columna {column}" if column else "")
            self._found.append((line, replace(problem, place=where)))

    def add_all(self, problems: Iterable[Problem], line: int) -> None:
        """The problems of one line, each at the column that its place names."""
        for problem in problems:
            self.add(problem, line, column_of(problem.place))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was kept, by line."""
        return tuple(problem for _line, problem in self)

    def __iter__(self) -> Iterator[tuple[int, Problem]]:
        return iter(sorted(self._found, key=lambda found: found[0]))

    @property
    def left_out(self) -> int:
        """How many problems were counted but not kept."""
        return self.errors + sum(self.warnings.values()) - len(self._found)
