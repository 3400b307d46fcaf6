"""The two stores behind the port: SQLite, embedded, and Neo4j, for production."""
