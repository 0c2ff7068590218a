"""What a test reads off an `AppTest`."""


def rows(app):
    return [b for b in app.button if b.key and b.key.startswith("row_")]


def button(app, key):
    return next(b for b in app.button if b.key == key)


def markup(app):
    return "".join(element.proto.body for element in app.get("html"))


def field(widgets, key):
    """The first of some widgets whose key begins so."""
    return next(one for one in widgets if (one.key or "").startswith(key))
