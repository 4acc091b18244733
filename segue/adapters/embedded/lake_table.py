"""One Delta table: what is written to it, and how it is put in order. The caller holds the lock of the lake.

A table with a key is corrected by appending: `version` says which row of a key counts, `gone` that none does, and
version 0 is a row that has been worked in. See docs/decisions/0012-lake.md for why rows are not rewritten in place.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from segue.domain.event import ListenerId, Offset
from segue.ports import LakeTable, Unavailable

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable, WriterProperties

_PRODUCER = "log"  # whose offset the commits carry
_ROWS = 32_768  # of a row group: what is read at least
_FILE = 16 * 2**20  # bytes of a file that is large enough to be left alone
_HOUR = 1  # what readers may take over a file that is not in the table any more


class Corrections(NamedTuple):
    """Rows of a keyed table that are not worked in, and all of its rows."""

    rows: int
    of: int


@contextmanager
def told() -> Iterator[None]:
    """What Delta and the disk complain of, as the port says it."""
    import pyarrow as pa
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (DeltaError, OSError, pa.ArrowException) as error:
        raise Unavailable(f"the lake cannot be written: {str(error).splitlines()[0]}") from error


class Table:
    """A description and the folder that holds its rows."""

    def __init__(self, root: Path, what: LakeTable) -> None:
        self.what = what
        self.folder = root / what.name

    def open(self) -> "DeltaTable | None":
        """The table as it stands; None before its first commit. Raises `Unavailable` when its files are damaged."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        if not (self.folder / "_delta_log").is_dir():
            return None
        try:
            return DeltaTable(self.folder)
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise Unavailable(
                f"the table {self.what.name} cannot be read: {str(error).splitlines()[0]}; "
                "`segue replay --from 0` makes it anew from the log"
            ) from error

    def create(self) -> "DeltaTable":
        from deltalake import DeltaTable

        configuration = {
            "delta.dataSkippingStatsColumns": ",".join(self._stats()),
            "delta.checkpointInterval": "50",
            "delta.logRetentionDuration": f"interval {_HOUR} hours",
            "delta.deletedFileRetentionDuration": "interval 0 hours",  # no word of erased files is kept
        }
        return DeltaTable.create(self.folder, schema=self.schema(), configuration=configuration)

    def schema(self) -> "pa.Schema":
        """The columns on disk."""
        import pyarrow as pa

        if not self.what.key:
            return self.what.schema
        return self.what.schema.append(pa.field("version", pa.int64())).append(pa.field("gone", pa.bool_()))

    def rows(self, table: "DeltaTable") -> "Sequence[str] | pa.Table":
        """The files that hold the rows of this version; without any an empty table."""
        protocol = table.protocol()
        if protocol.min_reader_version > 1:
            raise Unavailable(f"the table {self.what.name} was written in a way that this reader does not know")
        return table.file_uris() or self.schema().empty_table()

    def offset(self, table: "DeltaTable") -> Offset:
        return Offset(table.transaction_version(_PRODUCER) or 0)

    def append(self, table: "DeltaTable", rows: "pa.Table", upto: Offset) -> None:
        """Rows and offset in one commit."""
        from deltalake import write_deltalake

        rows = rows.sort_by([(name, "ascending") for name in self.what.sort])
        if self.what.key:
            rows = self._versioned(table, rows)
        rows = rows.select(self.schema().names).cast(self.schema())
        write_deltalake(table, rows, mode="append", writer_properties=_written(), commit_properties=_commit(upto))

    def _versioned(self, table: "DeltaTable", rows: "pa.Table") -> "pa.Table":
        """With version 0 for keys that were never there, which then need no putting in order."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.dataset as ds

        what = ["listener", self.what.key]
        corrected = rows["gone"].is_valid()
        if table.version() > 0 and len(rows):
            beside = table.to_pyarrow_dataset().to_table(columns=what, filter=ds.field("version") > 0)
            keys = [pc.binary_join_element_wise(*(t[name] for name in what), "\x00") for t in (rows, beside)]
            corrected = pc.or_(corrected, pc.is_in(keys[0], keys[1].combine_chunks()))
        version = pc.if_else(corrected, pa.scalar(table.version() + 1, pa.int64()), pa.scalar(0, pa.int64()))
        gone = rows.schema.get_field_index("gone")
        return rows.set_column(gone, "gone", rows["gone"].fill_null(False)).append_column("version", version)

    def cut(self, table: "DeltaTable", after: Offset) -> None:
        """Back to an earlier offset: the rows that came later go."""
        if not self.what.key:
            table.delete(f"log_offset > {int(after)}", writer_properties=_written())

    def erase(self, table: "DeltaTable", listener: ListenerId) -> int:
        """Delete the rows of a listener, then every file and every word of the table's own log that had them."""
        who = str(listener).replace("'", "''")
        gone = table.delete(f"listener = '{who}'", writer_properties=_written())["num_deleted_rows"]
        self.purge(table)
        return int(gone or 0)

    def purge(self, table: "DeltaTable") -> None:
        """Leave nothing on disk but the files of the table as it stands and one checkpoint that names them.

        The commits before it tell of deleted rows: the predicate, and the smallest and largest values of old files.
        """
        from deltalake import write_deltalake

        table.vacuum(0, dry_run=False, enforce_retention_duration=False, full=True)
        nothing = self.schema().empty_table()
        write_deltalake(table, nothing, mode="append", commit_properties=_commit(self.offset(table)))
        table.update_incremental()
        table.create_checkpoint()
        log = self.folder / "_delta_log"
        for file in log.iterdir():
            number = file.name.split(".")[0]
            if number.isdigit() and int(number) < table.version():
                file.unlink()
            elif not number.isdigit() and file.name != "_last_checkpoint":
                if file.is_dir():
                    shutil.rmtree(file)
                else:
                    file.unlink()

    def small_files(self, table: "DeltaTable") -> int:
        import pyarrow as pa

        sizes = pa.table(table.get_add_actions(flatten=True))["size_bytes"].to_pylist()
        return sum(size < _FILE for size in sizes)

    def corrections(self, table: "DeltaTable") -> Corrections:
        import pyarrow.dataset as ds

        rows = table.to_pyarrow_dataset()
        return Corrections(rows.count_rows(filter=ds.field("version") > 0), rows.count_rows())

    def compact(self, table: "DeltaTable") -> None:
        """Small files become larger ones."""
        table.optimize.compact(target_size=_FILE, writer_properties=_written())

    def cluster(self, table: "DeltaTable") -> None:
        """All files anew, so that one listener's rows of one time lie together."""
        if table.file_uris():
            table.optimize.z_order(list(self.what.sort), writer_properties=_written())

    def settle(self, table: "DeltaTable", rows: "pa.RecordBatchReader") -> None:
        """Replace all rows by the ones that count, in order."""
        from deltalake import write_deltalake

        write_deltalake(table, rows, mode="overwrite", target_file_size=8 * _FILE, writer_properties=_written())

    def vacuum(self, table: "DeltaTable") -> None:
        """Remove the files that are not in the table any more, once no reader can want them."""
        table.vacuum(_HOUR, dry_run=False, enforce_retention_duration=False, full=True)

    def measure(self, table: "DeltaTable") -> tuple[int, int]:
        """Files of the table, and bytes of everything in its folder."""
        size = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())
        return len(table.file_uris()), size

    def _stats(self) -> list[str]:
        return ["listener", *self.what.stats, *(["version"] if self.what.key else [])]


def _written() -> "WriterProperties":
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", max_row_group_size=_ROWS)


def _commit(upto: Offset):  # type: ignore[no-untyped-def]
    from deltalake import CommitProperties, Transaction

    return CommitProperties(app_transactions=[Transaction(_PRODUCER, int(upto))])
