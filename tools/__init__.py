"""What prepares files of the project and is not part of it at run time."""
