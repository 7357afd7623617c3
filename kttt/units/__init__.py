"""Administrative units of the province with their history."""
