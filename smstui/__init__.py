"""smstui: the console for the people who keep pay television working."""

__version__ = "0.1.0"
