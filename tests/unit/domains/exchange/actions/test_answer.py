"""Step 2: SI or NO."""

import pytest

from cauce.core.audit.log import history
from cauce.core.errors import NotAllowed, NotNow
from cauce.domains.exchange.actions import answer_declaration


def test_an_answer_is_recorded_and_audited(world, declaration):
    answered = answer_declaration(by=world.editor, at=world.now, declaration=declaration, answer=False)
    assert answered.answer is False
    assert history(declaration).first().data == {"before": True, "after": False}


def test_no_is_refused_while_rows_exist(world, declaration, save):
    save({world.products[0]: {"surplus_patients": "4"}})
    with pytest.raises(NotNow) as refused:
        answer_declaration(by=world.editor, at=world.now, declaration=declaration, answer=False)
    assert refused.value.rule == "EX-20"
    assert "(renglones: 1; unidades: 1)" in str(refused.value)


@pytest.mark.parametrize(
    "who", ["reporter", "head_hgo", "head_imss", "coordinator", "sector", "auditor", "admin"]
)
def test_only_the_entity_answers(world, declaration, who):
    with pytest.raises(NotAllowed) as refused:
        answer_declaration(by=world.users[who], at=world.now, declaration=declaration, answer=True)
    assert "Captura de la entidad federativa" in refused.value.who
