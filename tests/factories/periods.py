"""Rounds."""

import factory
from factory.django import DjangoModelFactory

from cauce.core.periods.models import Round, RoundWindow


class RoundFactory(DjangoModelFactory):
    """A round of the exchange; opening and closing are given by the caller."""

    class Meta:
        model = Round

    module = "exchange"
    code = factory.Sequence(lambda n: f"R{n}")
    name = factory.LazyAttribute(lambda round_: f"Captura {round_.code}")


class RoundWindowFactory(DjangoModelFactory):
    """An institution's own window."""

    class Meta:
        model = RoundWindow
