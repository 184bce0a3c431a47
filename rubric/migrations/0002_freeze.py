from django.db import migrations

from rubric.freezing import freeze, lift


class Migration(migrations.Migration):
    dependencies = [("rubric", "0001_initial")]
    operations = [migrations.RunPython(freeze, lift)]
