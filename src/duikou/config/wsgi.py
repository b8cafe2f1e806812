"""The WSGI application that granian's threads run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duikou.config.settings")
application = get_wsgi_application()
