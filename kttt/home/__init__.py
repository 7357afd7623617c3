"""The home page, composed of blocks that the office turns on, off and puts in order."""
