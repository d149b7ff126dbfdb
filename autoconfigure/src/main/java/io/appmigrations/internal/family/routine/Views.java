package io.appmigrations.internal.family.routine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.StorageParameters;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Views and materialized views.
 */
public final class Views extends Family {

	/** Reads a view, once its columns are read. */
	public static void read(Relation relation, CatalogContents contents) {
		if (relation.query() == null) {
			return;
		}
		String query = relation.query().strip().replaceFirst(";$", "");
		String name = contents.names().of(relation.id());
		String options = relation.options().isEmpty() ? "" : " with (" + String.join(", ", relation.options()) + ")";
		List<String> columns = relation.attributes()
			.stream()
			.map((column) -> Names.quoted(column.name()) + " " + column.type())
			.toList();
		Definition definition;
		if (relation.id().kind() == Kind.VIEW) {
			String body = "view %s%s as\n%s".formatted(name, options, PrintedSql.restored(query));
			definition = new Definition(relation.id(), List.of("create " + body), "create or replace " + body, columns,
					relation.comment());
		}
		else {
			String data = relation.isPopulated() ? "" : "\nwith no data";
			definition = new Definition(relation.id(), List.of("create materialized view %s%s as\n%s%s".formatted(name,
					options, PrintedSql.restored(query), data)), null, columns, relation.comment());
		}
		contents.add(relation.address(), definition);
	}

	/** What follows the name of a materialized view. */
	private static final Pattern WITH_OPTIONS = Pattern
		.compile("(?s)(?: with \\((?<options>[^\n)]*)\\))?(?<query> as\n.*)");

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return CatalogPlace.relation(names.of(id));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	@Override
	protected @Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		if (definition.id().kind() == Kind.MATERIALIZED_VIEW) {
			return alterStorage(old, definition, transition.names());
		}
		String replace = definition.replace();
		return (replace != null && old.isExtendableTo(definition)) ? Alteration.of(List.of(replace)) : null;
	}

	/** Only the storage parameters differ: nothing has to be computed again. */
	private static @Nullable Alteration alterStorage(Definition old, Definition definition, Names names) {
		String head = "create materialized view " + names.of(definition.id());
		Matcher before = WITH_OPTIONS.matcher(old.create().get(0).substring(head.length()));
		Matcher after = WITH_OPTIONS.matcher(definition.create().get(0).substring(head.length()));
		if (!before.matches() || !after.matches() || !before.group("query").equals(after.group("query"))) {
			return null;
		}
		return Alteration.of(StorageParameters.alter(optionsIn(before), optionsIn(after),
				"alter materialized view %s ".formatted(names.of(definition.id()))));
	}

	private static List<String> optionsIn(Matcher matcher) {
		String options = matcher.group("options");
		return (options != null) ? List.of(options.split(", ", -1)) : List.of();
	}

	@Override
	public String grantedOn(Kind kind) {
		return "table";
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return object.id().kind() == Kind.VIEW && undeclared.isMade(object);
	}

	@Override
	public boolean isQuery(Kind kind) {
		return true;
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return (object.id().kind() == Kind.VIEW) ? object.id() : null;
	}

	@Override
	public ObjectId recordedAfterRename(ObjectId recorded, ObjectId object, String newName) {
		return (object.kind() == Kind.MATERIALIZED_VIEW) ? afterRenameOfRelation(recorded, object, newName)
				: super.recordedAfterRename(recorded, object, newName);
	}

	@Override
	public boolean movesWith(ObjectId recorded, ObjectId object) {
		return super.movesWith(recorded, object)
				|| (object.kind() == Kind.MATERIALIZED_VIEW && isPartOf(recorded, object));
	}

	@Override
	public boolean goesWith(ObjectId recorded, ObjectId object) {
		return (object.kind() == Kind.MATERIALIZED_VIEW) ? isPartOf(recorded, object)
				: super.goesWith(recorded, object);
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
