"""Requests packed at a unit and taken in within one database: exported, wiped, and brought in again."""

import io
from typing import Any

from cauce.domains.authorizations.models import Evidence, Request
from cauce.domains.authorizations.packages.kind import KIND
from cauce.interop.packages import actions
from cauce.interop.packages.models import ReceivedPackage

from .authorizations import Scene

PERIOD = "202605"


def pack(scene: Scene, **changes: Any) -> bytes:
    """The package of the unit's month as it is now."""
    made = io.BytesIO()
    given = {"by": scene.physician, "at": scene.at, "kind": KIND, "place": scene.unit, "period": PERIOD}
    actions.export_package(**(given | changes), target=made)
    return made.getvalue()


def bring(scene: Scene, content: bytes, *, by: Any = None, days: float = 0) -> ReceivedPackage:
    """Import a package as the region's coordination would, some days after."""
    by, at = by or scene.coordination, scene.later(days)
    received = actions.receive_package(by=by, at=at, filename="mayo.cauce", chunks=[content], start=False)
    return actions.settle(received, by=by, at=at)


def wipe() -> None:
    """Forget the drafts: from here on the database is the other installation's."""
    Evidence.objects.filter(request__state="draft").delete()
    Request.objects.filter(state="draft").delete()


def outcomes(received: ReceivedPackage) -> dict[str, int]:
    """Outcome → how many, without the zeros."""
    return {name: count for name, count in received.counts.items() if count}


def rules(received: ReceivedPackage) -> set[str]:
    """The rules that the report names."""
    return {rule for row in received.report for rule in row["rule"].split()}
