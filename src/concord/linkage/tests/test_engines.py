from __future__ import annotations

from pathlib import Path

from concord.linkage.engines import running


def test_what_spills_is_encrypted(tmp_path: Path) -> None:
    with running("duckdb", tmp_path) as engine:
        connection = engine.api._con
        connection.execute("SET memory_limit = '60MB'")
        connection.execute(
            "CREATE TABLE t AS SELECT 'Rosalind Tamworth ' || md5(range::VARCHAR) AS n"
            " FROM range(3000000)"
        )
        spilled = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in spilled) > 1_000_000
        for path in spilled:
            assert b"Tamworth" not in path.read_bytes()
