"""Cổng thông tin Liên minh Hợp tác xã tỉnh Lai Châu: the project's wiring and building blocks."""
