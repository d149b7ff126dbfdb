package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The tables of {@link ComparisonWork} as a program of Python that compares them with the
 * database as Alembic's {@code check} does, without Alembic's own environment: that is
 * the least that Alembic can do with.
 */
final class AlembicModel {

	private AlembicModel() {
	}

	/**
	 * Writes the program.
	 * @param folder where it belongs
	 * @param tables how many tables it declares
	 * @return its command, without the URL of the database, as SQLAlchemy writes it
	 */
	static List<String> write(Path folder, int tables) throws IOException {
		StringBuilder program = new StringBuilder(
				"""
						import sys

						from alembic.autogenerate import compare_metadata
						from alembic.migration import MigrationContext
						from sqlalchemy import (BigInteger, Boolean, Column, DateTime, ForeignKey, Identity, Index, MetaData, Numeric, String, Table,
						                        create_engine)
						from sqlalchemy.dialects.postgresql import TIMESTAMP

						metadata = MetaData()
						""");
		for (int i = 0; i < tables; i++) {
			program.append("""

					Table(
					    "e%1$s", metadata,
					    Column("active", Boolean, nullable=False),
					    Column("amount", Numeric(38, 2)),
					    Column("created", TIMESTAMP(timezone=True, precision=6)),
					    Column("id", BigInteger, Identity(), primary_key=True),
					    Column("parent_id", BigInteger, ForeignKey("e%2$s.id", name="e%1$s_parent_fk")),
					    Column("name", String(100), nullable=False),
					    Index("e%1$s_name_idx", "name"),
					)
					""".formatted(i, Math.max(0, i - 1)));
		}
		program
			.append("""

					def of_the_model(name, kind, parents):
					    return kind != "table" or name in metadata.tables

					with create_engine(sys.argv[1]).connect() as connection:
					    context = MigrationContext.configure(
					        connection, opts={"compare_type": True, "include_name": of_the_model, "target_metadata": metadata})
					    differences = compare_metadata(context, metadata)
					    print(*differences, sep="\\n")
					sys.exit(1 if differences else 0)
					""");
		Path file = Files.writeString(folder.resolve("alembic_%s.py".formatted(tables)), program);
		return List.of("python3", file.toString());
	}

}
