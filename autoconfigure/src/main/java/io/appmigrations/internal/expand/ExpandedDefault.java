package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.online.SectionScript.Piece;
import io.appmigrations.internal.online.SectionScript.Unit;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;

/**
 * A new column whose default gives each row a value of its own.
 */
final class ExpandedDefault implements Expansion {

	private final Change change;

	private final Column to;

	private final Default value;

	private final Schema target;

	private final Names names;

	private final String key;

	ExpandedDefault(Change change, Column to, Default value, Schema target, String key) {
		this.change = change;
		this.to = to;
		this.value = value;
		this.target = target;
		this.names = new Names(target.defaultSchema());
		this.key = key;
	}

	@Override
	public ObjectId column() {
		return this.to.id();
	}

	@Override
	public boolean replaces(Change other) {
		return other.object().equals(this.to.id()) || other.object().equals(this.value.id());
	}

	/** The column is dropped as ever. */
	@Override
	public boolean replacesBack(Change other) {
		return false;
	}

	@Override
	public SectionScript begin() {
		List<String> sql = new ArrayList<>(new SqlWriter(this.target).create(this.to.withNotNull(null), Set.of()));
		sql.add("alter table %s alter column %s set default %s".formatted(table(), name(), this.value.expression()));
		return new SectionScript(List.of(new Unit(List.of(new Piece(this.change.subject(), this.change.notes(), sql)))),
				true);
	}

	@Override
	public SectionScript beginBack() {
		return SectionScript.EMPTY;
	}

	@Override
	public SectionScript fill() {
		return new SectionScript(List.of(new Unit(
				List.of(new Piece(this.change.subject(), List.of(), List.of("update %s set %s = %s where %s is null"
					.formatted(table(), name(), this.value.expression(), name())))))),
				false, this.key);
	}

	@Override
	public SectionScript end() {
		return SectionScript.EMPTY;
	}

	@Override
	public SectionScript endBack() {
		return SectionScript.EMPTY;
	}

	@Override
	public List<String> remarks() {
		return List.of();
	}

	private String table() {
		return this.names.relationOf(this.to.id());
	}

	private String name() {
		return Names.quoted(this.to.id().name());
	}

}
