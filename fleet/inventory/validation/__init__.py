"""Rules that no single row can check."""
