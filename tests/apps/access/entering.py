"""What tests of log-ins share: somebody with a password, a code app, and a browser that says what it is."""

import time
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from nytta.city.access.models import FactorDemand, SignIn
from nytta.city.access.terms import Outcome, Strength
from nytta.city.organisation.models import Person
from nytta.kit.models import KeptSession
from nytta.portal.models import Extract
from tests.factories.city import City_

PASSWORD = "en lugn fjord i mars"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"


def browser(agent: str = FIREFOX, address: str = "192.0.2.17") -> Client:
    """A browser somewhere."""
    return Client(headers={"user-agent": agent, "accept-language": "sv"}, REMOTE_ADDR=address)


def with_password(person: Person, password: str = PASSWORD) -> Person:
    """The person, with a password."""
    person.set_password(password)
    person.save()
    return person


def log_in(client: Client, name: str, password: str = PASSWORD, follow: bool = False) -> Any:
    """One try with a password."""
    return client.post(reverse("account_login"), {"login": name, "password": password}, follow=follow)


def entered(client: Client) -> bool:
    """Whether the browser is logged in."""
    return client.get(reverse("portal:choices")).status_code == 200


def code_app(person: Person) -> str:
    """A code app set up for somebody; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def code_now(secret: str, ahead: int = 0) -> str:
    """What the app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def recovery_codes(person: Person) -> list[str]:
    """Recovery codes made for somebody."""
    return RecoveryCodes.activate(person).get_unused_codes()


def key_of(person: Person, name: str = "Nyckel") -> Authenticator:
    """A key that is set up, as far as what is kept of it goes."""
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}})


def sample(city: City_) -> dict[str, Any]:
    """What the addresses of log-ins name: somebody's account and session, a demand to come, a try."""
    by = city.people["registrar"]
    SignIn.objects.create(person=city.people["applicant"], at=city.on, outcome=Outcome.ENTERED.value, device="=1")
    demand = FactorDemand.objects.create(
        role="assessor",
        strength=Strength.ANY.value,
        from_day=city.on.date() + timedelta(days=90),
        decided_by="=1",
        made_by=by,
        made_at=city.on,
    )
    extract = Extract.objects.create(person=city.people["applicant"], asked_by=city.people["project_office"], asked_at=city.on)
    moment = city.on + timedelta(days=3650)
    key = KeptSession.objects.create(key="0" * 64, person=by, begun_at=city.on, seen_at=moment, expire_date=moment).key
    return {
        **{f"access:{n}.username": "applicant" for n in ("account", "invite", "end_all", "take_off_factors")},
        "portal:ask_extract_for.username": "assessor", "portal:extract.pk": extract.pk, "portal:extract_file.pk": extract.pk, "access:end_demand.pk": demand.pk, "access:end_session.key": key, "access:open_invitation.text": "x",
    }  # fmt: skip
