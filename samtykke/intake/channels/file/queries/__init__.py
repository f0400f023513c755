"""The statements of an import: stage, meet, register, change, answer, undo. Tables named by us alone go into the SQL."""
