"""What people can be selected by, app by app, and what each becomes in SQL."""
