"""The environment in which the tests read the settings: nothing of the machine's own, a directory of their own.

Loaded by pytest before Django (`-p tests.environment`). `make test-services` sets TEST_DATABASE_URL and REDIS_URL.
"""

import os
import tempfile

os.environ["ENV_FILE"] = os.devnull
os.environ["DEMO"] = "on"
os.environ["SECRET_KEY"] = "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
os.environ["PUBLIC_BASE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ.pop("EMAIL_URL", None)
os.environ.pop("DATABASE_URL", None)
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
else:
    os.environ.pop("REDIS_URL", None)
