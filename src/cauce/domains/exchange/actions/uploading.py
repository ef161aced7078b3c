"""Step 9: the signed copy of the final version comes in."""

from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.intake import receive_signed_copy
from cauce.core.documents.models import SignedCopy

from ..models import Declaration
from ..policies import check_can_upload, refuse
from ..reports.issuing import final_version


def upload_signed_copy(*, by: User, at: datetime, declaration: Declaration, upload: Any) -> SignedCopy:
    """Receive `upload` as the signed copy of the version in force; the declaration turns green.

    Not one transaction, as `receive_signed_copy` tells; the copy and the declaration's state are
    (signed.py). Raises Invalid (DOC-nn, with what is wrong), NotNow (EX-31, EX-33), NotAllowed.
    """
    require(by, Permission.EXCHANGE_UPLOAD, declaration.entity, at)
    check_can_upload(declaration, at)
    document = final_version(declaration)
    if document is None:
        raise refuse("EX-33")
    return receive_signed_copy(by=by, at=at, document=document, upload=upload)
