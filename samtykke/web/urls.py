"""Addresses of the shell, and of the pages put together from several apps."""

from __future__ import annotations

from django.urls import path

from samtykke.web.views import chosen, components, duplicates, find, frame, help, home, merging, people, person, start

app_name = "web"
urlpatterns = [
    path("", home.show_home, name="home"),
    path("start/", start.begin, name="start"),
    path("help/", help.show_topics, name="help"),
    path("help/<slug:slug>/", help.show_topic, name="help-topic"),
    path("find/", find.show_found, name="find"),
    path("people/", people.show_people, name="people"),
    path("people/columns/", people.choose_columns, name="people-columns"),
    path("people/file/", people.file, name="people-export"),
    path("people/selection/", chosen.show_saving, name="people-saving"),
    path("people/chosen/list/", chosen.add_to_list, name="people-to-list"),
    path("people/chosen/file/", chosen.take_out, name="people-taken-out"),
    path("people/<int:person_id>/", person.show_person, name="person"),
    path("people/<int:person_id>/privacy/", person.show_privacy, name="person-privacy"),
    path("people/<int:person_id>/timeline/", person.show_timeline, name="person-timeline"),
    path("people/<int:person_id>/mail/", person.show_mail, name="person-mail"),
    path("people/<int:person_id>/merge/", merging.merging, name="merge"),
    path("merges/<int:merge_id>/split/", merging.splitting, name="split"),
    path("duplicates/", duplicates.show_duplicates, name="duplicates"),
    path("duplicates/<int:first_id>/<int:second_id>/", duplicates.tell_apart, name="told-apart"),
    path("duplicates/<int:first_id>/<int:second_id>/again/", duplicates.pair_again, name="paired-again"),
    path("components/", components.show_components, name="components"),
    path("language/", frame.choose_language, name="language"),
    path("theme/", frame.choose_theme, name="theme"),
    path("source/", frame.show_source, name="source"),
    path("source/samtykke-source.tar.gz", frame.download_source, name="source-archive"),
]
