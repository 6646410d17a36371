"""Which passwords are taken."""

import hashlib
from pathlib import Path

import pytest

from nytta.kit.passwords import LEAST, MOST, breached, guessable, password_valid

pytestmark = pytest.mark.requirement("D14")


def rules_of(password: str, *words: str) -> list[str]:
    return [f.rule for f in password_valid(password, words=words).blocking]


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("a" * (LEAST - 1), ["password_short"]),
        ("en lugn fjord i", []),
        ("   utan gränser   ", []),
        ("åäö ÅÄÖ 漢字 🐟 fisk", []),
        ("prova-nytta-lugnt", []),
        ("korrekt häst batteri häftstift" * 3, []),
        ("x7" * MOST, ["password_long"]),
        ("passwordpassword", ["password_common"]),
        ("p4ssw0rd1234567", ["password_common"]),
        ("!!!!sunshine!!!!", ["password_common"]),
        ("123456789012345", ["password_common"]),
        ("qwertyuiopåasdf", ["password_common"]),
        ("aaaaaaaaaaaaaaaa", ["password_common"]),
        ("abcabcabcabcabcabc", ["password_common"]),
        ("iloveyousunshine", ["password_common"]),
        ("lösenordlösenord", ["password_common"]),
        ("Losenord1234567!", ["password_common"]),
        ("Välkommen2026!!!", ["password_common"]),
        ("Sommaren-2026-08", ["password_common"]),
        ("stockholmsommar!", ["password_common"]),
        ("Fotboll & kaffe 2026", ["password_common"]),
        ("L0senord20262026", ["password_common"]),
        ("en sommar i Stockholm", []),
    ],
)
def test_password_is_judged_by_length_and_by_what_others_use(password: str, rules: list[str]) -> None:
    assert rules_of(password) == rules


def test_no_rule_on_which_characters() -> None:
    assert rules_of("bara gemener här") == []
    assert rules_of("8264917305918264") == []


def test_a_password_made_of_ones_own_name_is_refused() -> None:
    assert rules_of("asa.andersson1987", "asa.andersson", "Åsa Andersson") == ["password_own"]
    assert rules_of("andersson och alla hennes katter", "asa.andersson") == []


def test_what_is_guessable_is_so_whatever_the_case() -> None:
    assert guessable("PASSWORDPASSWORD")
    assert not guessable("tolv svanar i rad utan slut")


def _file(folder: Path, passwords: list[str], end: str = "\r\n") -> str:
    lines = sorted(hashlib.sha1(p.encode(), usedforsecurity=False).hexdigest().upper() for p in passwords)
    path = folder / "hashes.txt"
    path.write_bytes(end.join(f"{line}:{n + 1}" for n, line in enumerate(lines)).encode() + end.encode())
    return str(path)


@pytest.mark.parametrize("count", [1, 2, 3, 17, 1000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_hash_of_a_breach_file_is_found_and_no_other(tmp_path: Path, count: int, end: str) -> None:
    kept = [f"hemligt {n}" for n in range(count)]
    file = _file(tmp_path, kept, end)
    assert [p for p in kept if not breached(p, file)] == []
    assert [n for n in range(500) if breached(f"annat {n}", file)] == []


def test_an_empty_breach_file_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    assert not breached("vad som helst", str(path))


def test_a_citys_own_breach_file_is_asked(tmp_path: Path, settings: object) -> None:
    settings.BREACH_FILE = _file(tmp_path, ["en lugn fjord i mars"])  # type: ignore[attr-defined]
    assert rules_of("en lugn fjord i mars") == ["password_breached"]
    assert rules_of("en lugn fjord i april") == []
