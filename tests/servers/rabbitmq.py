"""A private RabbitMQ node with its own epmd."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from glob import glob

from tests.servers.process import Server, ServerFailed, free_port, program

# The node's own scripts. Debian's wrapper in /usr/sbin insists on the system's user and folders.
SCRIPTS = ["/usr/lib/rabbitmq/bin", *glob("/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin")]
CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
log.file.level = info
# A test machine may be nearly full; an alarm would block every publisher.
disk_free_limit.absolute = 1MB
"""


class RabbitMQ(Server):
    """One node on loopback; user and password are ``guest``."""

    name = "rabbitmq"

    def __init__(self) -> None:
        self._server = program("rabbitmq-server", *SCRIPTS)
        self._ctl = program("rabbitmqctl", *SCRIPTS)
        self._epmd = program("epmd", *glob("/usr/lib/erlang/erts-*/bin"))
        super().__init__()
        self.port = free_port()
        self.epmd_port = free_port()
        self.dist_port = free_port()
        self._prepare()

    @property
    def url(self) -> str:
        """Where to connect: the default virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start the node (8 to 9 seconds) and return when it speaks AMQP."""
        environment = self._environment()
        if not self.running("epmd"):
            # Started here and not by the node, which would leave a daemon behind.
            epmd = [self._epmd, "-port", str(self.epmd_port), "-address", "127.0.0.1"]
            self.spawn("epmd", epmd, environment=environment)
            self.wait_for("epmd", lambda: _accepts(self.epmd_port))
        self.spawn("node", [self._server], environment=environment)
        self.wait_for("node", self.answers)

    def stop(self) -> None:
        """Stop the node in order; durable queues and persistent messages stay on disk."""
        self.end("node", signal.SIGTERM)
        self.end("epmd", signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a power cut does; start() brings it back with what it had on disk."""
        self.end("node", signal.SIGKILL)

    def settle(self) -> None:
        """Have Mnesia's log on disk, and with it what was declared.

        RabbitMQ 3.10 lost 1 of 16 queues that were declared again right before a SIGKILL,
        whatever it had confirmed in them, and none of 16 after this.
        """
        self.ctl("eval", "mnesia:sync_log().")

    def stop_app(self) -> None:
        """Stop the broker inside the node: every connection is closed, the node stays."""
        self.ctl("stop_app")

    def start_app(self) -> None:
        """Start the broker again after stop_app."""
        self.ctl("start_app")
        self.wait_for("node", self.answers)

    def restart(self) -> None:
        """Stop and start the broker inside the node, the quick way to lose every connection."""
        self.stop_app()
        self.start_app()

    def answers(self) -> bool:
        """Whether the broker greets an AMQP client."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as client:
                client.sendall(b"AMQP\x00\x00\x09\x01")
                return client.recv(1) == b"\x01"
        except OSError:
            return False

    def ctl(self, *arguments: str) -> str:
        """What ``rabbitmqctl`` prints for the arguments, without its chatter."""
        done = subprocess.run(
            [self._ctl, "--quiet", *arguments],
            env=self._environment(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise ServerFailed(f"rabbitmqctl {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def add_vhost(self, name: str) -> str:
        """Make a virtual host for guest and return its URL."""
        self.ctl("add_vhost", name)
        self.ctl("set_permissions", "--vhost", name, "guest", ".*", ".*", ".*")
        return f"{self.url}{name}"

    def delete_vhost(self, name: str) -> None:
        """Remove a virtual host with everything in it; its connections are closed."""
        self.ctl("delete_vhost", name)

    def _prepare(self) -> None:
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text("CARROTTESTS")
        cookie.chmod(0o400)
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION.format(port=self.port))
        (self.folder / "enabled_plugins").write_text("[].")
        (self.folder / "env.conf").touch()

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": folder,
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "carrot@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/env.conf",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/advanced.config",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{folder}/config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_PID_FILE": f"{folder}/rabbitmq.pidfile",
            # The script then becomes the node, so that signals reach it and not a shell.
            "RUNNING_UNDER_SYSTEMD": "true",
        }


def _accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
