"""The figures of a file of exams, as plain data for JSON and as lines for reading."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from .ages import STANDARD, band_of
from .dmft import Exam, Summary, summarise

Key = Callable[[Exam], str | None]
UNKNOWN = "sin dato"
PARTS = {"cpod": ("C", "P", "O"), "ceod": ("c", "e", "o")}


def report(exams: Sequence[Exam]) -> dict[str, Any]:
    """n, mean, sd, components, pct_caries_free and sic of CPOD; the same for `ceod`; both by age, sex and group.

    Groups that the file does not tell (no age, sex or group at all) are left out.
    """
    result = {**_index(exams, "cpod"), "persons": len(exams)}
    if any(e.ceod for e in exams):
        result["ceod"] = _index(exams, "ceod")
    for name, key in _KEYS.items():
        groups = _groups(exams, key)
        if set(groups) - {UNKNOWN}:
            result[name] = {label: _both(members) for label, members in groups.items()}
    return result


def _both(exams: Sequence[Exam]) -> dict[str, Any]:
    found = _index(exams, "cpod")
    if any(e.ceod for e in exams):
        found["ceod"] = _index(exams, "ceod")
    return found


def _index(exams: Iterable[Exam], name: str) -> dict[str, Any]:
    summary = summarise(getattr(exam, name) for exam in exams)
    if summary is None:
        return {"n": 0} | dict.fromkeys(("mean", "sd", "components", "pct_caries_free", "sic"))
    return {
        "n": summary.n,
        "mean": _number(summary.mean),
        "sd": _number(summary.sd),
        "components": _components(summary, PARTS[name]),
        "pct_caries_free": _number(summary.pct_caries_free),
        "sic": _number(summary.sic),
        "sic_n": summary.sic_n,
    }


def _components(summary: Summary, letters: Sequence[str]) -> dict[str, dict[str, Any]] | None:
    if summary.parts is None:
        return None
    return {
        letter: {"total": total, "mean": _number(mean)}
        for letter, (total, mean) in zip(letters, summary.parts, strict=True)
    }


def _number(value: Decimal | None) -> float | None:
    """Two decimals survive the trip through a float exactly as printed."""
    return None if value is None else float(value)


def _groups(exams: Sequence[Exam], key: Key) -> dict[str, list[Exam]]:
    found: dict[str, list[Exam]] = {}
    for exam in sorted(exams, key=lambda e: (e.age is None, e.age or 0)):
        found.setdefault(key(exam) or UNKNOWN, []).append(exam)
    return found


_KEYS: dict[str, Key] = {
    "by_age": lambda e: None if e.age is None else str(e.age),
    "by_age_group": lambda e: band_of(e.age, STANDARD),
    "by_sex": lambda e: e.sex,
    "by_group": lambda e: e.group,
}
_TITLES = {
    "by_age": "Por edad",
    "by_age_group": "Por grupo de edad",
    "by_sex": "Por sexo",
    "by_group": "Por grupo",
}


def as_lines(result: dict[str, Any]) -> list[str]:
    """The report as a table to read."""
    width = 22
    lines = [
        f"{'':<{width}}{'n':>7}{'media':>9}{'d. e.':>9}{'libres %':>10}{'SiC':>8}",
        _line("CPOD", result, width),
    ]
    if "ceod" in result:
        lines.append(_line("ceod", result["ceod"], width))
    for part in (result, result.get("ceod", {})):
        for letter, value in (part.get("components") or {}).items():
            lines.append(f"  {letter:<{width - 2}}{value['total']:>7}{value['mean']:>9.2f}")
    for name, title in _TITLES.items():
        if name in result:
            lines += ["", title]
            for label, found in result[name].items():
                lines.append(_line(f"  {label} · CPOD", found, width))
                if "ceod" in found:
                    lines.append(_line(f"  {label} · ceod", found["ceod"], width))
    lines += ["", "SiC: media del tercio con más dientes afectados; n/3 se redondea hacia arriba."]
    return lines


def _line(label: str, found: dict[str, Any], width: int) -> str:
    cells = [
        "—" if found[key] is None else f"{found[key]:.2f}" for key in ("mean", "sd", "pct_caries_free", "sic")
    ]
    return f"{label:<{width}}{found['n']:>7}{cells[0]:>9}{cells[1]:>9}{cells[2]:>10}{cells[3]:>8}"
