"""The figures that everybody quotes: counted on any day, defined in one catalogue, written into the year-end report."""
