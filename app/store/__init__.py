"""The library file: engine, tables, migrations, reader, writer. The home of SQL."""
