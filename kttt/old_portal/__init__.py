"""The content of the office's old portal, brought in from a NukeViet 4 database and its uploads folder."""
