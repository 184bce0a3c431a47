"""The web application, for gunicorn: `gunicorn portal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from portal.home.bounds import with_readable_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = with_readable_types(get_wsgi_application())
