"""For every table: how its changes are audited. A new model without a line here fails a test.

event     each change is a business event of the chain, written by its action
digest    rows written in bulk; one event with the batch's facts and digest
part      changes only together with its owner, whose event tells it
evidence  is itself evidence: the chain, seals, counters of folios
technical no business content: sessions, queues, caches, counters
"""

EVENT, DIGEST, PART, EVIDENCE, TECHNICAL = "event", "digest", "part", "evidence", "technical"

# model label → (decision, why)
DECISIONS: dict[str, tuple[str, str]] = {
    "accounts.User": (EVENT, "accounts.person.*; sign-ins are in axes.AccessLog"),
    "accounts.User_groups": (TECHNICAL, "Django's groups are not used: roles are code"),
    "accounts.User_user_permissions": (TECHNICAL, "Django's permissions are not used: grants are"),
    "accounts.Grant": (EVENT, "accounts.grant.*"),
    "accounts.ApiToken": (EVENT, "accounts.token.*; last_used_at is technical"),
    "organisations.Area": (DIGEST, "official codes, loaded as reference data"),
    "organisations.AreaPopulation": (DIGEST, "loaded as reference data"),
    "organisations.OrgUnit": (EVENT, "organisations.unit.create; imports write one event with the digest"),
    "organisations.UnitCode": (PART, "of its unit"),
    "organisations.Contact": (EVENT, "organisations.contact.set"),
    "periods.Round": (EVENT, "exchange.round.open"),
    "periods.RoundWindow": (EVENT, "exchange.round.window"),
    "catalogues.Catalogue": (EVENT, "catalogues.catalogue.create"),
    "catalogues.Release": (EVENT, "catalogues.release.*; triggers keep a published one"),
    "catalogues.Entry": (EVENT, "catalogues.entry.*; bulk loads tell their count and digest"),
    "catalogues.Alias": (EVENT, "catalogues.alias.*"),
    "audit.Event": (EVIDENCE, "the chain; triggers refuse change"),
    "audit.ChainHead": (EVIDENCE, "the chain's last link"),
    "documents.FolioCounter": (EVIDENCE, "raised inside documents.issue"),
    "documents.IssuedDocument": (EVENT, "documents.issue, documents.supersede"),
    "documents.SignedCopy": (EVENT, "documents.receive, documents.judge"),
    "imports.Import": (EVENT, "imports.prepare, imports.apply, imports.discard, with the file's SHA-256"),
    "jobs.Job": (TECHNICAL, "the act that starts it is audited; cancelling is an event"),
    "jobs.ScheduledRun": (TECHNICAL, "when the schedule ran"),
    "jobs.WorkerBeat": (TECHNICAL, "heartbeat"),
    "notifications.Notification": (TECHNICAL, "the act that causes it is audited"),
    "notifications.Preference": (EVENT, "notifications.preference.set"),
    "web.SentForm": (TECHNICAL, "idempotency of forms, kept two days"),
    "api.RememberedAnswer": (TECHNICAL, "idempotency of the API"),
    "indicators.SnapshotPart": (TECHNICAL, "derived: can be computed again"),
    "indicators.StoredResult": (TECHNICAL, "derived: can be computed again"),
    "exchange.Declaration": (EVENT, "exchange.declaration.*"),
    "exchange.Line": (DIGEST, "exchange.sheet.save tells what was added, changed and removed"),
    "exchange.Sheet": (PART, "the version of a grid, in exchange.sheet.save"),
    "exchange.Reopening": (EVENT, "exchange.declaration.reopen"),
    "exchange.PaperReceipt": (EVENT, "exchange.paper.record"),
    "exchange.ProductRequest": (EVENT, "exchange.product.*"),
    "exchange.MatchRun": (EVENT, "exchange.match.request, exchange.match.finish"),
    "exchange.MatchRun_kept": (PART, "of its run"),
    "exchange.Proposal": (EVENT, "written with its run; exchange.proposal.*"),
    "exchange.Unmet": (DIGEST, "written with its run"),
    "exchange.Unused": (DIGEST, "written with its run"),
    "authorizations.Request": (EVENT, "authorizations.request.*; typing a draft keeps who, when and version"),
    "authorizations.Item": (EVENT, "with its request; each decision is an event"),
    "authorizations.OncologyAnnex": (PART, "of its item"),
    "authorizations.ProstheticsAnnex": (PART, "of its item"),
    "authorizations.Evidence": (EVENT, "authorizations.evidence.*, with the file's SHA-256"),
    "authorizations.ScreeningLine": (PART, "of authorizations.request.screen"),
    "authorizations.FolioSeries": (EVIDENCE, "raised with the request or the authorisation"),
    "authorizations.Assignment": (EVENT, "authorizations.request.claim, .release"),
    "authorizations.Decision": (EVENT, "authorizations.items.decide, .appeal.decide; triggers keep it"),
    "authorizations.InfoRequest": (EVENT, "authorizations.information.*"),
    "authorizations.ClockSegment": (PART, "of what starts and stops the clock"),
    "authorizations.BlindReview": (EVENT, "authorizations.double_review.*"),
    "authorizations.ReadLog": (EVIDENCE, "who looked and why; triggers refuse change"),
    "authorizations.Authorisation": (EVENT, "authorizations.authorisation.*"),
    "authorizations.Use": (EVENT, "authorizations.units.*; triggers keep and count it"),
    "authorizations.LookUp": (EVIDENCE, "every look-up; triggers refuse change"),
    "authorizations.Appeal": (EVENT, "authorizations.appeal.*"),
    "authorizations.CriteriaVersion": (EVENT, "authorizations.criteria.publish; triggers keep it"),
    "authorizations.VariantVersion": (EVENT, "authorizations.variant.publish; triggers keep it"),
    "authorizations.Signal": (EVENT, "authorizations.signal.*"),
    "authorizations.Patient": (PART, "changes with the request that brings the person"),
    "authorizations.Entitlement": (DIGEST, "loaded from the institution's register"),
    "authorizations.Professional": (EVENT, "authorizations.professional.set"),
    "authorizations.ReviewerSpeciality": (EVENT, "authorizations.professional.set"),
    "authorizations.CareTeam": (EVENT, "authorizations.team.set"),
    "authorizations.CareTeamMember": (EVENT, "authorizations.team.set"),
    "authorizations.DeclaredInterest": (EVENT, "authorizations.interest.*"),
    "authorizations.ServicePolicy": (EVENT, "authorizations.service.set"),
    "authorizations.UnitExemption": (EVENT, "authorizations.exemption.set"),
    "authorizations.ServiceCentre": (EVENT, "authorizations.centre.set"),
    "authorizations.ClockRule": (EVENT, "authorizations.term.set"),
}

# Tables of the parts we build on.
FOREIGN: dict[str, tuple[str, str]] = {
    "auth": (TECHNICAL, "Django's groups and permissions are not used"),
    "contenttypes": (TECHNICAL, "names of models"),
    "sessions": (TECHNICAL, "sessions"),
    "account": (TECHNICAL, "allauth: addresses, changed with their person"),
    "mfa": (TECHNICAL, "second factors; setting and removing are told to the person"),
    "usersessions": (TECHNICAL, "which devices are signed in"),
    "axes": (EVIDENCE, "sign-ins and failures, kept apart from the chain"),
    "django_tasks_database": (TECHNICAL, "the queue"),
}


def decision_for(label: str) -> tuple[str, str] | None:
    """(decision, why) for a model's label ("exchange.Line"), or None when nobody decided."""
    return DECISIONS.get(label) or FOREIGN.get(label.split(".")[0])
