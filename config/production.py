"""What must not be so where people work: the settings refuse to start."""

from collections.abc import Sequence


def faults(*, key: str, debug: bool, demo: bool, site: str, hosts: Sequence[str]) -> list[str]:
    """What is wrong with settings behind TLS, each in words that say which variable mends it."""
    found = {
        "NYTTA_SECRET_KEY (or NYTTA_SECRET_KEY_FILE) is needed: the key of demo and tests is known to anybody": key.startswith(
            "only-for-demo"
        ),
        "NYTTA_SECRET_KEY is too short: use 50 random characters": len(key) < 50 or len(set(key)) < 5,
        "NYTTA_DEBUG must be off: errors would show code and settings": debug,
        "NYTTA_DEMO must be off: everybody knows the demo's password": demo,
        "NYTTA_SITE_URL must begin with https://": not site.startswith("https://"),
        "NYTTA_ALLOWED_HOSTS must name the hosts: * takes any": "*" in hosts,
    }
    return [text for text, wrong in found.items() if wrong]
