"""The second place of the backups: a repository of restic, on another disk or machine."""

import fcntl
import os
import subprocess
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError

FORGET = ["--keep-within-hourly", "2d", "--keep-daily", "30", "--keep-monthly", "12", "--keep-last", "60"]


@contextmanager
def alone(wait):
    """One process at a time sends; yields whether it is this one, which it is in the end where it may `wait`."""
    with (settings.BACKUP_ROOT / "sending").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def send(prune=False) -> bool:
    """Sends BACKUP_ROOT to the second place, where there is one: a repository of restic. `prune`: forgets what is old there."""
    if not settings.BACKUP_REPOSITORY:
        return False
    with alone(wait=prune) as is_alone:
        if is_alone:
            open_repository()
            checked(run_restic("backup", settings.BACKUP_ROOT, "--exclude", "*.part"))
            if prune:
                checked(run_restic("unlock"))  # of a run that was killed; it never touches a living one's
                checked(run_restic("forget", "--prune", *FORGET))
    return is_alone


def open_repository() -> None:
    """Makes the repository where nothing was ever sent; one that was there and is not, as on a disk that is not mounted,
    is never made anew. Raises CommandError.
    """
    known = settings.BACKUP_ROOT / "sent-to"
    found = run_restic("cat", "config")
    if found.returncode:
        if known.exists() and known.read_text(encoding="utf-8") == settings.BACKUP_REPOSITORY:
            raise CommandError(
                f"{settings.BACKUP_REPOSITORY} không mở được: {found.stderr.strip()}\n"
                f"Đĩa chưa gắn, mật khẩu khác, hay máy kia không trả lời? Nếu phải lập kho mới thì xóa {known}."
            )
        made = run_restic("init")
        if made.returncode:
            raise CommandError(f"restic: {found.stderr.strip()}\n{made.stderr.strip()}")
    known.write_text(settings.BACKUP_REPOSITORY, encoding="utf-8")


def run_restic(*words) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(
            ["restic", "--quiet", f"--cache-dir={settings.VAR_DIR / 'cache' / 'restic'}", *words],
            env={**os.environ, **settings.RESTIC_ENVIRONMENT},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise CommandError("Thiếu restic; trên Debian: apt-get install restic") from None


def checked(done) -> None:
    if done.returncode:
        raise CommandError(f"restic: {done.stderr.strip()}")
