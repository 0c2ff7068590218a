"""A provider of identities whose identity tokens are as bad as they are asked to be: the authorisation code says in which way."""

import base64
import contextlib
import http.server
import json
import threading
import time
import urllib.parse

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, CLIENT_SECRET, PERSON = "liar-client", "the secret of a client that signs with it", "mines@example"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2))


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def id_token(kind, nonce, issuer):
    """Return an identity token that is bad in one way; `good` in none."""
    now = int(time.time())
    claims = {"iss": issuer, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": nonce, "email": PERSON}
    claims |= {"expired": {"iat": now - 9000, "exp": now - 5000}, "other audience": {"aud": "another app"}, "other issuer": {"iss": "http://x"},
               "other nonce": {"nonce": "replayed"}, "issued tomorrow": {"iat": now + 86400, "exp": now + 90000},
               "not before tomorrow": {"nbf": now + 86400}}.get(kind, {})
    header, key = {"alg": "RS256", "kid": "one"}, OTHER_KEY if kind == "other key" else KEY
    if kind == "alg none":
        return f"{_part({'alg': 'none'})}.{_part(claims)}."
    if kind in ("alg HS256 by the public key", "alg HS256 by the client's secret"):
        secret = KEY.as_pem(private=False) if "public" in kind else CLIENT_SECRET
        from hashlib import sha256
        from hmac import digest
        head = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
        key = secret if isinstance(secret, bytes) else OctKey.import_key(secret).raw_value
        return f"{head}.{base64.urlsafe_b64encode(digest(key, head.encode(), sha256)).rstrip(b'=').decode()}"
    made = jwt.encode(header, claims, key)
    if kind == "tampered":
        head, _, sign = made.split(".")
        return f"{head}.{_part(claims | {'email': 'operator@role.example'})}.{sign}"
    return made


class Liar(http.server.BaseHTTPRequestHandler):
    """Discovery, keys and tokens."""

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        self._answer({"keys": [KEY.as_dict(private=False)]} if self.path == "/keys" else {
            "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token", "jwks_uri": f"{here}/keys",
            "id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code"],
            "subject_types_supported": ["public"]})

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        kind, _, nonce = form["code"][0].partition("|")
        token = id_token(kind, nonce, f"http://127.0.0.1:{self.server.server_port}")
        self._answer({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def lying():
    """Run the provider; the block gets its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
