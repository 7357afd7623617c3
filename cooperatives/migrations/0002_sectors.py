"""The seven sectors of the Alliance's reports, and "other"."""

from django.db import migrations

SECTORS = [
    ("agriculture", "Nông, lâm nghiệp, thủy sản, dịch vụ nông nghiệp"),
    ("industry", "Công nghiệp, tiểu thủ công nghiệp"),
    ("construction", "Xây dựng và sản xuất vật liệu xây dựng"),
    ("trade", "Thương mại, dịch vụ"),
    ("transport", "Vận tải"),
    ("environment", "Vệ sinh môi trường"),
    ("credit", "Tín dụng"),
    ("other", "Lĩnh vực khác"),
]


def load(apps, schema_editor):
    model = apps.get_model("cooperatives", "Sector")
    for position, (code, name) in enumerate(SECTORS):
        model(code=code, name=name, position=position).save()


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
