"""What follows from the rows."""
