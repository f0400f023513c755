"""Addresses of what looks at the whole."""

from __future__ import annotations

from django.urls import include, path

from samtykke.governance.desk import views as desk
from samtykke.governance.views import audit, informing, may, naming, outbox, statement, templates

app_name = "governance"
urlpatterns = [
    path("desk/", desk.show_desk, name="desk"),
    path("desk/counting/", desk.count_again, name="desk-counting"),
    path("may/", may.show, name="may"),
    path("may/people/<slug:reason>/", may.show_people, name="may-people"),
    path("may/file/", may.file, name="may-export"),
    path("informing/", informing.show, name="informing"),
    path("informing/all/", informing.everybody, name="inform-all"),
    path("informing/file/", informing.file, name="informing-export"),
    path("outbox/", outbox.show_outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.show_mail, name="mail"),
    path("outbox/<int:pk>/hand-over/", outbox.send_again, name="mail-again"),
    path("outbox/<int:pk>/copy/", outbox.send_anew, name="mail-anew"),
    path("outbox/<int:pk>/message/", outbox.show_transmitted, name="mail-message"),
    path("outbox/runs/<int:run_id>/", outbox.show_run, name="mail-run"),
    path("outbox/runs/<int:run_id>/cancellation/", outbox.cancel_run, name="mail-run-cancellation"),
    path("templates/", templates.list_templates, name="templates"),
    path("templates/new/", templates.new_template, name="template-new"),
    path("templates/<str:key>/", templates.one_template, name="template"),
    path("templates/<str:key>/sample/<str:language>/", templates.sample, name="template-sample"),
    path("templates/<str:key>/trial/<str:language>/", templates.try_out, name="template-trial"),
    path("templates/<str:key>/versions/<str:language>/<int:version>/", templates.show_version, name="template-version"),
    path(
        "templates/<str:key>/versions/<str:language>/<int:version>/copy/",
        templates.restore_version,
        name="template-version-copy",
    ),
    path("templates/<str:key>/deletion/", templates.delete_template, name="template-deletion"),
    path("templates/<str:key>/restoration/", templates.restore_template, name="template-restoration"),
    path("privacy-statement/", statement.show_all, name="statement"),
    path("privacy-statement/<str:language>/", statement.draft, name="statement-draft"),
    path("privacy-statement/<str:language>/set-up/", statement.renew_draft, name="statement-set-up"),
    path("privacy-statement/<str:language>/publication/", statement.publication, name="statement-publication"),
    path("privacy-statement/<str:language>/versions/<int:version>/", statement.show_version, name="statement-version"),
    path("audit/", audit.show_trail, name="audit"),
    path("audit/file/", audit.file, name="audit-export"),
    path("audit/names-of-staff/", naming.naming, name="naming"),
    path("data-map/", include("samtykke.governance.data_map.urls")),
    path("guide/", include("samtykke.governance.guide.urls")),
    path("record/", include("samtykke.governance.records.urls")),
    path("assessments/", include("samtykke.governance.assessments.urls")),
    path("settings/", include("samtykke.governance.settings.urls")),
    path("measures/", include("samtykke.governance.measures.urls")),
]
