"""What was computed, in sentences and tables for people and records for programs."""
