"""What is written for other programs, from the inventory alone: text in, text out."""
