"""What this machine remembers: private files and a local SQLite. Importing it opens nothing."""
