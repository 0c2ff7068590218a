"""When a page of the app is at rest: all that it asked the script for is answered, and what came is drawn."""

import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RESTED = """() => {
  const app = document.querySelector(".stApp");
  const rests = app && app.dataset.testScriptState === "notRunning" && !document.querySelector("[data-testid=stSkeleton]");
  if (!rests) { window.restedSince = null; return false; }
  window.restedSince = window.restedSince ?? performance.now();
  return performance.now() - window.restedSince > 400;
}"""
SMALL = 10_000
"""The script's end and a page's wish are said in far fewer bytes; what is longer holds rows or tiles and is not looked into."""


class Rest:
    """Listens to what a page and the script say to each other: on a busy machine a press is answered later than the page looks idle."""

    def __init__(self, page):
        self.page, self.waits = page, False
        page.on("websocket", self._listen)

    def wait(self):
        """Wait until the script has answered and rested for 0.4 s without a break: a component's answer starts it again."""
        self.page.wait_for_timeout(100)
        until = time.monotonic() + 60
        while self.waits and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        assert not self.waits, "the script did not answer in 60 s"
        self.page.evaluate("window.restedSince = null")
        self.page.wait_for_function(RESTED, timeout=60_000, polling=50)

    def _listen(self, socket):
        self.waits = False
        socket.on("framesent", self._asked)
        socket.on("framereceived", self._answered)

    def _asked(self, frame):
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.waits = True

    def _answered(self, frame):
        if isinstance(frame, bytes) and len(frame) < SMALL:
            said = ForwardMsg.FromString(frame)
            if said.WhichOneof("type") == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.waits = False
