"""The demo's accounts, one for each of the office's groups. They exist in development only."""

DEMO_PASSWORD = "Lai-Chau-2026"  # noqa: S105  (printed at every start; production has no demo)

# (username, password, group; "" is the superuser)
DEMO_ACCOUNTS = [
    ("quantri", DEMO_PASSWORD, ""),
    ("lanhdao", DEMO_PASSWORD, "Lãnh đạo duyệt"),
    ("bientap", DEMO_PASSWORD, "Biên tập"),
    ("phongvien", DEMO_PASSWORD, "Phóng viên"),
    ("vanthu", DEMO_PASSWORD, "Văn thư"),
    ("canbo", DEMO_PASSWORD, "Cán bộ đăng ký"),
]
