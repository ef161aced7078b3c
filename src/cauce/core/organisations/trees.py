"""Which tree each module works in: several countries' programmes can stand in one installation."""

from django.conf import settings

from .models import OrgUnit


def root_of(module: str) -> OrgUnit | None:
    """The root of the module's tree (`CAUCE_ROOTS`), or None while it is not loaded."""
    return OrgUnit.objects.filter(code=settings.CAUCE_ROOTS.get(module, ""), parent=None).first()


def is_in_tree(place: OrgUnit, module: str) -> bool:
    """Whether the place belongs to the module's tree; a module without a tree of its own works in all."""
    root = root_of(module)
    return root is None or place.is_within(root)


def module_of(code: str) -> str:
    """The module that a code begins with ("exchange-services": exchange), or "" when it belongs to none."""
    module = code.partition("-")[0]
    return module if module in settings.CAUCE_ROOTS else ""
