"""What the last steps refuse before they begin."""

import pytest

from cauce.core.errors import Invalid
from cauce.domains.exchange.actions.reminders import send_reminders
from cauce.domains.exchange.models import Declaration


def test_a_reminder_to_nobody_is_refused(world, now):
    with pytest.raises(Invalid) as refusal:
        send_reminders(by=world.coordinator, at=now, declarations=[])
    assert refusal.value.rule == "EX-71"


def test_uploading_without_a_file_says_so_beside_the_field(world, client_as):
    """EX-72."""
    declaration = Declaration.objects.create(round=world.round, entity=world.issste_bc)
    answer = client_as(world.head).post(f"/intercambio/registro/{declaration.pk}/subir/")
    assert answer.status_code == 422
    assert "No se seleccionó ningún archivo" in answer.content.decode()
