"""The hash chain, pure: each event's hash covers its content and the hash before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def digest(
    *,
    sequence: int,
    at: datetime,
    by_id: int | None,
    by_name: str,
    action: str,
    subject: str,
    place_id: int | None,
    reason: str,
    data: dict[str, Any],
    previous: str,
) -> str:
    """SHA-256 (hex) of one event. `at` is taken in UTC to the microsecond; `data` as canonical JSON."""
    content = [sequence, at.astimezone(UTC).isoformat(timespec="microseconds"), by_id, by_name, action]
    content += [subject, place_id, reason, data, previous]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
