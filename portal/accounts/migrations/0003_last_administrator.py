from django.db import migrations

from portal.accounts.guard import guard, lift


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invitations")]
    operations = [migrations.RunPython(guard, lift)]
