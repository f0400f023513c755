"""Addresses of activities, tasks and the calendar."""

from __future__ import annotations

from django.urls import path

from samtykke.activities.views import calendar, cards, deals, feeds, mailing, one, standing, tasks

ONE = "activities/<int:pk>"

app_name = "activities"
urlpatterns = [
    path("people/<int:person_id>/activities/", cards.show_person, name="person"),
    path("people/<int:person_id>/activities/call/", cards.log_call, name="call"),
    path("people/<int:person_id>/email/", mailing.writing, name="mail"),
    path("companies/<int:company_id>/activities/", cards.show_company, name="company"),
    path("sales/<int:sale_id>/activities/", deals.show_sale, name="sale"),
    path("projects/<int:project_id>/activities/", deals.show_project, name="project"),
    path("activities/new/", one.new, name="new"),
    path("activities/people/", one.find_people, name="find-people"),
    path(f"{ONE}/", one.show_activity, name="activity"),
    path(f"{ONE}/change/", one.details, name="change"),
    path(f"{ONE}/completion/", standing.finish, name="completion"),
    path(f"{ONE}/reopening/", standing.reopen, name="reopening"),
    path(f"{ONE}/cancellation/", standing.cancel, name="cancellation"),
    path(f"{ONE}/deletion/", standing.delete, name="deletion"),
    path(f"{ONE}/restoration/", standing.restore, name="restoration"),
    path(f"{ONE}/taking-back/", standing.take_back, name="taking-back"),
    path("tasks/", tasks.show_tasks, name="tasks"),
    path("tasks/new/", tasks.add_task, name="task-new"),
    path("tasks/<int:pk>/completion/", tasks.tick, name="tick"),
    path("calendar/", calendar.show_calendar, name="calendar"),
    path("calendar/feed/", feeds.feed, name="feed"),
    path("calendar/feed/revocation/", feeds.revoke, name="feed-revocation"),
    path("calendar/feed/<str:token>.ics", feeds.show_feed, name="feed-file"),
]
