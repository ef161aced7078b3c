"""Reading tooth charts or counts from a CSV file's rows; every problem names its line and column."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from .dmft import MAX_CEOD, MAX_CPOD, PERMANENT, PRIMARY, Counts, Exam, examine, is_code

TEETH = PERMANENT | PRIMARY
KNOWN = ("id", "age", "sex", "group", "cpod", "ceod")
SEXES = {"1": "1", "2": "2", "M": "1", "H": "1", "F": "2", "": ""}
MAX_AGE = 120


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong: the file's line (1 is the header), the column's name, what and what to do."""

    line: int
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"línea {self.line}" + (f", columna {self.column}" if self.column else "")
        return f"{where}: {self.message}; {self.remedy}"

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


class BadFile(Exception):
    """The file cannot be used; `issues` says everything that is wrong with it."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(str(issues[0]))
        self.issues = tuple(issues)


def lines_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells); the separator is a comma or, as spreadsheets here write it, a semicolon.

    Raises csv.Error, whose line is that of the last one given plus what it holds.
    """
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    for cells in reader:
        yield reader.line_num, cells


def read_exams(lines: Iterable[tuple[int, Sequence[str]]]) -> list[Exam]:
    """Exams from (line number, cells); the first line is the header. Raises BadFile with every problem."""
    rows = iter(lines)
    number, header = next(rows, (1, []))
    columns = [name.strip().lower() for name in header]
    _check_header(number, columns)
    issues: list[Issue] = []
    exams: list[Exam] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            issues.append(
                Issue(
                    line,
                    "",
                    f"tiene {len(cells)} columnas y el encabezado {len(columns)}",
                    "complete la línea",
                )
            )
            continue
        exam = _read_row(line, dict(zip(columns, (c.strip() for c in cells), strict=True)), seen, issues)
        if exam is not None:
            exams.append(exam)
    if issues:
        raise BadFile(issues)
    return exams


def _check_header(line: int, columns: list[str]) -> None:
    issues = []
    if "id" not in columns:
        issues.append(Issue(line, "id", "falta la columna", "agregue un identificador por persona"))
    if not set(columns) & (TEETH | {"cpod", "ceod"}):
        issues.append(Issue(line, "", "no hay dientes ni cpod", "use columnas FDI (11 a 48, 51 a 85) o cpod"))
    issues += [
        Issue(line, name, "no es un diente FDI ni una columna conocida", "corrija o quite la columna")
        for name in columns
        if name not in TEETH and name not in KNOWN
    ]
    issues += [
        Issue(line, name, "la columna está repetida", "deje una sola")
        for name in sorted({name for name in columns if columns.count(name) > 1})
    ]
    if issues:
        raise BadFile(issues)


def _read_row(line: int, cells: dict[str, str], seen: dict[str, int], issues: list[Issue]) -> Exam | None:
    before = len(issues)
    id_ = cells["id"]
    if not id_:
        issues.append(Issue(line, "id", "está vacío", "escriba el identificador"))
    elif id_ in seen:
        issues.append(Issue(line, "id", f"«{id_}» ya está en la línea {seen[id_]}", "una línea por persona"))
    seen.setdefault(id_, line)
    age = _number(line, cells, "age", MAX_AGE, issues)
    sex = cells.get("sex", "").upper()
    if sex not in SEXES:
        issues.append(Issue(line, "sex", f"«{sex[:10]}» no es un sexo", "use 1 o 2 (o M, F)"))
    teeth = {name: code.upper() for name, code in cells.items() if name in TEETH}
    for tooth, code in teeth.items():
        if not is_code(tooth, code):
            allowed = "0 a 9 o T" if tooth in PERMANENT else "A a G o T"
            issues.append(
                Issue(line, tooth, f"«{code[:10]}» no es un código de la corona", f"use {allowed}, o vacío")
            )
    declared = {
        "cpod": _number(line, cells, "cpod", MAX_CPOD, issues),
        "ceod": _number(line, cells, "ceod", MAX_CEOD, issues),
    }
    if len(issues) > before:
        return None
    exam = examine(id_, teeth, age, SEXES[sex], cells.get("group", ""))
    return _with_declared(line, exam, declared, issues)


def _with_declared(
    line: int, exam: Exam, declared: dict[str, int | None], issues: list[Issue]
) -> Exam | None:
    """Counts given as numbers: alone they are the count; beside teeth they must agree with them."""
    counts: dict[str, Counts | None] = {"cpod": exam.cpod, "ceod": exam.ceod}
    for name, value in declared.items():
        counted = counts[name]
        if value is None:
            continue
        if counted is None:
            counts[name] = Counts(value)
        elif counted.total != value:
            issues.append(
                Issue(
                    line,
                    name,
                    f"dice {value} y los dientes suman {counted.total}",
                    "corrija el número o los dientes",
                )
            )
            return None
    return Exam(exam.id, exam.age, exam.sex, exam.group, counts["cpod"], counts["ceod"])


def _number(line: int, cells: dict[str, str], name: str, maximum: int, issues: list[Issue]) -> int | None:
    text = cells.get(name, "")
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= maximum:
        return int(text)
    what = "una cuenta posible" if name in {"cpod", "ceod"} else "una edad en años"
    issues.append(Issue(line, name, f"«{text[:10]}» no es {what}", f"use un entero de 0 a {maximum}"))
    return None
