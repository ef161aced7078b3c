"""Exams leaving as tables: the CSV that `cauce oralhealth dmft` takes, and the sheets of an XLSX."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.exports import SheetData

from .models import Exam
from .presenting_dmft import CUTS, UNKNOWN
from .queries.epidemiology import counted
from .rules.dmft_groups import Group, by, group_of
from .rules.odontogram import ROWS

TEETH = tuple(tooth for row in ROWS for tooth in row)
HEADER = ("id", "age", "sex", "group", *TEETH)


def rows_of(exams: Iterable[Exam]) -> Iterator[list[Any]]:
    """One row per person, as dmft_file.py reads it; a blank tooth is not recorded."""
    for exam in exams:
        teeth = {tooth.tooth: tooth.crown for tooth in exam.teeth.all()}
        age = "" if exam.age is None else exam.age
        yield [exam.person, age, exam.sex, exam.group, *(teeth.get(tooth, "") for tooth in TEETH)]


def sheets_of(exams: Sequence[Exam]) -> list[SheetData]:
    """Figures and exams."""
    return [
        SheetData(_("Índices"), FIGURES, list(_figures(exams))),
        SheetData(_("Exámenes"), list(HEADER), rows_of(exams)),
    ]


FIGURES = [
    "Corte", "Valor", "Índice", "n", "Media", "Desviación", "C/c", "P/e", "O/o", "Libres de caries %", "SiC",
    "Personas del tercio",
]  # fmt: skip


def _figures(exams: Sequence[Exam]) -> Iterator[list[Any]]:
    held = counted(exams)
    if not held:
        return
    yield from _lines("Todos", group_of("", held))
    for title, key in CUTS:
        for group in by(held, key):
            yield from _lines(str(title), group)


def _lines(cut: str, group: Group) -> Iterator[list[Any]]:
    label = UNKNOWN if group.label is None else group.label
    for index in (group.cpod, group.ceod):
        if index:
            s = index.summary
            parts = [mean for _letter, _total, mean in index.components] or [None] * 3
            yield [cut, label, index.name, s.n, s.mean, s.sd, *parts, s.pct_caries_free, s.sic, s.sic_n]
