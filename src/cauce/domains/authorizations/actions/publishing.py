"""Criteria and variants: documents, versioned and dated, published whole or not at all."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..models import CriteriaVersion, VariantVersion
from ..rules.criteria import BadCriteria, Criteria, parse
from ..rules.table import broken
from ..rules.variants import read_fields


@action("authorizations.criteria.publish")
def publish_criteria(
    *, by: User, at: datetime, place: OrgUnit, text: str, valid_from: date, note: str = ""
) -> CriteriaVersion:
    """Publish a criteria document, or the next version of one, for a place and below. It never changes afterwards.

    Raises Invalid (AP-90 with the path of each issue, AP-91), NotAllowed (also when the document is of a place above).
    """
    require(by, Permission.AUTH_CRITERIA, place, at)
    criteria = parse_criteria(text)
    return _publish(criteria, by, at, place, text, valid_from, note, withdrawn=False)


@action("authorizations.criteria.withdraw")
def withdraw_criteria(
    *, by: User, at: datetime, version: CriteriaVersion, valid_from: date, note: str
) -> CriteriaVersion:
    """End a document from a day on: a last version that says so. What it decided before stays as it was."""
    require(by, Permission.AUTH_CRITERIA, version.place, at)
    criteria = parse_criteria(version.text)
    return _publish(criteria, by, at, version.place, version.text, valid_from, note, withdrawn=True)


def parse_criteria(text: str) -> Criteria:
    """The document; Invalid (AP-90) with every issue and its path."""
    try:
        return parse(text)
    except BadCriteria as error:
        raise Invalid(
            [broken("AP-90", issue.path, where=issue.path, message=issue.message) for issue in error.issues]
        ) from error


def _publish(
    criteria: Criteria,
    by: User,
    at: datetime,
    place: OrgUnit,
    text: str,
    valid_from: date,
    note: str,
    *,
    withdrawn: bool,
) -> CriteriaVersion:
    OrgUnit.objects.select_for_update().get(pk=place.pk)  # two versions at once queue up
    last = CriteriaVersion.objects.filter(code=criteria.code).order_by("-number").first()
    if last:
        require(by, Permission.AUTH_CRITERIA, last.place, at)
        if valid_from < last.valid_from:
            values = {"number": last.number, "since": f"{last.valid_from:%d/%m/%Y}"}
            raise Invalid([broken("AP-91", "valid_from", **values)])
    version = CriteriaVersion.objects.create(
        code=criteria.code,
        number=last.number + 1 if last else 1,
        title=criteria.title,
        text=text,
        document={"services": sorted(criteria.services), "categories": sorted(criteria.categories)},
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        place=place,
        valid_from=valid_from,
        withdrawn=withdrawn,
        note=note.strip()[:300],
        published_at=at,
        published_by=by,
    )
    facts = {"code": version.code, "number": version.number, "sha256": version.sha256, "from": valid_from}
    verb = "withdraw" if withdrawn else "publish"
    record(action=f"authorizations.criteria.{verb}", by=by, at=at, subject=version, place=place, data=facts)
    return version


@action("authorizations.variant.publish")
def publish_variant(
    *, by: User, at: datetime, place: OrgUnit, title: str, fields: Any, valid_from: date
) -> VariantVersion:
    """Publish the own fields of a region or hospital as its next version; requests sent before keep theirs.

    fields: a list of {key, label, type, required, options, help}. Raises Invalid (AP-91, AP-92, AP-93), NotAllowed.
    """
    require(by, Permission.AUTH_VARIANTS, place, at)
    read, problems = read_fields(fields, str(place))
    if problems:
        raise Invalid(problems)
    OrgUnit.objects.select_for_update().get(pk=place.pk)
    last = VariantVersion.objects.filter(place=place).order_by("-number").first()
    if last and valid_from < last.valid_from:
        values = {"number": last.number, "since": f"{last.valid_from:%d/%m/%Y}"}
        raise Invalid([broken("AP-91", "valid_from", **values)])
    kept = [one.as_dict() for one in read]
    version = VariantVersion.objects.create(
        place=place,
        number=last.number + 1 if last else 1,
        title=title.strip()[:120] or str(place),
        fields=kept,
        valid_from=valid_from,
        published_at=at,
        published_by=by,
    )
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    facts = {"number": version.number, "fields": len(kept), "sha256": digest, "from": valid_from}
    record(action="authorizations.variant.publish", by=by, at=at, subject=version, place=place, data=facts)
    return version
