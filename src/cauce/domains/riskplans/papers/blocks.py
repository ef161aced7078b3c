"""The parts of a report. What composes one makes blocks; what prints one (typst, Word, page) knows only blocks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cauce.web.charts import Figure

from ..rules.writing import even_cents

WORDS_MOST = 44  # characters after which words go on in the next line
SHORT = 16  # characters of a column of words that is never broken
_NUMBERED = re.compile(r"[0-9.]+ ")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title. level: 2 for chapters, 3 within them. folded: what stands under it starts folded on the page."""

    text: str
    level: int = 2
    new_page: bool = False
    folded: bool = False
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value."""

    pairs: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. heads: labels; words: how many columns from the left hold words (the others are figures).

    foot: the last row, set apart; note: what a reader needs to know of it; titled: False where the title would
    repeat the heading above it.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    foot: Sequence[str] = ()
    note: str = ""
    words: int = 1
    empty: str = ""
    titled: bool = True
    kind: str = "table"

    def __post_init__(self) -> None:
        """Pesos of a column carry cents all or none."""
        whole = [list(row) for row in (*self.rows, *([self.foot] if self.foot else []))]
        for n in range(len(self.heads)):
            for row, cell in zip(whole, even_cents([row[n] for row in whole]), strict=True):
                row[n] = cell
        object.__setattr__(self, "rows", [tuple(row) for row in whole[: len(self.rows)]])
        object.__setattr__(self, "foot", tuple(whole[-1]) if self.foot else ())

    @property
    def widths(self) -> list[int]:
        """How wide each column wants to be, in characters: figures whole on their line, words within reason."""
        return [self._width(n) for n in range(len(self.heads))]

    @property
    def longest_words(self) -> list[int]:
        """The longest word of each column, in characters: what a column may break to at most."""
        lines = [self.heads, *self.rows, *([self.foot] if self.foot else [])]
        return [
            max((len(w) for row in lines for w in str(row[n]).split()), default=1)
            for n in range(len(self.heads))
        ]

    @property
    def fluid(self) -> list[bool]:
        """Which columns share what the others leave: long words; the first one where there are none."""
        long = [n < self.words and width > SHORT for n, width in enumerate(self.widths)]
        return long if any(long) else [n == 0 for n in range(len(long))]

    def _width(self, n: int) -> int:
        cells = [str(row[n]) for row in (*self.rows, *([self.foot] if self.foot else []))]
        longest = max((len(word) for word in self.heads[n].split(" ")), default=0)
        most = max((len(cell) for cell in cells), default=0)
        return max(longest + 2, most if n >= self.words else min(most, WORDS_MOST))

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows with each cell's label, as a narrow screen shows them."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]

    @property
    def last(self) -> list[tuple[str, str]]:
        """The foot with its labels."""
        return list(zip(self.heads, self.foot, strict=True)) if self.foot else []


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with the sentence that stands for it."""

    figure: Figure
    kind: str = "chart"


@dataclass(frozen=True, slots=True)
class Words:
    """What the analyst writes. part: the key of its Narrative; hint: what is expected there."""

    part: str
    title: str
    text: str = ""
    hint: str = ""
    version: int = 0
    titled: bool = True
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence set apart. strong: it warns."""

    text: str
    strong: bool = False
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Steps:
    """Lines of a calculation, one under the other."""

    lines: Sequence[str]
    kind: str = "steps"


Block = Heading | Facts | Table | Chart | Words | Note | Steps


@dataclass(frozen=True, slots=True)
class Paper:
    """A composed report. gaps: parts that nobody wrote yet, as people read them."""

    title: str
    subtitle: str
    issuer: str
    blocks: list[Block] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A title is not said twice in a row."""
        object.__setattr__(self, "blocks", list(_untwice(self.blocks)))

    @property
    def gaps(self) -> list[str]:
        """Titles of the parts still to be written."""
        return [block.title for block in self.blocks if isinstance(block, Words) and not block.text]

    @property
    def charts(self) -> list[Figure]:
        """The charts in order; the n-th is the file chart-n.svg beside the template."""
        return [block.figure for block in self.blocks if isinstance(block, Chart)]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title and what stands under it, as the page folds it. opened: it starts unfolded."""

    heading: Heading | None
    blocks: list[Block]
    opened: bool = True

    @property
    def gaps(self) -> int:
        """Texts still to be written in it."""
        return sum(1 for block in self.blocks if isinstance(block, Words) and not block.text)


def chapters(paper: Paper, part: str = "") -> list[Chapter]:
    """The paper by its titles of level 2, each open unless its title says folded and it does not hold `part`."""
    found = [Chapter(None, [])]
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 2:
            found.append(Chapter(block, [], not block.folded))
        else:
            found[-1].blocks.append(block)
    return [replace(c, opened=c.opened or _holds(c, part)) for c in found if c.heading or c.blocks]


def _untwice(blocks: Iterable[Block]) -> Iterable[Block]:
    said = ""
    for block in blocks:
        if isinstance(block, Table | Words) and block.title == said:
            yield replace(block, titled=False)
        else:
            yield block
        said = _NUMBERED.sub("", block.text) if isinstance(block, Heading) else ""


def _holds(chapter: Chapter, part: str) -> bool:
    return any(isinstance(block, Words) and block.part == part for block in chapter.blocks)


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper as what is embedded in it: texts and whole numbers only (canonical JSON)."""
    charts = iter(range(len(paper.charts)))
    return {
        "schema": "cauce/riskplans-report/1",
        "issuer": paper.issuer,
        "subtitle": paper.subtitle,
        "facts": paper.facts,
        "blocks": [_plain(block, charts) for block in paper.blocks],
    }


def _plain(block: Block, charts: Iterable[int]) -> dict[str, Any]:
    if isinstance(block, Chart):
        name = f"chart-{next(iter(charts))}.svg"
        return {"kind": block.kind, "name": name, "title": block.figure.title, "alt": block.figure.alt}
    if isinstance(block, Table):
        return {**_lists(asdict(block)), "widths": block.widths, "fluid": block.fluid}
    return _lists(asdict(block))


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_lists(item) for item in value]
    return value if isinstance(value, int | bool) or value is None else str(value)
