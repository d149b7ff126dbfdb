package io.appmigrations;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.autogenerate.Model;
import io.appmigrations.autogenerate.Rename;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.schema.Kind;
import io.appmigrations.schema.ObjectId;
import io.appmigrations.schema.Schema;

/**
 * The renames that a person asks for, on the command line or in the model. A sequence
 * called after its table is renamed with the table, so that it goes on where it is.
 *
 * @param actual what the database has
 * @param desired what the model declares
 * @param defaultSchema the schema of names without one
 */
record RequestedRenames(Schema actual, Schema desired, String defaultSchema) {

	List<Rename> resolve(List<String> requests, List<Model.RenamedFrom> declared) {
		List<Rename> renames = new ArrayList<>();
		declared.stream().filter((rename) -> rename.column() == null).forEach((rename) -> addTable(rename, renames));
		requests.stream()
			.map(this::parse)
			.filter((rename) -> rename.object().kind() == Kind.TABLE)
			.forEach((rename) -> {
				require(rename);
				add(rename, renames);
			});
		declared.stream().filter((rename) -> rename.column() != null).forEach((rename) -> addColumn(rename, renames));
		requests.stream()
			.map(this::parse)
			.filter((rename) -> rename.object().kind() == Kind.COLUMN)
			.forEach((rename) -> {
				requireColumn(rename, renames);
				renames.add(rename);
			});
		return renames;
	}

	private void addTable(Model.RenamedFrom rename, List<Rename> renames) {
		String schema = Objects.requireNonNullElse(rename.schema(), this.defaultSchema);
		ObjectId old = ObjectId.table(schema, rename.oldName());
		if (this.actual.get(old) != null && this.desired.get(old) == null
				&& this.actual.get(ObjectId.table(schema, rename.table())) == null) {
			add(new Rename(old, rename.table()), renames);
		}
	}

	private void addColumn(Model.RenamedFrom rename, List<Rename> renames) {
		String schema = Objects.requireNonNullElse(rename.schema(), this.defaultSchema);
		ObjectId table = ObjectId.table(schema, rename.table());
		ObjectId present = nameBefore(table, renames);
		String column = Objects.requireNonNull(rename.column());
		if (this.actual.get(ObjectId.member(Kind.COLUMN, present, rename.oldName())) != null
				&& this.actual.get(ObjectId.member(Kind.COLUMN, present, column)) == null
				&& this.desired.get(ObjectId.member(Kind.COLUMN, table, rename.oldName())) == null) {
			renames.add(new Rename(ObjectId.member(Kind.COLUMN, table, rename.oldName()), column));
		}
	}

	private static ObjectId nameBefore(ObjectId table, List<Rename> renames) {
		return renames.stream()
			.filter((rename) -> rename.object().kind() == Kind.TABLE && rename.object().schema().equals(table.schema())
					&& rename.newName().equals(table.name()))
			.map(Rename::object)
			.findFirst()
			.orElse(table);
	}

	private void add(Rename rename, List<Rename> renames) {
		renames.add(rename);
		ObjectId sequence = ObjectId.of(Kind.SEQUENCE, rename.object().schema(), rename.object().name() + "_seq");
		String name = rename.newName() + "_seq";
		if (this.actual.get(sequence) != null && this.desired.get(sequence) == null
				&& this.desired.get(sequence.renamed(name)) != null
				&& this.actual.get(sequence.renamed(name)) == null) {
			renames.add(new Rename(sequence, name));
		}
	}

	private Rename parse(String request) {
		String[] sides = request.split("=", -1);
		String[] old = sides[0].strip().split("\\.", -1);
		String[] renamed = (sides.length == 2) ? sides[1].strip().split("\\.", -1) : new String[0];
		if (sides.length != 2 || old.length > 3 || renamed.length == 0 || sides[0].isBlank() || sides[1].isBlank()) {
			throw invalid(request, "it is not OLD=NEW");
		}
		String newName = renamed[renamed.length - 1];
		if (old.length == 3) {
			return new Rename(ObjectId.member(Kind.COLUMN, ObjectId.table(old[0], old[1]), old[2]), newName);
		}
		if (old.length == 1) {
			return new Rename(ObjectId.table(this.defaultSchema, old[0]), newName);
		}
		ObjectId table = ObjectId.table(old[0], old[1]);
		return (this.actual.get(table) != null) ? new Rename(table, newName)
				: new Rename(ObjectId.member(Kind.COLUMN, ObjectId.table(this.defaultSchema, old[0]), old[1]), newName);
	}

	private void require(Rename rename) {
		if (this.actual.get(rename.object()) == null) {
			throw invalid(rename, "the database has no table %s".formatted(rename.object()));
		}
		ObjectId target = rename.object().renamed(rename.newName());
		if (this.desired.get(target) == null) {
			throw invalid(rename, "the model has no table %s".formatted(target));
		}
		if (this.actual.get(target) != null) {
			throw invalid(rename, "the database already has a table %s".formatted(target));
		}
	}

	private void requireColumn(Rename rename, List<Rename> renames) {
		ObjectId table = Objects.requireNonNull(rename.object().table());
		ObjectId present = ObjectId.member(Kind.COLUMN, nameBefore(table, renames), rename.object().name());
		if (this.actual.get(present) == null) {
			throw invalid(rename, "the database has no column %s".formatted(rename.object()));
		}
		if (this.desired.get(rename.object().renamed(rename.newName())) == null) {
			throw invalid(rename, "the model has no column %s".formatted(rename.object().renamed(rename.newName())));
		}
	}

	private static MigrationException invalid(Rename rename, String why) {
		return invalid("%s=%s".formatted(rename.object(), rename.newName()), why);
	}

	private static MigrationException invalid(String request, String why) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"--rename %s makes no sense: %s".formatted(request, why),
				"Write --rename OLD=NEW for tables and --rename TABLE.OLD=TABLE.NEW for columns, with names as the database has them.");
	}

}
