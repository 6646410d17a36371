"""Where people work the program does not start with what only a trial may have, and Django finds nothing to say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.production import faults

pytestmark = pytest.mark.requirement("D14")
ROOT = Path(__file__).resolve().parents[3]
KEY = "k7Qm2vX9pL4rT8wZ1yB6nC3dF5gH0jS-aE_uI.oP+MqWxYtRvNb"
WORKING = {
    "NYTTA_BEHIND_TLS": "1", "NYTTA_SECRET_KEY": KEY, "NYTTA_SITE_URL": "https://nytta.example.se", "NYTTA_ALLOWED_HOSTS": "nytta.example.se",
}  # fmt: skip


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("NYTTA_", "DJANGO_ALLOW"))}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**inherited, **environment}, capture_output=True, text=True, check=False)


def test_django_finds_nothing_to_say_of_the_settings_where_people_work() -> None:
    done = started("check", "--deploy", "--fail-level", "WARNING", **WORKING)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def setting(name: str, environment: dict[str, str]) -> str:
    """What a setting is in a program that is started so."""
    program = f"from django.conf import settings; print(settings.{name})"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("NYTTA_", "DJANGO_ALLOW"))}
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**inherited, **environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    return told.stdout.strip()


def test_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    environment = {k: v for k, v in WORKING.items() if k != "NYTTA_SECRET_KEY"} | {"NYTTA_SECRET_KEY_FILE": str(tmp_path / "key")}
    assert setting("SECRET_KEY", environment) == KEY


def test_cookies_have_the_prefix_where_people_work() -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    assert [setting(name, WORKING) for name in names] == ["__Host-sessionid", "__Host-csrftoken"]
    assert [setting(name, WORKING) for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")] == ["True"] * 3


def test_programs_are_not_led_from_http_where_people_work() -> None:
    assert setting("MIDDLEWARE[2]", WORKING) == "nytta.kit.middleware.refuse_plain"
    assert setting("SECURE_REDIRECT_EXEMPT", WORKING) == "['^(api|scim)/']"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"NYTTA_SECRET_KEY": ""}, "NYTTA_SECRET_KEY"), ({"NYTTA_DEBUG": "1"}, "NYTTA_DEBUG"), ({"NYTTA_SITE_URL": "http://nytta.example.se"}, "NYTTA_SITE_URL"),
    ],
)  # fmt: skip
def test_it_does_not_start_with_what_is_for_trials(wrong: dict[str, str], told: str) -> None:
    done = started("check", **{**WORKING, **wrong})
    assert done.returncode != 0
    assert told in done.stderr


def test_each_fault_is_told() -> None:
    found = faults(key="only-for-demo", debug=True, demo=True, site="http://x", hosts=["*"])
    assert [text.split()[0] for text in found] == [
        "NYTTA_SECRET_KEY", "NYTTA_SECRET_KEY", "NYTTA_DEBUG", "NYTTA_DEMO", "NYTTA_SITE_URL", "NYTTA_ALLOWED_HOSTS",
    ]  # fmt: skip
    assert faults(key=KEY, debug=False, demo=False, site="https://x", hosts=["x"]) == []
