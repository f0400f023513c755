"""Addresses of the fields that the company adds."""

from __future__ import annotations

from django.urls import path

from samtykke.fields.views import cards, options, settings

FIELD = "fields/<str:key>"
VALUE = f"{FIELD}/values/<str:option_key>"

app_name = "fields"
urlpatterns = [
    path("fields/", settings.show_fields, name="fields"),
    path("fields/people/new/", settings.new, {"subject": "people"}, name="new-of-people"),
    path("fields/companies/new/", settings.new, {"subject": "companies"}, name="new-of-companies"),
    path(f"{FIELD}/", settings.field, name="field"),
    path(f"{FIELD}/place/", settings.move, name="field-place"),
    path(f"{FIELD}/retirement/", settings.retire, name="field-retirement"),
    path(f"{FIELD}/deletion/", settings.delete, name="field-deletion"),
    path(f"{FIELD}/restoration/", settings.restore, name="field-restoration"),
    path(f"{FIELD}/values/", options.add, name="values"),
    path(f"{VALUE}/", options.option, name="value"),
    path(f"{VALUE}/place/", options.move, name="value-place"),
    path(f"{VALUE}/retirement/", options.retire, name="value-retirement"),
    path(f"{VALUE}/deletion/", options.delete, name="value-deletion"),
    path(f"{VALUE}/merge/", options.merge, name="value-merge"),
    path("people/<int:person_id>/more/", cards.show_person, name="person"),
    path("people/<int:person_id>/more/change/", cards.person_form, name="person-form"),
    path("companies/<int:company_id>/more/", cards.show_company, name="company"),
    path("companies/<int:company_id>/more/change/", cards.company_form, name="company-form"),
]
