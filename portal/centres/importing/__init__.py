"""Centre records from a file or the public API: read, compared with the database, shown, and stored all or nothing."""
