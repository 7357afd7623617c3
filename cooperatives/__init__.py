"""The registry: cooperatives, unions, credit funds and cooperative groups."""
