"""One tree of organisation units with kinds, several codes each, and dates of validity; areas; population.

For Mexico: sector → institution → reporting entity (institution × state) → medical unit.
"""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """A place with an official code: country, state, municipality (INEGI, DANE…)."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("País")
        STATE = "state", _("Entidad federativa")
        MUNICIPALITY = "municipality", _("Municipio")
        PROVINCE = "province", _("Provincia")
        DISTRICT = "district", _("Distrito")
        CORREGIMIENTO = "corregimiento", _("Corregimiento")
        COMARCA = "comarca", _("Comarca")

    system = models.CharField(max_length=20)  # who gives the code: "INEGI", "DANE"
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=160)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    centre_is_approximate = models.BooleanField(default=False)
    origin = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return self.name


class AreaPopulation(models.Model):
    """Inhabitants of an area in a year (persons)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    persons = models.PositiveIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="area_population_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.year}: {self.persons}"


class OrgUnitQuerySet(models.QuerySet["OrgUnit"]):
    """Questions about the tree."""

    def below(self, place: "OrgUnit") -> "OrgUnitQuerySet":
        """`place` and everything under it."""
        return self.filter(path__startswith=place.path)

    def valid_on(self, day: date) -> "OrgUnitQuerySet":
        """Units that exist on that day (both ends inclusive)."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class OrgUnit(models.Model):
    """A node of the tree. `path` is the ids from the root, as "/1/5/40/", kept by the actions."""

    class Kind(models.TextChoices):
        SECTOR = "sector", _("Sector")
        INSTITUTION = "institution", _("Institución")
        ENTITY = "entity", _("Entidad federativa")
        UNIT = "unit", _("Unidad médica")
        REGION = "region", _("Región de salud")
        FACILITY = "facility", _("Instalación de salud")

    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    code = models.CharField(max_length=40, unique=True)  # main code; the others are UnitCode rows
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    care_level = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    locality = models.CharField(max_length=160, blank=True)
    unit_type = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="units")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1; the root says it, the rest inherit
    synthetic = models.BooleanField(default=False)
    origin = models.CharField(max_length=200, blank=True)

    objects = OrgUnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["parent", "kind", "care_level"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(care_level__isnull=True) | Q(care_level__range=(1, 3)),
                name="orgunit_care_level_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="orgunit_validity_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def is_within(self, place: "OrgUnit") -> bool:
        """Whether this unit is `place` or hangs under it."""
        return self.path.startswith(place.path)

    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to the parent."""
        return [int(part) for part in self.path.strip("/").split("/")][:-1]

    def ancestor(self, kind: str) -> "OrgUnit | None":
        """This unit or its nearest ancestor of that kind."""
        if self.kind == kind:
            return self
        parent = self._state.fields_cache.get("parent")  # already read: no query
        if isinstance(parent, OrgUnit) and parent.kind == kind:
            return parent
        return OrgUnit.objects.filter(pk__in=self.ancestor_ids(), kind=kind).order_by("-path").first()


class UnitCode(models.Model):
    """One code of a unit in one system (CLUES, CLUES IMSS-Bienestar, …), unique in its system."""

    unit = models.ForeignKey(OrgUnit, models.CASCADE, related_name="codes")
    system = models.CharField(max_length=30)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="unit_code_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.value}"


class Contact(models.Model):
    """The responsible department of an institution, shown beside the help. Configuration, never code."""

    unit = models.OneToOneField(OrgUnit, models.CASCADE, related_name="contact")
    department = models.CharField(_("área responsable"), max_length=200)
    email = models.EmailField(_("correo"), blank=True)
    telephone = models.CharField(_("teléfono"), max_length=60, blank=True)
    address = models.CharField(_("domicilio"), max_length=300, blank=True)
    hours = models.CharField(_("horario"), max_length=120, blank=True)

    def __str__(self) -> str:
        return self.department
