from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0014_move_effects'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='project',
            name='effect_cause',
        ),
        migrations.RemoveField(
            model_name='project',
            name='effect_explanation',
        ),
    ]
