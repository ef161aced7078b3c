"""Run the published Da Vinci PAS example bundles against /fhir/Claim/$submit and $inquire, and say what came out.

    git clone --bare https://github.com/HL7/davinci-pas
    python -m tools.pas_examples davinci-pas.git [--release 2.2.1] [--json FILE]

The path is a checkout, a bare clone or a mirror; nothing of it is copied into this repository. Examples are FSH, which
tools/fsh.py turns into JSON. They are sent to a scratch SQLite database whose catalogue has a service for each of
their codes, known by an alias "system|code". Each is sent twice: as published, and with what Mexican rules ask for
besides and the examples cannot have (a CURP and birth date, the unit's CLUES, a justification, a diagnosis where there
is none, days to come). What is queued is sent again, approved, and asked for.
Exit 0 when every answer was sound and nothing was a 5xx, 1 when not.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from .fsh import Library
from .pas_scene import Scene, adapted, asked_codes

SUBMIT, INQUIRE = "/fhir/Claim/$submit", "/fhir/Claim/$inquire"
Row = dict[str, Any]


def main() -> int:
    """Run them all; print a table; write JSON when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="checkout, bare clone or mirror of HL7/davinci-pas")
    parser.add_argument("--release", default="HEAD", help="a tag or commit (default HEAD)")
    parser.add_argument("--json", type=Path, help="also write the rows as JSON")
    options = parser.parse_args()
    library = Library(sources(options.source, options.release))
    with tempfile.TemporaryDirectory() as folder:
        rows = run(library, Path(folder))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    print(table(rows))
    return 0 if rows and all(not row["faults"] and row["status"] < 500 for row in rows) else 1


def sources(path: Path, release: str) -> list[str]:
    """The text of every FSH file of a release."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(path), *words], capture_output=True, text=True, check=True)
        return done.stdout

    names = git("ls-tree", "-r", "--name-only", release, "input/fsh").split()
    return [git("show", f"{release}:{name}") for name in names if name.endswith(".fsh")]


def run(library: Library, folder: Path) -> list[Row]:
    """Send every request and inquiry bundle; each in a transaction of its own that is taken back."""
    _connect(folder)
    from django.db import transaction

    bundles = {name: library.json(name) for name in sorted(_requests(library))}
    scene = Scene(asked_codes(bundles.values()))
    rows = []
    for name, bundle in bundles.items():
        for way in ("as published", "with CURP, CLUES…"):
            with transaction.atomic():
                sent = adapted(bundle, scene) if way != "as published" else deepcopy(bundle)
                rows.append({"example": name, "way": way, **_one(scene, library, name, sent, way)})
                transaction.set_rollback(True)
    return rows


def _requests(library: Library) -> Iterator[str]:
    for name, block in library.instances.items():
        if block.head.get("InstanceOf") in ("PASRequestBundle", "PASInquiryRequestBundle"):
            yield name


def _one(scene: Scene, library: Library, name: str, sent: Row, way: str) -> Row:
    """One bundle sent, its answer looked at; an inquiry or an update comes after the request that it speaks of."""
    inquiry = library.instances[name].head["InstanceOf"] == "PASInquiryRequestBundle"
    speaks_of = sent["entry"][0]["resource"].get("related")
    if way != "as published" and (inquiry or speaks_of):
        before = next(n for n in library.instances if n == "HomecareAuthorizationBundleExample")
        scene.post(SUBMIT, adapted(library.json(before), scene))
    status, told = scene.post(INQUIRE if inquiry else SUBMIT, sent)
    found = {"status": status, "codes": scene.mapped(sent), **_said(told)}
    faults = [] if told["resourceType"] == "OperationOutcome" else sound(told, sent, inquiry=inquiry)
    if not inquiry and found["outcome"] == "queued":
        again = scene.post(SUBMIT, sent)
        faults += [] if again == (status, told) else ["the repeated submit got another answer"]
        faults += _once_approved(scene, sent)
    return found | {"faults": faults}


def _once_approved(scene: Scene, sent: Row) -> list[str]:
    """The reviewer approves; the inquiry must then be complete, with a number for every item that was asked."""
    scene.approve()
    _status, told = scene.post(INQUIRE, sent)
    answer = told["entry"][0]["resource"]
    asked = sorted(item["sequence"] for item in sent["entry"][0]["resource"]["item"])
    numbered = [item["itemSequence"] for item in answer["item"] if '"ST2-' in json.dumps(item)]
    whole = answer["outcome"] == "complete" and sorted(numbered) == asked
    return sound(told, sent, inquiry=True) + ([] if whole else ["approved, and the inquiry does not say so"])


def _said(told: Row) -> Row:
    """outcome and what it complains of."""
    if told["resourceType"] == "OperationOutcome":
        issues = [f"{i['code']} {i['expression'][0]}" for i in told["issue"]]
        return {"outcome": "OperationOutcome", "says": issues}
    answers = [
        e["resource"] for e in told.get("entry", []) if e["resource"]["resourceType"] == "ClaimResponse"
    ]
    errors = [
        f"{e['code']['text'].split(':')[0][:60]} {e['extension'][0]['valueString']}"
        for answer in answers
        for e in answer.get("error", [])
    ]
    outcomes = [a["outcome"] for a in answers]
    return {"outcome": " ".join(outcomes) or "no match", "says": errors}


def sound(told: Row, sent: Row, *, inquiry: bool) -> list[str]:
    """What is wrong with our answer: its structure, its first entry, the sequences it echoes, its references."""
    from fhir.resources.R4B import get_fhir_model_class

    faults: list[str] = []
    try:
        get_fhir_model_class("Bundle").model_validate(told)
    except ValueError as error:
        faults.append(f"structure: {str(error)[:200]}")
    entries = told.get("entry", [])
    if entries and entries[0]["resource"]["resourceType"] != "ClaimResponse":
        faults.append("the first entry is no ClaimResponse")
    if not inquiry and told.get("identifier") != sent.get("identifier"):
        faults.append("the bundle's identifier is not echoed")
    asked = {item["sequence"] for item in sent["entry"][0]["resource"].get("item", [])}
    for entry in entries:
        items = entry["resource"].get("item", [])
        if not inquiry and items and {item["itemSequence"] for item in items} != asked:
            faults.append("other item sequences than the request's")
    known = {e["fullUrl"] for e in entries}
    lost = [r for r in _references(told) if "://" not in r and not any(u.endswith(f"/{r}") for u in known)]
    return faults + [f"{reference} does not resolve" for reference in lost]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| Example | Sent | HTTP | Outcome | Codes known | Says | Faults of ours |"]
    lines.append("| --- | --- | ---: | --- | --- | --- | --- |")
    for row in rows:
        says = "; ".join(row["says"]).replace("|", "\\|") or "—"
        codes = ", ".join(row["codes"]) or "—"
        cells = (row["example"], row["way"], row["status"], row["outcome"], codes, says)
        lines.append(f"| {' | '.join(map(str, cells))} | {'; '.join(row['faults']) or '—'} |")
    return "\n".join(lines)


def _connect(folder: Path) -> None:
    """A scratch database, with the module on."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "cauce.config.settings",
        "CAUCE_ENV": "test",
        "CAUCE_MODULES": "exchange,oralhealth,authorizations",
        "CAUCE_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/pas.sqlite3",
        "CAUCE_LOG_LEVEL": "ERROR",
    }
    os.environ.update(settings)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
