"""Legal and administrative documents with their files."""
