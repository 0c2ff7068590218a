"""Sixty ways to write a path that leads somewhere else, for routes, names of uploads and names of layers."""

from urllib.parse import quote

UP = "../" * 12


def sixty(secret):
    """The paths; `secret` is an absolute path to a file outside that exists."""
    inside = str(secret).lstrip("/")
    targets = ("etc/passwd", inside)
    made = []
    for target in targets:
        plain = f"{UP}{target}"
        made += [
            plain, f"/{target}", f"//{target}", f"./{plain}", f"a/../../{plain}", plain.replace("../", "..\\"),
            plain.replace("../", "....//"),
            plain.replace("../", "..././"), plain.replace("../", "..;/"), plain.replace("..", "%2e%2e"), plain.replace("/", "%2f"),
            plain.replace("../", "%2e%2e%2f"), plain.replace("../", "%2E./"),
            plain.replace("../", "..%2f"), plain.replace("../", "..%5c"),
            plain.replace("../", "%252e%252e%252f"), plain.replace("../", "..%c0%af"), plain.replace("../", "%c0%ae%c0%ae/"),
            plain.replace("../", "..%ef%bc%8f"), plain.replace("..", "．．"), f"{plain}%00.geojson", f"{plain}\0.geojson", f"file:///{target}",
            f"file://localhost/{target}", f"\\\\127.0.0.1\\c$\\{target}", f"C:\\{target}", f"/proc/self/root/{target}", f"~root/{plain}",
        ]
    return [*made, "/proc/self/environ", "..", ".", "%2e%2e"]


def as_path(text):
    """The same for a request line: what no client could send is quoted, what is encoded already stays."""
    return quote(text, safe="/%.\\;:~$")
