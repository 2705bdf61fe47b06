"""Where the comparing happens: DuckDB inside this process, or Spark for a region."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from concord.linkage.comparing import Dialect
from concord.linkage.refusals import CannotLink

Engine = Literal["duckdb", "spark"]


@dataclass(frozen=True)
class Running:
    """An engine that runs. `api` is Splink's."""

    api: Any
    dialect: Dialect
    session: Any = None  # of Spark

    def register(self, table: pa.Table) -> Any:
        """The table as Splink takes it."""
        if self.session is None:
            return self.api.register(table)
        # Through pandas: Spark 4.0 takes Arrow tables only from 4.1 on.
        return self.api.register(self.session.createDataFrame(table.to_pandas()))


@contextlib.contextmanager
def running(engine: Engine, scratch: Path) -> Iterator[Running]:
    """Raises CannotLink where the engine is not installed."""
    if engine == "spark":
        with _spark(scratch) as found:
            yield found
    else:
        with _duckdb(scratch) as found:
            yield found


@contextlib.contextmanager
def _duckdb(scratch: Path) -> Iterator[Running]:
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": str(scratch),
            # The random numbers for it are not of the strength that DuckDB asks for
            # by default, which needs an extension from the network; the files are
            # overwritten at the end in any case (scratch.py).
            "temp_file_encryption": True,
            "force_mbedtls_unsafe": True,
            "memory_limit": f"{_memory()}MB",
            # Names of files that the caller did not give are none of its business.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )
    try:
        yield Running(DuckDBAPI(connection), "duckdb")
    except duckdb.OutOfMemoryException as error:
        raise CannotLink(
            "There is not enough memory for files of this size. Free some, split the "
            "files by area, or use --engine spark on larger machines."
        ) from error
    finally:
        connection.close()


def _memory() -> int:
    """Megabytes for DuckDB: half of the machine, at most 5,000; it spills beyond."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 2000
    return min(max(whole // 2 // 1_000_000, 500), 5000)


@contextlib.contextmanager
def _spark(scratch: Path) -> Iterator[Running]:
    session, api = _started(scratch)
    try:
        yield Running(api, "spark", session)
    finally:
        session.stop()


def _started(scratch: Path) -> tuple[Any, Any]:
    try:
        import pandas  # type: ignore[import-untyped]  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CannotLink(
            "--engine spark: pyspark is not installed. Install Concord with its extra "
            "“spark” (pip install 'concord[spark]'), or use --engine duckdb."
        ) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise CannotLink(
            "--engine spark: Java was not found. Install Java 17 (Debian: apt-get "
            "install openjdk-17-jre-headless), or use --engine duckdb."
        )
    from splink import SparkAPI
    from splink.backends.spark import similarity_jar_location

    os.environ.setdefault(
        "PYSPARK_SUBMIT_ARGS", "--conf spark.ui.enabled=false pyspark-shell"
    )
    session = (
        SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[*]"))
        .appName("concord-linkage")
        .config("spark.jars", similarity_jar_location())
        .config("spark.local.dir", str(scratch))
        .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
        .config("spark.io.encryption.enabled", "true")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    session.sparkContext.setCheckpointDir(str(scratch / "checkpoints"))
    return session, SparkAPI(spark_session=session, break_lineage_method="persist")
