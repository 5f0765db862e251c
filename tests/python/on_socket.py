"""DataJoint on a server that is reached by its socket alone. Imported before DataJoint, which reads its settings then."""

import os

os.environ["DJ_LOG_LEVEL"] = "ERROR"
# As Spyglass does: its tables of files have this type.
os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"

import datajoint as dj


class SocketConnection(dj.Connection):
    """DataJoint has no option for a socket, but hands its connection's facts to the driver, which has one."""

    socket = None

    def connect(self):
        self.conn_info["unix_socket"] = self.socket
        super().connect()


def connect(socket):
    """Makes a connection to the server at this socket the one that DataJoint uses, and gives it."""
    dj.config["database.host"] = "localhost"
    dj.config["database.user"] = "root"
    dj.config["database.password"] = ""
    SocketConnection.socket = socket
    dj.conn.connection = SocketConnection("localhost", "root", "", use_tls=False)
    return dj.conn.connection
