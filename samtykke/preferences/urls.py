"""The addresses in mails to people, and the page about privacy. No row's number stands in them; keys of purposes do."""

from __future__ import annotations

from django.urls import path

from samtykke.preferences.views import confirmation, one_click, own_page, preview, privacy, staff

app_name = "preferences"
urlpatterns = [
    path("p/<str:token>/", own_page.show_page, name="page"),
    path("p/<str:token>/consents/<str:key>/confirmation/", own_page.ask_confirmation, name="confirmation-request"),
    path("p/<str:token>/consents/<str:key>/withdrawal/", own_page.say_no, name="withdrawal"),
    path("p/<str:token>/consents/<str:key>/receipt/", own_page.mail_receipt, name="receipt"),
    path("p/<str:token>/objection/", own_page.object_to_marketing, name="objection"),
    path("p/<str:token>/objection/receipt/", own_page.mail_objection_receipt, name="objection-receipt"),
    path("p/<str:token>/link/", own_page.send_fresh_link, name="link"),
    path("c/<str:token>/", confirmation.confirmation, name="confirm"),
    path("c/<str:token>/receipt/", confirmation.mail_receipt, name="confirmation-receipt"),
    path("c/<str:token>/link/", confirmation.send_fresh_link, name="confirmation-link"),
    # Without the slash too: a mail server that is sent on elsewhere has not unsubscribed anybody (REQ-71).
    path("u/<str:token>/", one_click.one_click, name="one-click"),
    path("u/<str:token>", one_click.one_click, name="one-click-bare"),
    path("people/<int:person_id>/own-page/", staff.show_as_person, name="as-person"),
    path("people/<int:person_id>/own-page/link/", staff.mail_link, name="link-by-staff"),
    path("own-page-preview/", preview.show, name="preview"),
    path("privacy/", privacy.show_privacy, name="privacy"),
    path("privacy/versions/<slug:name>/", privacy.show_statement, name="statement"),
    path("privacy/link/", privacy.link, name="privacy-link"),
]
