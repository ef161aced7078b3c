"""What can be done in Cauce: verbs on nouns. Who may do it is said in roles.py.

A permission's value is stable: it is written in grants' audit and in API tokens.
"""

from enum import StrEnum


class Permission(StrEnum):
    """Every permission, one a line."""

    # Core
    UNITS_MANAGE = "core.units.manage"
    CONTACT_SET = "core.contact.set"
    CATALOGUES_MANAGE = "core.catalogues.manage"
    IMPORT_RUN = "core.import.run"
    PEOPLE_MANAGE = "core.people.manage"
    AUDIT_READ = "core.audit.read"
    JOBS_READ = "core.jobs.read"
    ROUNDS_MANAGE = "core.rounds.manage"

    # Signed packages between nodes
    PACKAGE_EXPORT = "packages.export"
    PACKAGE_IMPORT = "packages.import"
    PACKAGE_TRUST = "packages.trust"  # whose packages are believed

    # Exchange (module 1)
    EXCHANGE_READ = "exchange.declaration.read"
    EXCHANGE_ANSWER = "exchange.declaration.answer"  # step 2, SI / NO
    EXCHANGE_EDIT = "exchange.lines.edit"  # step 6
    EXCHANGE_FINALISE = "exchange.declaration.finalise"  # step 7
    EXCHANGE_UPLOAD = "exchange.signed_copy.upload"  # step 9
    EXCHANGE_REOPEN = "exchange.declaration.reopen"
    EXCHANGE_PAPER = "exchange.paper.record"
    EXCHANGE_REMIND = "exchange.reminder.send"
    EXCHANGE_CONSOLIDATED = "exchange.consolidated.read"
    EXCHANGE_PRODUCT_REQUEST = "exchange.product.request"
    EXCHANGE_PRODUCT_DECIDE = "exchange.product.decide"
    EXCHANGE_MATCH_RUN = "exchange.match.run"
    EXCHANGE_MATCH_READ = "exchange.match.read"
    EXCHANGE_PROPOSAL_DECIDE = "exchange.proposal.decide"  # accept or reject for one's own side
    EXCHANGE_AGREEMENT = "exchange.agreement.record"  # close as convenio

    # Oral health (module 4)
    ORAL_READ = "oralhealth.sheet.read"  # figures and sheets, identities masked
    ORAL_IDENTITY = "oralhealth.patient.read"  # who the patient is; each reading is logged
    ORAL_WRITE = "oralhealth.sheet.write"
    ORAL_REVIEW = "oralhealth.sheet.review"
    ORAL_CLAIM = "oralhealth.claim.raise"
    ORAL_CONSOLIDATE = "oralhealth.month.consolidate"
    ORAL_AGREE = "oralhealth.month.agree"
    ORAL_AGREE_DIRECTION = "oralhealth.month.agree.direction"
    ORAL_AGREE_PLANNING = "oralhealth.month.agree.planning"
    ORAL_AGREE_REGES = "oralhealth.month.agree.reges"
    ORAL_AGREE_HEAD = "oralhealth.month.agree.head"
    ORAL_REOPEN = "oralhealth.month.reopen"
    ORAL_REMIND = "oralhealth.reminder.send"
    ORAL_ANALYSE = "oralhealth.month.analyse"
    ORAL_STANDARD = "oralhealth.standard.set"
    ORAL_FEEDBACK = "oralhealth.feedback.send"  # to a facility, on its compared month
    ORAL_EXAMINE = "oralhealth.exam.write"
    ORAL_REGISTER = "oralhealth.register.write"  # hospital months, rinses, resources, population
    ORAL_STUDY = "oralhealth.study.manage"  # studies of the surveillance; reopens brigades
    ORAL_RECORD_AUDIT = "oralhealth.record.audit"  # the yearly audit of clinical records
    ORAL_INDICATORS = "oralhealth.indicators.read"
    ORAL_LISTING_PUBLISH = "oralhealth.listing.publish"  # share a listing with everybody
    ORAL_PAPER = "oralhealth.paper.issue"  # bulletins and printed forms, with folio

    # Prior authorisation (module 2)
    AUTH_READ = "authorizations.request.read"  # with a reason each time; every reading is logged
    AUTH_WRITE = "authorizations.request.write"
    AUTH_TRANSCRIBE = "authorizations.paper.transcribe"  # types what a physician of the unit signed
    AUTH_REVIEW = "authorizations.request.review"
    AUTH_APPEAL_FILE = "authorizations.appeal.file"
    AUTH_APPEAL_ASSIGN = "authorizations.appeal.assign"
    AUTH_APPEAL_DECIDE = "authorizations.appeal.decide"
    AUTH_LOOK_UP = "authorizations.number.look_up"
    AUTH_CONSUME = "authorizations.units.consume"
    AUTH_REVERSE = "authorizations.units.reverse"
    AUTH_SUSPEND = "authorizations.authorisation.suspend"
    AUTH_REVOKE = "authorizations.authorisation.revoke"
    AUTH_INTEREST = "authorizations.interest.declare"  # one's own
    AUTH_SERVICES = "authorizations.services.manage"  # policies, exemptions, centres, terms, teams
    AUTH_CRITERIA = "authorizations.criteria.publish"
    AUTH_VARIANTS = "authorizations.variant.publish"
    AUTH_DOUBLE = "authorizations.double_review.assign"
    AUTH_OVERSIGHT = "authorizations.oversight.read"
    AUTH_SIGNALS = "authorizations.signal.look"
    AUTH_READ_LOG = "authorizations.read_log.read"  # who looked at which request

    # Risk plans (module 3)
    RISK_READ = "riskplans.report.read"
    RISK_WRITE = "riskplans.report.write"  # figures, activities, evidence, workbook
    RISK_SEND = "riskplans.report.send"
    RISK_REVIEW = "riskplans.report.review"  # the territory comments, returns, accepts
    RISK_TERRITORY = "riskplans.territory.write"  # the follow-up report of the territory
    RISK_REQUEST = "riskplans.plan.request"  # asks for a plan's viability or its modification
    RISK_VIABILISE = "riskplans.plan.viabilise"
    RISK_EVALUATE = "riskplans.evaluation.write"
    RISK_CLOSE = "riskplans.evaluation.close"
    RISK_ANNUAL = "riskplans.annual.read"  # the consolidated report to the Ministry
    RISK_ANNUAL_WRITE = "riskplans.annual.write"
    RISK_CATALOGUE = "riskplans.catalogue.manage"  # UVR tables, definitions, categories, terms

    @property
    def binds(self) -> bool:
        """Whether the act binds the institution: the password, and a second factor if set, are asked."""
        return self in BINDING


BINDING = frozenset(
    {
        Permission.EXCHANGE_FINALISE,
        Permission.EXCHANGE_AGREEMENT,
        Permission.RISK_SEND,
        Permission.RISK_VIABILISE,
        Permission.RISK_CLOSE,
    }
)
