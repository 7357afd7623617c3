"""The office's pictures: where each is used; replaced everywhere at once, never deleted while used."""
