"""Areas and units of the tree."""

import factory
from factory.django import DjangoModelFactory

from cauce.core.organisations.actions import place_under
from cauce.core.organisations.models import Area, OrgUnit


class AreaFactory(DjangoModelFactory):
    """A state; pass kind and parent for a municipality."""

    class Meta:
        model = Area
        django_get_or_create = ("system", "code")

    system = "INEGI"
    code = factory.Sequence(lambda n: f"{n + 40:02d}")
    kind = Area.Kind.STATE
    name = factory.LazyAttribute(lambda area: f"Estado {area.code}")


class OrgUnitFactory(DjangoModelFactory):
    """A medical unit; the path is kept as the actions keep it."""

    class Meta:
        model = OrgUnit

    kind = OrgUnit.Kind.UNIT
    code = factory.Sequence(lambda n: f"ZZTST{n:06d}")
    name = factory.LazyAttribute(lambda unit: f"Unidad sintética {unit.code}")
    parent = None
    synthetic = True
    origin = "prueba"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return place_under(model_class(*args, **kwargs))
