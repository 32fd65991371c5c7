"""A root folder of its own for `deploy/server`, and an nginx that really runs in it."""

import os
import shutil
import socket
import subprocess
import time

import pytest
from django.conf import settings

HOST = "hoso.example.vn"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """`server(STEP, …)` runs deploy/server on `server.root` and gives what it said; systemctl only writes down what it was told."""
    root = tmp_path_factory.mktemp("root")
    tools = tmp_path_factory.mktemp("tools")
    (tools / "systemctl").write_text(f'#!/bin/sh\necho "$*" >>{root}/systemctl.log\n')
    (tools / "systemctl").chmod(0o755)

    def run(*words, code=settings.BASE_DIR, status=0, **environment):
        done = subprocess.run(
            [code / "deploy/server", *words],
            env={
                **os.environ,
                "PATH": f"{tools}:{os.environ['PATH']}:/usr/sbin",
                "ROOT": str(root),
                "SERVICE_USER": subprocess.check_output(["id", "-un"], text=True).strip(),
                "VENV": str(settings.BASE_DIR / ".venv"),
                "ENV_FILE": "",
                "DATABASE_URL": "",
                "TRIES": "1",
                "PORT": str(free_port()),  # where nothing answers
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    run.root, run.home = root, root / "srv/hoso"
    return run


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def nginx(server):
    """`nginx(upstream)` starts nginx before the program on port `upstream`, and gives its own port (HTTPS)."""
    started = []

    def start(upstream):
        server("folders", HOST)
        server("web", HOST)
        (server.home / "current").symlink_to(settings.BASE_DIR)
        port = free_port()
        text = (server.root / "etc/nginx/conf.d/hoso.conf").read_text()
        for ours, other in [
            ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ]:
            assert ours in text
            text = text.replace(ours, other)
        folder = server.root / "nginx"
        (folder / "logs").mkdir(parents=True)
        (folder / "site.conf").write_text(text)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.getuid() == 0 else ""  # tmp_path is closed to others
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {folder}/logs/error.log; events {{}}\n"
            f"http {{ access_log off; {temporary} include {folder}/site.conf; }}\n"
        )
        command = [
            shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"),
            "-p",
            folder,
            "-c",
            folder / "nginx.conf",
        ]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=30)
        assert checked.returncode == 0, checked.stderr
        started.append(subprocess.Popen(command))
        for _ in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    return port
            time.sleep(0.05)
        raise AssertionError((folder / "logs/error.log").read_text())

    yield start
    for process in started:
        process.terminate()
        process.wait(20)
