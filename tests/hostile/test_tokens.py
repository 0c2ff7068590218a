"""Identities that are none: tokens at the provider's door and cookies at ours. Not one of them gets a tile; the good one does."""

import base64
import http.cookiejar
import json
import time
import urllib.error
import urllib.parse
import urllib.request

import itsdangerous.timed
import pytest
from city import CLIENT, SECRET, district_person, provider_token, role_person
from itsdangerous import URLSafeTimedSerializer

TILE = "/tiles/counties/2024-12-15.json"
DOORS = (TILE, "/tiles/version", "/tiles/sites/2024-12-15/5/25/12.pbf", "/tiles/areas/protected_area/5/25/12.pbf", "/assets/base.json",
         "/metrics", "/media/0123.png", "/print/view", "/_stcore/metrics", "/component/x/index.html")
USER, TOKENS = "_streamlit_user", "_streamlit_user_tokens"


@pytest.fixture(scope="module")
def good(city):
    """What a good cookie says."""
    cookies = city.sign_in(role_person("viewer"))
    assert city.get(TILE, cookies)[0] == 200
    return json.loads(URLSafeTimedSerializer(SECRET, salt=USER).loads(cookies[USER]))


def signed(claims, secret=SECRET, salt=USER):
    return URLSafeTimedSerializer(secret, salt=salt).dumps(json.dumps(claims))


def flipped(text, at):
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:]


def jwt_of(header, claims, sign=b""):
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode()
                    for part in (json.dumps(header).encode(), json.dumps(claims).encode(), sign))


NOW = time.time()
CHANGES = {
    "expired": {"exp": NOW - 1}, "without an end": {"exp": None}, "its end is no number": {"exp": "9999999999"},
    "its end is true": {"exp": True},
    "its end is not a number": {"exp": float("nan")}, "issued tomorrow": {"iat": NOW + 86400, "exp": NOW + 90000},
    "not before tomorrow": {"nbf": NOW + 86400}, "without a begin": {"iat": None}, "for another app": {"aud": "another app"},
    "for several apps": {"aud": [CLIENT, "another app"]}, "for nobody": {"aud": None}, "of another provider": {"provider": "other"},
    "of the other provider here": {"provider": "liar"},
    "of another host": {"origin": "https://geomon.example"}, "not signed in": {"is_logged_in": False},
    "signed in by a word": {"is_logged_in": "true"}, "no issuer": {"iss": ""}, "nobody's": {"sub": None},
    "unknown": {"email": "stranger@example"},
    "without an address": {"email": None}, "an empty address": {"email": " "}, "an address nobody verified": {"email_verified": False},
    "several addresses": {"email": ["operator@role.example"]},
}


@pytest.mark.parametrize("name", CHANGES)
def test_claims_that_are_no_identity(city, good, name):
    assert city.get(TILE, {USER: signed(good)})[0] == 200
    refused(city, {USER: signed({key: value for key, value in (good | CHANGES[name]).items() if value is not None})})


SIGNATURES = {
    "a letter of the claims": lambda good: flipped(signed(good), 20),
    "a letter of the signature": lambda good: flipped(signed(good), -5),
    "no signature": lambda good: signed(good).rsplit(".", 1)[0],
    "another's secret": lambda good: signed(good, "another secret of the same length as ours, and more"),
    "no secret": lambda good: signed(good, ""),
    "made for the other cookie": lambda good: signed(good, salt=TOKENS),
    "plain claims": lambda good: json.dumps(good),
    "a token without algorithm": lambda good: jwt_of({"alg": "none"}, good),
    "a token that names our secret": lambda good: provider_token("default"),
    "a list": lambda good: signed([good]),
    "a number": lambda good: signed(7),
    "parts that are not there": lambda good: URLSafeTimedSerializer(SECRET, salt=USER).dumps("chunks-3"),
    "letters of no cookie": lambda good: "\xff\xfe.\xff",
    "nothing": lambda good: "",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_cookies_that_we_did_not_sign(city, good, name):
    refused(city, {USER: SIGNATURES[name](good)})


def test_a_cookie_of_two_months_ago(city, good, monkeypatch):
    monkeypatch.setattr(itsdangerous.timed.TimestampSigner, "get_timestamp", lambda self: int(NOW) - 60 * 86400)
    refused(city, {USER: signed(good)})


def test_an_identity_token_is_no_key_where_it_is_handed_in_otherwise(city):
    cookies = city.sign_in(role_person("operator"))
    token = json.loads(URLSafeTimedSerializer(SECRET, salt=TOKENS).loads(cookies[TOKENS]))["id_token"]
    assert city.get(TILE, authorization=f"Bearer {token}")[0] == 401
    for headers in ({"x-streamlit-user": "operator@role.example"}, {"cookie": f"{USER}={token}"},
                    {"x-forwarded-user": "operator@role.example", "x-forwarded-email": "operator@role.example"}):
        assert city.get(TILE, **headers)[:2] == (401, b"")
    assert city.get(f"{TILE}?id_token={token}")[0] == 401
    refused(city, {TOKENS: cookies[TOKENS]})


def test_a_copy_of_a_cookie_ends_with_the_sign_in(city):
    kept, other = city.new_sign_in(district_person("140423", 9)), city.new_sign_in(district_person("140423", 9))
    assert city.get(TILE, kept)[0] == 200
    city.get("/auth/logout", kept)
    refused(city, kept)
    assert city.get(TILE, other)[0] == 200, "the other sign-in of this person stays"
    said = (city.root / "data" / "signed-out.txt").read_text(encoding="utf-8")
    assert "@" not in said
    assert len(said.splitlines()) == 1


def refused(city, cookies):
    for door in DOORS:
        assert city.get(door, {name: value.encode("latin-1").decode("latin-1") for name, value in cookies.items()})[:2] == (401, b""), door


# ---- at the provider's door --------------------------------------------------------------------------------------------------------

LIES = ("expired", "other audience", "other issuer", "other nonce", "issued tomorrow", "not before tomorrow", "other key", "alg none",
        "alg HS256 by the public key", "alg HS256 by the client's secret", "tampered")


class Stay(urllib.request.HTTPRedirectHandler):
    """Go nowhere."""

    def redirect_request(self, *_):
        return None


def call_back(city, kind, again=False):
    """Come back from the lying provider with a code for this kind of token; return the cookies that the app gives for it."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stay)
    asked = where(opener, f"{city.app}/auth/login?provider={provider_token('liar')}")
    sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(asked).query))
    back = urllib.parse.urlencode({"code": f"{kind}|{sent['nonce']}", "state": sent["state"]})
    where(opener, f"{city.app}/oauth2callback?{back}")
    if again:
        jar.clear("127.0.0.1", "/", USER)
        where(opener, f"{city.app}/oauth2callback?{back}")
    return {cookie.name: cookie.value for cookie in jar if cookie.name.startswith(USER)}


def where(opener, address):
    try:
        opener.open(address, timeout=30).close()
    except urllib.error.HTTPError as error:
        with error:
            return error.headers.get("location", "")
    return ""


def test_the_lying_provider_is_believed_where_it_does_not_lie(city):
    assert city.get(TILE, call_back(city, "good"))[0] == 200


@pytest.mark.parametrize("kind", LIES)
def test_a_bad_identity_token_is_no_sign_in(city, kind):
    refused(city, call_back(city, kind))


def test_a_code_that_came_back_once_is_used_up(city):
    refused(city, call_back(city, "good", again=True))
