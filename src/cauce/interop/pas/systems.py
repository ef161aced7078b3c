"""Code systems and addresses that the bundles use. FHIR R4 core, HL7 Da Vinci PAS 2.1, HL7 México for CURP and CLUES."""

CLAIM_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
PRIORITY = "http://terminology.hl7.org/CodeSystem/processpriority"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
REVIEW_ACTION = "https://codesystem.x12.org/005010/306"
ERROR_CODES = "https://codesystem.x12.org/005010/901"
ICD10 = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm")
CURP = ("urn:oid:2.16.840.1.113883.4.629", "http://www.gob.mx/curp")
NSS = ("http://www.imss.gob.mx/nss",)
LICENCE = ("http://www.cedulaprofesional.sep.gob.mx",)
CLUES = ("http://www.clues.salud.gob.mx",)

_BASE = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition"
REVIEW_ACTION_EXTENSION = f"{_BASE}/extension-reviewAction"
REVIEW_ACTION_CODE = f"{_BASE}/extension-reviewActionCode"
REVIEW_NUMBER = "number"
REVIEW_REASON = "reasonCode"
AUTHORISED_DETAIL = f"{_BASE}/extension-itemAuthorizedDetail"
PREAUTH_PERIOD = f"{_BASE}/extension-itemPreAuthPeriod"
PREAUTH_ISSUED = f"{_BASE}/extension-itemPreAuthIssueDate"
REFERENCE_NUMBER = f"{_BASE}/extension-administrationReferenceNumber"
REQUESTED_SERVICE = f"{_BASE}/extension-requestedService"
LEVEL_OF_SERVICE = f"{_BASE}/extension-levelOfServiceCode"
CANCELLED_FLAG = f"{_BASE}/modifierextension-infoCancelled"
ERROR_ELEMENT = f"{_BASE}/extension-errorElement"
ERROR_PATH = f"{_BASE}/extension-errorPath"
RESPONSE_BUNDLE = f"{_BASE}/profile-pas-response-bundle"
CLAIM_RESPONSE = f"{_BASE}/profile-claimresponse"
INQUIRY_BUNDLE = f"{_BASE}/profile-pas-inquiry-response-bundle"
FATHERS_FAMILY = "http://hl7.org/fhir/StructureDefinition/humanname-fathers-family"
MOTHERS_FAMILY = "http://hl7.org/fhir/StructureDefinition/humanname-mothers-family"
DUPLICATE_REASON = "duplicate-reason"  # our category of supportingInfo
EMERGENCY_CARE = "EMER"  # Encounter.class

# Our item states → X12 306 action codes, as PAS shows them.
ACTIONS: dict[str, tuple[str, str]] = {
    "approved": ("A1", "Certified in total"),
    "modified": ("A6", "Modified"),
    "denied": ("A3", "Not certified"),
    "pending": ("A4", "Pended"),
    "info_needed": ("A4", "Pended"),
    "cancelled": ("C", "Cancelled"),
    "not_required": ("NA", "No action required"),
}
