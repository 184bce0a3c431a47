from django.db import migrations

# Those that occur in the shipped content, and their likes in the same series.
WORDS = """
amper
beperkt
een aantal
gedeeltelijk
geen
in beperkte mate
meerdere
meestal
nauwelijks
niet alle
niet altijd
nog niet alle
onvoldoende
onvolledig
planmatig
soms
systematisch
veel
voldoende
volledig
weinig
weinig of geen
weinig of niet
zelden
"""


def seed(apps, schema_editor):
    words = apps.get_model("rubric", "QuantifierWord")
    for word in WORDS.strip().splitlines():
        words.objects.get_or_create(language="nl", word=word)


class Migration(migrations.Migration):
    dependencies = [("rubric", "0003_life")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
