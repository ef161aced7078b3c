"""The JSON of `cauce exchange match`: reading it strictly, writing it exactly.

IN:  {"supply": [{"id", "institution", "product", "lat", "lon", "patients"}], "demand": [same]}
OUT: {"served", "patient_km", "flows": [{"from", "to", "product", "patients", "km"}],
      "unmet": [{"id", "patients", "reason"}]}

`from` is a supply line's id and `to` a demand line's. Ids, institutions and products are texts or
whole numbers; they are compared as text without the blanks around it, and written back so. An
unknown key is a warning, not an error: a file may carry more than the matching needs. Coordinates
are required here; only the application knows a unit's municipality.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .model import MAX_PATIENTS, Id, Line, Result

LINE_KEYS = ("id", "institution", "product", "lat", "lon", "patients")
SIDES = ("supply", "demand")
_LIMITS = {"lat": 90, "lon": 180}


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong (or, as a warning, odd) at a JSON path, with what to do about it."""

    path: str
    message: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "aviso: " if self.warning else ""
        return f"{self.path}: {kind}{self.message}; {self.remedy}"

    def as_dict(self) -> dict:
        level = "warning" if self.warning else "error"
        return {"place": self.path, "message": self.message, "remedy": self.remedy, "level": level}


class BadDocument(ValueError):
    """`issues` says everything that is wrong, in the document's order."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(map(str, issues)))


class _Object(dict):
    """A JSON object that remembers which keys were written twice."""

    repeated: tuple[str, ...] = ()


def read(text: str | bytes) -> tuple[list[Line], list[Line], list[Issue]]:
    """Supply, demand and warnings. Raises BadDocument with every error and every warning."""
    constants: list[str] = []
    data = _parse(text, constants)
    issues: list[Issue] = []
    sides = {name: list(_side(data, name, issues)) for name in SIDES}
    issues += _unknown(data, "$", SIDES)
    if constants and all(issue.warning for issue in issues):
        issues.append(Issue("$", f"{constants[0]} no es un número de JSON", "quítelo o escriba un número"))
    if any(not issue.warning for issue in issues):
        raise BadDocument(issues)
    return sides["supply"], sides["demand"], issues


def write(result: Result) -> dict:
    """The OUT document. Distances have one decimal and `patient_km` is the sum of the flows shown."""
    return {
        "served": result.served,
        "patient_km": result.patient_km,
        "flows": [
            {
                "from": flow.supply,
                "to": flow.demand,
                "product": flow.product,
                "patients": flow.patients,
                "km": flow.km,
            }
            for flow in result.flows
        ],
        "unmet": [{"id": u.id, "patients": u.patients, "reason": u.reason.value} for u in result.unmet],
    }


def _parse(text: str | bytes, constants: list[str]) -> _Object:
    """The document's object. Notes in `constants` each NaN or Infinity, which Python would let pass."""

    def constant(name: str) -> float:
        constants.append(name)
        return float(name)

    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=_object, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise _whole(f"el archivo no es UTF-8 (byte {error.start})", "guárdelo como UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"línea {error.lineno}, columna {error.colno}"
        raise _whole(f"el archivo no es JSON válido ({where})", "corrija la sintaxis en ese punto") from None
    except RecursionError:
        raise _whole("el archivo anida demasiados niveles", "use la forma documentada") from None
    except ValueError:  # Python refuses whole numbers of more than 4,300 digits
        raise _whole("el archivo tiene un número demasiado largo", "revise las cantidades") from None
    if not isinstance(data, _Object):
        raise _whole(
            f"se esperaba un objeto y hay {_kind(data)}", 'escriba {"supply": [...], "demand": [...]}'
        )
    return data


def _object(pairs: list[tuple[str, object]]) -> _Object:
    result = _Object(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        result.repeated = tuple(key for key in result if keys.count(key) > 1)
    return result


def _whole(message: str, remedy: str) -> BadDocument:
    return BadDocument([Issue("$", message, remedy)])


def _side(data: _Object, name: str, issues: list[Issue]) -> Iterator[Line]:
    rows = data.get(name)
    if not isinstance(rows, list):
        message = f"se esperaba una lista y hay {_kind(rows)}" if name in data else "falta la clave"
        issues.append(Issue(f"$.{name}", message, "escriba una lista; puede ir vacía: []"))
        return
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        found = list(_line_issues(row, f"$.{name}[{index}]"))
        issues += found
        if isinstance(row, dict) and _is_name(row.get("id")):
            key = str(_name(row["id"]))
            first = seen.setdefault(key, index)
            if first != index:
                message = f"el id {_show(row['id'])} ya está en $.{name}[{first}]"
                issues.append(
                    Issue(f"$.{name}[{index}].id", message, f"use un id distinto por línea de {name}")
                )
        if all(issue.warning for issue in found):
            yield _line(row)


def _line(row: dict) -> Line:
    return Line(
        id=_name(row["id"]),
        institution=_name(row["institution"]),
        product=_name(row["product"]),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        patients=int(row["patients"]),
    )


def _line_issues(row: object, path: str) -> Iterator[Issue]:
    if not isinstance(row, _Object):
        remedy = "escriba un objeto con " + ", ".join(LINE_KEYS)
        yield Issue(path, f"se esperaba un objeto y hay {_kind(row)}", remedy)
        return
    for key in LINE_KEYS:
        remedy = _REMEDIES[key]
        if key not in row:
            yield Issue(f"{path}.{key}", "falta la clave", remedy)
        elif not _CHECKS[key](row[key]):
            yield Issue(f"{path}.{key}", f"{_show(row[key])} no es válido", remedy)
    yield from _unknown(row, path, LINE_KEYS)


def _unknown(row: _Object, path: str, known: tuple[str, ...]) -> Iterator[Issue]:
    for key in row.repeated:
        yield Issue(path + _step(key), "la clave está repetida", "deje una sola")
    if len(row) > len(known) or not row.keys() <= set(known):
        for key in row:
            if key not in known:
                yield Issue(path + _step(key), "clave desconocida, no se usa", "puede quitarla", warning=True)


def _is_name(value: object) -> bool:
    if isinstance(value, str):
        # A lone surrogate ("\\ud800") is a text no file or screen can hold.
        return bool(value.strip()) and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return isinstance(value, int) and not isinstance(value, bool)


def _name(value: Id) -> Id:
    return value.strip() if isinstance(value, str) else value


def _is_patients(value: object) -> bool:
    """Whole in the sense of JSON, which writes 3 also as 3.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 1 <= value <= MAX_PATIENTS and value == int(value)


def _is_degrees(limit: int) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return -limit <= value <= limit  # false for NaN too

    return check


_CHECKS = {
    "id": _is_name,
    "institution": _is_name,
    "product": _is_name,
    "lat": _is_degrees(_LIMITS["lat"]),
    "lon": _is_degrees(_LIMITS["lon"]),
    "patients": _is_patients,
}
_REMEDIES = {
    "id": "escriba un texto no vacío o un número entero, distinto en cada línea",
    "institution": "escriba la clave de la institución: un texto no vacío o un número entero",
    "product": "escriba la clave del producto: un texto no vacío o un número entero",
    "lat": "escriba la latitud en grados, entre -90 y 90; aquí es obligatoria",
    "lon": "escriba la longitud en grados, entre -180 y 180; aquí es obligatoria",
    "patients": f"escriba un número entero de pacientes al mes, de 1 a {MAX_PATIENTS:,}, o quite la línea",
}


def _kind(value: object) -> str:
    names = {dict: "un objeto", _Object: "un objeto", list: "una lista", str: "un texto", bool: "un booleano"}
    return "null" if value is None else names.get(type(value), "un número")


def _step(key: str) -> str:
    """A key as a step of a JSON path, on one line whatever the key holds."""
    return f".{key}" if key.isidentifier() else f"[{json.dumps(key)}]"


def _show(value: object) -> str:
    """The value as it stands in the file, cut to stay on one line."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict | list):
        return _kind(value)
    try:
        text = json.dumps(value, ensure_ascii=False)
    except ValueError:
        return "ese número"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 60 else text[:57] + "…"
