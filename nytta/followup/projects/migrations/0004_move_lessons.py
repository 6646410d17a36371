"""What projects had written as one text becomes an experience of theirs, found under its own code."""

from django.db import migrations


def move(apps, schema_editor):
    Project, Lesson = apps.get_model("projects", "Project"), apps.get_model("projects", "Lesson")
    Series, SearchText = apps.get_model("kit", "Series"), apps.get_model("kit", "SearchText")
    Examination = apps.get_model("records", "Examination")
    for project in Project.objects.exclude(lessons="").select_related("application").order_by("pk"):
        written_on = project.closed_on or project.started_on
        series, _ = Series.objects.get_or_create(name=f"L-{written_on.year}")
        series.last += 1
        series.save()
        code = f"L-{written_on.year}-{series.last:03d}"
        Lesson.objects.create(
            project=project, code=code, title=project.lessons.split("\n")[0][:160], subject="steering", tried=project.lessons, worked="–",
            otherwise=project.lessons, for_whom="–", contact=project.manager, written_by=project.manager, written_on=written_on,
        )
        SearchText.objects.filter(kind="lesson", code=project.code).update(code=code)
        for seen in Examination.objects.filter(subject=project.code, part="lessons").order_by("pk"):  # append-only: said anew of the experience
            seen.pk, seen.part = None, code
            seen.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0003_lessons"),
        ("kit", "0001_initial"),
        ("records", "0001_initial"),
    ]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
