"""Addresses of what people and companies are called and reached by."""

from __future__ import annotations

from django.urls import path

from samtykke.contacts.views import companies, company_duplicates, company_merging, hints, people

PERSON = "people/<int:person_id>"
PAIR = "duplicates/companies/<int:first_id>/<int:second_id>"

app_name = "contacts"
urlpatterns = [
    path(f"{PERSON}/details/", people.details, name="details"),
    path(f"{PERSON}/same/", hints.show_same_person, name="same-person"),
    path(f"{PERSON}/emails/", people.add_email, name="emails"),
    path(f"{PERSON}/emails/<int:row_id>/retirement/", people.retire_email, name="email-retirement"),
    path(f"{PERSON}/emails/<int:row_id>/preference/", people.prefer_email, name="email-preference"),
    path(f"{PERSON}/phones/", people.add_phone, name="phones"),
    path(f"{PERSON}/phones/<int:row_id>/retirement/", people.retire_phone, name="phone-retirement"),
    path(f"{PERSON}/phones/<int:row_id>/preference/", people.prefer_phone, name="phone-preference"),
    path(f"{PERSON}/deletion/", people.delete, name="deletion"),
    path(f"{PERSON}/restoration/", people.restore, name="restoration"),
    path("companies/", companies.show_companies, name="companies"),
    path("companies/columns/", companies.choose_columns, name="company-columns"),
    path("companies/same/", hints.show_same_company, name="same-company"),
    path("companies/new/", companies.new, name="company-new"),
    path("companies/names/", companies.suggest, name="company-names"),
    path("companies/<int:company_id>/", companies.show_company, name="company"),
    path("companies/<int:company_id>/details/", companies.details, name="company-details"),
    path("companies/<int:company_id>/deletion/", companies.delete, name="company-deletion"),
    path("companies/<int:company_id>/restoration/", companies.restore, name="company-restoration"),
    path("companies/<int:company_id>/history/", companies.show_history, name="company-history"),
    path("companies/<int:company_id>/merge/", company_merging.merging, name="company-merge"),
    path("companies/merges/<int:merge_id>/split/", company_merging.splitting, name="company-split"),
    path("duplicates/companies/", company_duplicates.show_duplicates, name="company-duplicates"),
    path(f"{PAIR}/", company_duplicates.tell_apart, name="companies-told-apart"),
    path(f"{PAIR}/again/", company_duplicates.pair_again, name="companies-paired-again"),
]
