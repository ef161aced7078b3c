"""Every write to a declaration first locks its row, so that writers of one declaration queue up."""

from ..models import Declaration


def locked(declaration: Declaration) -> Declaration:
    """The declaration as it is now in the database, locked until the transaction ends."""
    return (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("round", "entity", "finalised_by")
        .get(pk=declaration.pk)
    )
