"""What is fetched from an identity provider: small answers, in a few seconds, and nowhere else than where was asked."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from nytta.plain.verdicts import Refused, no, require
from nytta.plain.words import Said, sentence

from ..rules.answers import AGAIN, LOCAL, address_valid

SECONDS = (3.05, 6.0)  # to be reached, and between two parts of the answer
MOST_BYTES = 1_000_000
MOST_METADATA_BYTES = 150_000_000  # a large federation's file


def unreachable(address: str, why: Said) -> Refused:
    """The refusal when a provider does not answer as it should."""
    return Refused(
        no("provider_unreachable", "Leverantören svarar inte som den ska på %(address)s: %(why)s.", "D14", AGAIN, address=address, why=why)
    )


def fetched(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    basic: tuple[str, str] | None = None,
    bearer: str = "",
    most: int = MOST_BYTES,
) -> tuple[int, bytes]:
    """Status and body of an answer; a redirect is an answer and is not followed. Raises Refused when there is none."""
    import requests  # loaded when a provider is first asked

    require(address_valid(address))
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        with requests.Session() as session:
            session.trust_env = urlsplit(address).hostname not in LOCAL
            method = "GET" if form is None else "POST"
            answer = session.request(
                method, address, data=form, auth=basic, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
            )  # fmt: skip
            body = b""
            for part in answer.iter_content(65536):
                body += part
                if len(body) > most:
                    raise unreachable(address, sentence("svaret är för stort"))
            return answer.status_code, body
    except requests.exceptions.SSLError:
        raise unreachable(address, sentence("certifikatet godtas inte")) from None
    except requests.exceptions.Timeout:
        raise unreachable(address, sentence("inget svar i tid")) from None
    except requests.exceptions.RequestException:
        raise unreachable(address, sentence("ingen förbindelse")) from None
