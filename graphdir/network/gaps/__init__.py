"""What schools and places have, what they lack as far as is recorded, and what hangs on one carrier."""
