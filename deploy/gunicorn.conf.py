"""How the web server runs, here and in production: `gunicorn -c deploy/gunicorn.conf.py portal.wsgi`."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# The heartbeat file of a worker: on a disk, a slow write would make a healthy worker look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
timeout = 60
graceful_timeout = 3
accesslog = None
loglevel = "warning"
control_socket_disable = True
