"""What the engine ends with that is no fault of the engine's."""


class Refused(Exception):
    """What the user must know and can mend."""


class Silent(BaseException):
    """An archive took a request and does not answer it. No exception of the usual kind: libraries take those for
    something to try again, or for another fault."""
