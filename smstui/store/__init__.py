"""Private files and a local SQLite database. Importing this opens nothing."""
