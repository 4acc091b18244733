"""What is in the files of a lake: their bytes, and what those of Parquet say once they are unpacked."""

import json
from pathlib import Path

import pyarrow.parquet as pq


def contents(file: Path) -> bytes:
    """Raw bytes; of Parquet, packed as it is, the values of all columns besides."""
    raw = file.read_bytes()
    if file.suffix == ".parquet" and raw.startswith(b"PAR1"):
        raw += json.dumps(pq.ParquetFile(file).read().to_pylist(), default=str, ensure_ascii=False).encode()
    return raw


def everything(folder: Path) -> bytes:
    return b"\n".join(contents(file) for file in sorted(folder.rglob("*")) if file.is_file())
