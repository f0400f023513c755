"""Forms to the bin and back. What was ever sent something is retired instead: its submissions name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.intake.models import IntakeRecord, IntakeTally
from samtykke.purposes.actions import retire_point
from samtykke.webforms.actions.forms import locked, save

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.webforms.models import WebForm


def was_used(form: WebForm) -> bool:
    """Whether anything was ever sent with it."""
    return any(kind.objects.filter(point=form.point).exists() for kind in (IntakeTally, IntakeRecord))


@transaction.atomic
def delete_form(form: WebForm, *, by: Actor, via: Via) -> WebForm:
    """Moves a form to the bin that was never sent anything; its address answers nothing. Twice changes nothing."""
    form = locked(form)
    if form.deleted_at is not None:
        return form
    if was_used(form):
        raise Refused(_("Something was sent with this form. Retire it instead."), code="form_used")
    form.point = retire_point(form.point, is_retired=True, by=by, via=via)
    form.deleted_at = now()
    save(form, "deleted_at")
    record(Deed.FORM_DELETED, subject=Ref("form", form.pk), by=by, via=via, form=form.slug)
    return form


@transaction.atomic
def undelete_form(form: WebForm, *, by: Actor, via: Via) -> WebForm:
    """Takes a form out of the bin, into use as it was."""
    form = locked(form)
    if form.deleted_at is not None:
        form.point = retire_point(form.point, is_retired=False, by=by, via=via)
        form.deleted_at = None
        save(form, "deleted_at")
        record(Deed.FORM_RESTORED, subject=Ref("form", form.pk), by=by, via=via, form=form.slug)
    return form
