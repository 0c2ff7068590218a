"""What leaves the house, by audience: which fields, how exact, without whom. Records in, records out; no file but `audiences.toml`."""

from geomon.publishing.audience import FILE, INTERNAL, Audience, audience_named, load_audiences
from geomon.publishing.coarse import metres_of, rounded
from geomon.publishing.personal import COVER, Cover
from geomon.publishing.redact import OUTSIDE, Redactor
from geomon.publishing.stamp import Stamp

__all__ = ["COVER", "FILE", "INTERNAL", "OUTSIDE", "Audience", "Cover", "Redactor", "Stamp", "audience_named", "load_audiences",
           "metres_of", "rounded"]
