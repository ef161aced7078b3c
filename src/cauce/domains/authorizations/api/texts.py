"""What may stand in a typed request: JSON that both databases can keep."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ValueError("trae números o signos que no pueden guardarse") from error
    return value


Typed = Annotated[dict[str, Any], AfterValidator(_storable)]
