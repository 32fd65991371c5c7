"""How the site is served: gunicorn -c deploy/gunicorn.conf.py

Reads BIND, PORT and WEB_CONCURRENCY from the environment, or from `.env`; `.env.example` says what they mean.
"""

import gc
import os
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from portal.base.environment import Environment  # noqa: E402

env = Environment(BASE_DIR / ".env")

# What each process counts for /metrics (portal/monitoring.py) is added up from here.
counts = BASE_DIR / "var" / "metrics"
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)

wsgi_app = "portal.wsgi:application"
chdir = str(BASE_DIR)
bind = f"{env.str('BIND', '127.0.0.1')}:{env.int('PORT', 8000)}"

# Each process answers eight requests at a time; one request may take half a minute.
workers = env.int("WEB_CONCURRENCY", 2)
worker_class = "gthread"
threads = 8
timeout = graceful_timeout = 30  # seconds
keepalive = 5  # seconds
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# The longest honest address is a search of 200 letters, each nine bytes when percent-encoded. nginx refuses
# a line over 4 kB before it comes here (deploy/nginx.conf).
limit_request_line = 8190  # bytes
limit_request_fields = 64
limit_request_field_size = 8190  # bytes

# No header of a client or a proxy changes what gunicorn believes (SCRIPT_NAME, PATH_INFO, the scheme).
# What the proxy says of HTTPS is judged once, in portal/settings.py (TRUSTED_PROXY).
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers = {}
header_map = "drop"

# Errors go to standard error. There is no access log, so that no visitor's address is kept here.
errorlog = "-"
accesslog = None
loglevel = "warning"
control_socket_disable = True


# What is imported stays for good: no garbage is searched among it, neither while it is loaded (a seventh of the start)
# nor between requests. Each worker loads for itself (`preload_app` is off): what a master loaded would be written to by
# every worker, and so be copied, at its first answers.
gc.disable()


def on_starting(server):
    counts.mkdir(parents=True, exist_ok=True)
    for left in counts.glob("*.db"):
        left.unlink()


def post_worker_init(worker):
    gc.freeze()
    gc.enable()
    gc.set_threshold(
        10_000, 20, 20
    )  # a page makes more than Python's 700 at a time; a tenth of it was the search


def when_ready(server):
    site = f"http://{bind}/"
    print(f"Mở / open  {site}  ·  quản trị / admin  {site}admin/  ·  dừng / stop: Ctrl+C", flush=True)
    if not env.bool("TRUSTED_PROXY", False):
        print(
            "Để một bàn làm việc dùng; máy chủ thật: deploy/server · For one desk; a real server: deploy/server",
            flush=True,
        )
