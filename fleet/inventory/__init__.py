"""What may be written in an inventory: its rows, their reading, their errors and the rules across them."""
