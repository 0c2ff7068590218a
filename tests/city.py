"""The five districts of `districts.py`, served behind sign-in: a real provider in a process of its own, the app in another."""

import contextlib
import http.cookiejar
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from districts import CITY_CODE, DISTRICTS, fill

from geomon.people import ROLES
from geomon.service import init_workspace, open_service
from geomon.settings import load_settings

GEOMON = (sys.executable, "-c", "from geomon.cli import main; main()")
CLIENT, SECRET = "geomon-of-the-city", "a cookie secret of this test, long enough for anybody"
WATCHER = "the token of who watches the figures"
A_DISTRICT = 10
"""People of each district; see `district_person`."""


def district_person(code, n):
    """Return what the provider calls person number `n`, from 0, of a district."""
    return f"p{n}@{code}.example"


def role_person(role):
    """Return what the provider calls the person of the whole workspace with this role."""
    return f"{role}@role.example"


def people_toml(hours=0):
    """The people of the tests: ten inspectors a district, one for each role without limits, one who sees mines only."""
    lines = [f"hours = {hours}"]

    def person(name, sign_in, roles, **limits):
        lines.extend(("[[people]]", f'name = "{name}"', f'sign_in = "{sign_in}"', f"roles = {json.dumps(roles)}"))
        lines.extend(f"{key} = {json.dumps(value)}" for key, value in limits.items())
    for code in DISTRICTS:
        for n in range(A_DISTRICT):
            person(f"{code}-{n}", district_person(code, n), ["inspector"], regions=[code])
    for role in ROLES:
        person(role, role_person(role), [role])
    person("mines", "mines@example", ["inspector"], layers=["mine"])
    return "\n".join(lines)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class City:
    """Where the app and the provider answer, and a way in without a browser."""

    def __init__(self, root, app, provider, log):
        self.root, self.app, self.provider, self.log = root, f"http://127.0.0.1:{app}", f"http://127.0.0.1:{provider}", log
        self._cookies = {}

    def sign_in(self, who):
        """Sign in as a person, through the provider as a browser does, and return the cookies; the same ones when asked again."""
        if who not in self._cookies:
            self._cookies[who] = self.new_sign_in(who)
        return self._cookies[who]

    def new_sign_in(self, who):
        """Sign in once more."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with opener.open(f"{self.app}/auth/login?provider={provider_token()}", timeout=30) as form:
            address = form.geturl()
        assert address.startswith(self.provider), address
        opener.open(address, urllib.parse.urlencode({"sub": who}).encode(), timeout=30).close()
        return {cookie.name: cookie.value for cookie in jar if cookie.name.startswith("_streamlit_user")}

    def get(self, path, cookies=None, **headers):
        """Return status and body of a request."""
        request = urllib.request.Request(f"{self.app}{path}", headers=headers)
        if cookies:
            request.add_header("cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), error.headers


def provider_token(provider="default", secret=SECRET):
    """What the app's button puts into the link to its sign-in."""
    from joserfc import jwt
    from joserfc.jwk import OctKey

    return jwt.encode({"alg": "HS256"}, {"provider": provider, "exp": int(time.time()) + 120}, OctKey.import_key(secret))


def make_workspace(folder, cache=None):
    """Make the workspace of the city and fill its register."""
    init_workspace(folder)
    if cache:
        shutil.copytree(cache, folder / "data" / "cache", dirs_exist_ok=True)
    (folder / "geomon.toml").write_text(f'title = "长治"\ntitle_en = "Changzhi"\nas_of = 2024-12-15\ncounties = ["{CITY_CODE}"]\n',
                                        encoding="utf-8")
    service = open_service(load_settings(folder, {}))
    fill(service)
    service.close()
    return folder


def write_secrets(folder, app, metadata, more=""):
    """Name the provider in the workspace's secrets, and more of them as TOML."""
    (folder / ".streamlit").mkdir(exist_ok=True)
    (folder / ".streamlit" / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{app}/oauth2callback"\ncookie_secret = "{SECRET}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "not much of one"\nserver_metadata_url = "{metadata}"\n{more}', encoding="utf-8")


def wait_for(address, process, log):
    """Wait until a server answers."""
    for _ in range(240):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        time.sleep(0.25)
    raise AssertionError(log.read_text(encoding="utf-8")[-2000:])


@contextlib.contextmanager
def running(command, address, log, **more):
    """Run a server until the block ends."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)
        try:
            wait_for(address, process, log)
            yield process
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def serving(folder, cache=None, hours=0, more=""):
    """Serve the city; the block gets a `City`. `more` are other providers, as TOML for the secrets."""
    app, provider, log = free_port(), free_port(), Path(folder) / "server.log"
    root = make_workspace(Path(folder) / "city", cache)
    (root / "people.toml").write_text(people_toml(hours), encoding="utf-8")
    write_secrets(root, app, f"http://127.0.0.1:{provider}/.well-known/openid-configuration", more)
    insecure = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONWARNINGS": "ignore"}
    with running([sys.executable, "-m", "oidc_provider_mock", "--port", str(provider)], f"http://127.0.0.1:{provider}/",
                 Path(folder) / "provider.log", env=insecure), \
            running([*GEOMON, "app", "-w", str(root), "--port", str(app)], f"http://127.0.0.1:{app}/_stcore/health", log,
                    env=os.environ | {"GEOMON_METRICS_TOKEN": WATCHER}):
        yield City(root, app, provider, log)
