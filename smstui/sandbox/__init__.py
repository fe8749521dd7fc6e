"""The embedded platform: one world of subscribers, served as both families on loopback.

    with Sandbox() as sandbox:
        sandbox.url, sandbox.access, sandbox.writes, sandbox.fault("delay 500 operation=Pair")

Importing this starts nothing and loads no HTTP server.
"""

from smstui.sandbox.ailments import ailments
from smstui.sandbox.base import base
from smstui.sandbox.big import big
from smstui.sandbox.faults import FaultRuleError
from smstui.sandbox.server import Sandbox

__all__ = ["FaultRuleError", "Sandbox", "ailments", "base", "big"]
