"""Addresses of what people and companies are called and reached by."""

from __future__ import annotations

from django.urls import path

from samtykke.contacts.views import (
    adding,
    belonging,
    companies,
    company_duplicates,
    company_facts,
    company_merging,
    correcting,
    facts,
    hints,
    interests,
    people,
)

PERSON = "people/<int:person_id>"
PAIR = "duplicates/companies/<int:first_id>/<int:second_id>"

app_name = "contacts"
urlpatterns = [
    path(f"{PERSON}/details/", people.details, name="details"),
    path(f"{PERSON}/same/", hints.show_same_person, name="same-person"),
    path(f"{PERSON}/interests/", interests.show_interests, name="interests"),
    path(f"{PERSON}/interests/choice/", interests.change_interests, name="interests-choice"),
    path(f"{PERSON}/facts/<slug:fact>/", facts.fact, name="fact"),
    path(f"{PERSON}/changes/<int:change_id>/reversal/", facts.undo, name="change-undo"),
    path(f"{PERSON}/companies/", adding.companies, name="belonging-new"),
    path(f"{PERSON}/companies/<int:belonging_id>/", belonging.company, name="belonging"),
    path(f"{PERSON}/companies/<int:belonging_id>/removal/", belonging.remove_company, name="belonging-removal"),
    path(f"{PERSON}/companies/<int:company_id>/leaving/", belonging.leaving, name="leaving"),
    path(f"{PERSON}/companies/<int:company_id>/preference/", belonging.make_main, name="company-preference"),
    path(f"{PERSON}/postal/", adding.postals, name="postal-new"),
    path(f"{PERSON}/postal/<int:postal_id>/", belonging.postal, name="postal"),
    path(f"{PERSON}/postal/<int:postal_id>/removal/", belonging.remove_postal, name="postal-removal"),
    path(f"{PERSON}/emails/<int:row_id>/", belonging.email, name="email"),
    path(f"{PERSON}/emails/<int:row_id>/return/", people.bring_email_back, name="email-return"),
    path(f"{PERSON}/emails/<int:row_id>/correction/", correcting.email_correction, name="email-correction"),
    path(
        f"{PERSON}/emails/<int:row_id>/correction/<int:before_id>/reversal/",
        correcting.take_email_back,
        name="email-correction-undo",
    ),
    path(f"{PERSON}/phones/<int:phone_id>/correction/", correcting.phone_correction, name="phone-correction"),
    path(
        f"{PERSON}/phones/<int:phone_id>/correction/<int:before_id>/reversal/",
        correcting.take_phone_back,
        name="phone-correction-undo",
    ),
    path(f"{PERSON}/phones/<int:phone_id>/", belonging.phone, name="phone"),
    path(f"{PERSON}/phones/<int:row_id>/return/", people.bring_phone_back, name="phone-return"),
    path(f"{PERSON}/emails/", adding.emails, name="emails"),
    path(f"{PERSON}/emails/<int:row_id>/retirement/", people.retire_email, name="email-retirement"),
    path(f"{PERSON}/emails/<int:row_id>/preference/", people.prefer_email, name="email-preference"),
    path(f"{PERSON}/phones/", adding.phones, name="phones"),
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
    path("companies/<int:company_id>/facts/<slug:fact>/", company_facts.fact, name="company-fact"),
    path(
        "companies/<int:company_id>/changes/<int:change_id>/reversal/",
        company_facts.undo,
        name="company-change-undo",
    ),
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
