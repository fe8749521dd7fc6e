"""The OpenTV family of the sandbox: opf.md over HTTP, one file per platform module."""
