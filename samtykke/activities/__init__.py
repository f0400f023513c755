"""What staff do with people: meetings, calls, tasks, notes and mails; the calendar and the tasks."""
