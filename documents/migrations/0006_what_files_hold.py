import kttt.private_files
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0005_standing_data'),
    ]

    operations = [
        migrations.AddField(
            model_name='filetext',
            name='drawn_pages',
            field=models.FileField(blank=True, storage=kttt.private_files.private_storage, upload_to=kttt.private_files.random_path, verbose_name='ảnh các trang'),
        ),
        migrations.AddField(
            model_name='filetext',
            name='page_sizes',
            field=models.JSONField(blank=True, default=list, verbose_name='rộng, cao của ảnh từng trang'),
        ),
        migrations.AddField(
            model_name='filetext',
            name='problem',
            field=models.CharField(blank=True, choices=[('locked', 'Tệp có mật khẩu'), ('broken', 'Tệp hỏng, không mở được'), ('too_hard', 'Tệp quá lớn hoặc quá phức tạp, không đọc được hết')], max_length=10, verbose_name='trở ngại khi đọc'),
        ),
        # Everything is read anew: what was read before has no pages.
        migrations.RunSQL("UPDATE documents_filetext SET name = ''", migrations.RunSQL.noop),
    ]
