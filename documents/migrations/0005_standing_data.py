"""Other names of types and fields, what lists said, and the types, bodies and fields that everybody needs."""

import django.db.models.deletion
from django.db import migrations, models

from documents import naming, standing_data
from kttt import text


def load(apps, schema_editor):
    lists = [apps.get_model("documents", name) for name in ("DocumentType", "IssuingBody", "Field")]
    for model in lists:
        for row in model.objects.all():
            row.folded = text.searchable(" ".join(naming.written(row)))
            row.save(update_fields=["folded"])
    standing_data.load(*lists)


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_law_as_graph'),
    ]

    operations = [
        migrations.AddField(
            model_name='documenttype',
            name='folded',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.AddField(
            model_name='documenttype',
            name='other_names',
            field=models.TextField(blank=True, help_text='Mỗi dòng một tên.', verbose_name='cách gọi khác'),
        ),
        migrations.AddField(
            model_name='field',
            name='folded',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.AddField(
            model_name='field',
            name='other_names',
            field=models.TextField(blank=True, help_text='Mỗi dòng một tên.', verbose_name='cách gọi khác'),
        ),
        migrations.AddField(
            model_name='issuingbody',
            name='folded',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.CreateModel(
            name='Listed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.JSONField(default=dict, verbose_name='danh sách ghi')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='documents.document', verbose_name='văn bản')),
            ],
            options={
                'verbose_name': 'văn bản nhập từ danh sách',
                'verbose_name_plural': 'văn bản nhập từ danh sách',
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
