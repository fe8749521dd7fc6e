"""Detect a state folder on a network file system, where locks and WAL are not reliable.

SQLite keeps the index of its log in shared memory, which two machines do not share, and on some of
these systems the locks of accounts do not work between machines.
"""

import os
from pathlib import Path
from typing import Final

MOUNTS: Path = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {"nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "coda", "9p",
     "ceph", "lustre", "gpfs", "beegfs", "ocfs2", "gfs2", "glusterfs", "orangefs", "pvfs2",
     "davfs", "virtiofs"}
)  # fmt: skip
_FUSE_NETWORK: Final = frozenset(
    {"sshfs", "glusterfs", "davfs2", "davfs", "s3fs", "rclone", "gvfsd-fuse", "curlftpfs",
     "ceph-fuse", "ceph", "moosefs", "mfs", "juicefs", "gcsfuse", "nfs", "smbnetfs"}
)  # fmt: skip


def network_file_system(folder: Path) -> str:
    """Return the type of the network file system of `folder`, which may not exist yet.

    Empty for a local one, and if this machine does not say.
    """
    try:
        kind = _type_at(os.path.realpath(folder), MOUNTS.read_text("utf-8", "replace"))
    except OSError:
        return ""
    fuse, _, name = kind.partition(".")
    is_network = kind in _NETWORK or (fuse in ("fuse", "fuseblk") and name in _FUSE_NETWORK)
    return kind if is_network else ""


def network_sentence(folder: Path) -> str:
    """Return what to do about a state folder on a network file system; empty for a local one.

    The setting comes first: a narrow terminal cuts the end.
    """
    kind = network_file_system(folder)
    if not kind:
        return ""
    return (
        "Set SMSTUI_STATE to a folder on a local disk: locks and the journal are not reliable on a "
        f"network file system ({kind}), where {folder} is."
    )


def _type_at(path: str, mounts: str) -> str:
    """Return the type of the file system at `path`, from the lines of /proc/self/mountinfo."""
    found = ("", "")
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(), after.split()
        if len(fields) < 5 or not kinds:
            continue
        place = _unescaped(fields[4])
        within = path == place or path.startswith(f"{place.rstrip('/')}/")
        if within and len(place) >= len(found[0]):  # a later mount hides an earlier one
            found = (place, kinds[0])
    return found[1]


def _unescaped(field: str) -> str:
    """Decode a field of mountinfo, where blanks and backslashes are octal."""
    return field.encode("latin-1", "replace").decode("unicode_escape") if "\\" in field else field
