"""Every page as a frozen value that names its template: what is not here cannot be shown."""
