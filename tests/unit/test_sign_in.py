"""Where the app may stand: alone on this machine, or with people who sign in; and the secrets that this asks for."""

import pytest

from geomon.errors import MissingDependency, SettingsError
from geomon.people import Ended, Judge, load_people
from geomon.ui import sign_in

PEOPLE = '[[people]]\nname = "李"\nsign_in = "li@example"\nroles = ["viewer"]\n'
AUTH = {"client_id": "us", "redirect_uri": "https://geomon.example/oauth2callback", "cookie_secret": "x" * 32}


@pytest.fixture
def secrets(monkeypatch):
    """secrets(…) sets [auth] as Streamlit reads it."""
    def set_(auth):
        monkeypatch.setattr(sign_in, "get_secrets_auth_section", lambda: auth)
        monkeypatch.setattr(sign_in, "get_cookie_secret", lambda: auth.get("cookie_secret", ""))
        origin = auth.get("redirect_uri", "").removesuffix("/oauth2callback") or None
        monkeypatch.setattr(sign_in, "get_origin_from_redirect_uri", lambda: origin)
    set_({})
    return set_


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "geomon.example", ""])
def test_without_sign_in_only_this_machine_is_answered(secrets, tmp_path, host):
    with pytest.raises(SettingsError, match="nobody signs in here"):
        sign_in.check(tmp_path, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_without_sign_in_this_machine_is_answered(secrets, tmp_path, host):
    sign_in.check(tmp_path, host)
    assert not sign_in.is_on(tmp_path)


def test_with_people_and_a_provider_any_address_will_do(secrets, tmp_path):
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    secrets(AUTH)
    sign_in.check(tmp_path, "0.0.0.0")
    assert sign_in.is_on(tmp_path)
    secrets({name: value for name, value in AUTH.items() if name != "client_id"} | {"house": {"client_id": "us"}})
    sign_in.check(tmp_path, "0.0.0.0")


@pytest.mark.parametrize(("auth", "people", "says"), [
    ({}, PEOPLE, "no sign-in is set"), (AUTH, None, "nobody is named"), (AUTH | {"cookie_secret": "short"}, PEOPLE, "too short"),
    ({"client_id": "us", "cookie_secret": "x" * 32}, PEOPLE, "no sign-in is set"), (AUTH | {"client_id": ""}, PEOPLE, "no sign-in is set"),
    (AUTH, "x =", "not TOML")])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_half_a_sign_in_is_none(secrets, tmp_path, auth, people, says, host):
    if people:
        (tmp_path / "people.toml").write_text(people, encoding="utf-8")
    secrets(auth)
    with pytest.raises(SettingsError, match=says):
        sign_in.check(tmp_path, host)


def test_a_missing_package_is_named(secrets, tmp_path, monkeypatch):
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    secrets(AUTH)
    monkeypatch.setattr(sign_in.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match="Authlib"):
        sign_in.check(tmp_path, "127.0.0.1")


# ---- how long, and after signing out -----------------------------------------------------------------------------------------------

def judge(tmp_path, hours=0):
    path = tmp_path / "people.toml"
    path.write_text(f"hours = {hours}\n{PEOPLE}", encoding="utf-8")
    return Judge(load_people(path), {"default": "us"}, "https://geomon.example", Ended(tmp_path / "ended.txt"))


CLAIMS = {"iss": "i", "sub": "s", "aud": "us", "iat": 1000, "exp": 4600, "email": "LI@example", "is_logged_in": True, "provider": "default",
          "origin": "https://geomon.example"}


def test_a_sign_in_holds_as_long_as_its_token_or_as_the_file_says(tmp_path):
    assert judge(tmp_path).actor(CLAIMS, 4599).name == "李"
    assert judge(tmp_path).actor(CLAIMS, 4600) is None
    assert judge(tmp_path, 8).actor(CLAIMS, 1000 + 8 * 3600 - 1).name == "李"
    assert judge(tmp_path, 8).actor(CLAIMS, 1000 + 8 * 3600) is None
    assert judge(tmp_path, 0.5).actor(CLAIMS, 3000) is None


def test_who_signed_out_stays_out_after_a_restart(tmp_path):
    first = judge(tmp_path)
    first.ended.end(CLAIMS, first.until(CLAIMS), 2000)
    assert first.actor(CLAIMS, 2001) is None
    again = judge(tmp_path)
    assert again.actor(CLAIMS, 2001) is None
    assert again.actor(CLAIMS | {"iat": 1500}, 2001).name == "李"      # signed in once more
    again.ended.end(CLAIMS | {"iat": 1500}, 4600, 9000)
    assert len((tmp_path / "ended.txt").read_text(encoding="utf-8").splitlines()) == 1, "what ran out is forgotten"
