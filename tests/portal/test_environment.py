"""A setting that is left blank is absent, in the environment and in `.env`; a word that is no value ends the start."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.portal.test_settings_table import settings_read

pytestmark = pytest.mark.once

DATABASE = "DATABASE_URL phải là sqlite:////đường/dẫn hoặc postgres://người-dùng:mật-khẩu@máy-chủ:cổng/tên."
MAIL = "EMAIL_URL phải là smtp+tls://người-dùng:mật-khẩu@máy-chủ:587 (hoặc smtp://, smtp+ssl://)."

SHOW = """
import json, runpy
import django
django.setup()
from portal import settings
of_site = {name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}
served = runpy.run_path("deploy/gunicorn.conf.py")
print(json.dumps([of_site, served["bind"], served["workers"]]))
"""
NAMES = sorted(settings_read())
BLANKS = {name: ["", " ", '""', "' '"][place % 4] for place, name in enumerate(NAMES)}


def start(file=None, **variables):
    variables = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "ENV_FILE": str(file or "/dev/null"),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=settings.BASE_DIR,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def read(file=None, **variables):
    """[{name: repr of a setting}, where gunicorn listens, its processes]."""
    done = start(file, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def without_objects(read):
    of_site, *served = read
    return {
        name: text for name, text in of_site.items() if " object at 0x" not in text and name != "env"
    }, *served


@pytest.fixture(scope="module")
def absent():
    return without_objects(read(SECRET_KEY="k" * 50))


def test_blank_in_the_environment_is_absent(absent):
    blank = {name: text for name, text in BLANKS.items() if name not in ("SECRET_KEY", "WEB_CONCURRENCY")}
    assert without_objects(read(SECRET_KEY="k" * 50, **blank)) == absent
    assert absent[1:] == ("127.0.0.1:8000", 2)


def test_blank_in_the_file_is_absent_and_a_blank_variable_leaves_the_file_its_word(absent, tmp_path):
    file = tmp_path / "env"
    lines = [f"{name}={text}" for name, text in BLANKS.items() if name != "SECRET_KEY"]
    file.write_text("\n".join([*lines, f"SECRET_KEY={'k' * 50}"]), encoding="utf-8")
    assert without_objects(read(file, SECRET_KEY="")) == absent


@pytest.mark.parametrize("protection", ["SECOND_FACTOR", "HTTPS"])
@pytest.mark.parametrize("blank", ["", "  ", '""'])
def test_a_blank_switches_no_protection_off(protection, blank):
    of_site, *_served = read(ALLOWED_HOSTS="example.vn", **{protection: blank})
    protections = ("SECOND_FACTOR", "HTTPS", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert [of_site[name] for name in protections] == ["True"] * 4


@pytest.mark.parametrize("hosts", ["example.vn, www.example.vn", " example.vn ,,www.example.vn,"])
def test_hosts_are_parted_by_commas_and_spaces_are_no_part_of_them(hosts):
    assert read(ALLOWED_HOSTS=hosts)[0]["ALLOWED_HOSTS"] == "['example.vn', 'www.example.vn']"


def test_a_host_in_vietnamese_is_known_by_the_name_that_browsers_ask_for():
    of_site = read(ALLOWED_HOSTS=".hồsơ.vn,HoSo.vn", SITE_ADDRESS="https://hồsơ.vn:8443")[0]
    names = "ALLOWED_HOSTS", "SITE_ADDRESS"
    assert [of_site[name] for name in names] == [
        "['.xn--hs-3ya8001a.vn', 'HoSo.vn']",
        "'https://xn--hs-3ya8001a.vn:8443'",
    ]


def test_a_file_that_is_named_and_missing_ends_the_start(tmp_path):
    done = start(tmp_path / "env")
    sentence = (
        f"Không đọc được {tmp_path}/env: No such file or directory. Hãy sửa ENV_FILE hoặc quyền đọc của tệp."
    )
    assert (done.returncode, done.stderr.strip()) == (1, sentence)


def test_a_file_with_a_byte_order_mark_is_read_from_its_first_line(tmp_path):
    file = tmp_path / "env"
    file.write_bytes("\ufeffSITE_NAME=Hội nghị thử\r\nPORT=8123\r\n".encode())
    of_site, bind, _workers = read(file)
    assert (of_site["SITE_NAME"], bind) == ("'Hội nghị thử'", "127.0.0.1:8123")


def test_comments_and_blanks_in_a_file_are_no_part_of_names_and_values(tmp_path):
    file = tmp_path / "env"
    lines = [
        "SECRET_KEY= # để trống: tự làm", "SITE_OWNER=   # chưa có", "SITE_CONTACT=\u00a0", "PORT = 8123 # cổng",
        " PAGE_CACHE_MB=9", "", "  # lời chú", "export TRUSTED_PROXY = on", 'SITE_NAME="$Hội $1 #1 # 2" # tên', "BIND=::1#a",
    ]  # fmt: skip
    file.write_text("\n".join(lines), encoding="utf-8")
    of_site, bind, _workers = read(file)
    names = ("SITE_OWNER", "SITE_CONTACT", "PAGE_CACHE_BYTES", "TRUSTED_PROXY", "SITE_NAME")
    assert [of_site[name] for name in names] == ["''", "''", str(9 * 1_048_576), "True", "'$Hội $1 #1 # 2'"]
    assert (bind, len(of_site["SECRET_KEY"]) > 60) == ("::1#a:8123", True)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("TRUSTED_PROXY on", "{}, dòng 2: không đọc được. Hãy ghi TÊN=giá trị, hoặc đặt # ở đầu dòng."),
        ("SECRET_KEY=1234567890", "SECRET_KEY quá ngắn: ít nhất 32 chữ, hoặc để trống."),
    ],
)
def test_a_line_that_cannot_be_read_ends_the_start_with_its_number(line, sentence, tmp_path):
    file = tmp_path / "env"
    file.write_text(f"PORT=8000\n{line}\n", encoding="utf-8")
    done = start(file)
    assert (done.returncode, done.stderr.strip()) == (1, sentence.format(file))


@pytest.mark.parametrize(
    ("name", "word", "sentence"),
    [
        ("SECOND_FACTOR", "co", "SECOND_FACTOR phải là on hoặc off, không phải “co”."),
        ("PAGE_CACHE_MB", "nhiều", "PAGE_CACHE_MB phải là một số, không phải “nhiều”."),
        ("PAGE_CACHE_MB", "-3", "PAGE_CACHE_MB phải là một số, không phải “-3”."),
        *(
            ("DATABASE_URL", word, DATABASE)
            for word in ("hoso", "mysql://a/b", "postgres://u:p@h:abc/x", "sqlite:")
        ),
        *(
            ("EMAIL_URL", word, MAIL)
            for word in ("foo", "smtp://a:b@host:abc", "smtp://[::1", "smtp://", "http://a.vn")
        ),
        ("SITE_ADDRESS", "hoso.vn", "SITE_ADDRESS phải là https://tên-máy-chủ, không phải “hoso.vn”."),
        (
            "ALLOWED_HOSTS",
            "https://a.vn",
            "ALLOWED_HOSTS chỉ ghi tên máy chủ, như hoso.example.vn, không phải “https://a.vn”.",
        ),
        ("MEDIA_ACCEL", "tep", "MEDIA_ACCEL phải là một đường dẫn như /tep-noi-bo/, không phải “tep”."),
        ("PORT", "80a", "PORT phải là một số, không phải “80a”."),
    ],
)
def test_a_word_that_is_no_value_ends_the_start_with_a_sentence(name, word, sentence):
    done = start(**{name: word})
    assert (done.returncode, done.stderr.strip()) == (1, sentence)


def test_a_file_in_another_encoding_ends_the_start_with_a_sentence(tmp_path):
    file = tmp_path / "env"
    file.write_bytes("SITE_NAME=Hội nghị".encode("utf-16"))
    done = start(file)
    assert (done.returncode, done.stderr.strip()) == (
        1,
        f"{file} không phải chữ UTF-8. Hãy lưu lại ở dạng UTF-8.",
    )
