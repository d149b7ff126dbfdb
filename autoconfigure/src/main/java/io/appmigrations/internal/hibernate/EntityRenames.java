package io.appmigrations.internal.hibernate;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.annotation.RenamedFrom;
import io.appmigrations.model.Model;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.SingleTableSubclass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UnionSubclass;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Resolves {@link RenamedFrom} to tables and columns.
 */
final class EntityRenames {

	private final MetadataImplementor metadata;

	private final SchemaNames names;

	private final AuditTables auditTables;

	private final Set<Model.RenamedFrom> renames = new LinkedHashSet<>();

	EntityRenames(MetadataImplementor metadata, SchemaNames names) {
		this.metadata = metadata;
		this.names = names;
		this.auditTables = new AuditTables(metadata);
	}

	/**
	 * Looks at all entities.
	 * @return the renames
	 * @throws MigrationException for an annotation that is not about one table or column
	 */
	List<Model.RenamedFrom> find() {
		for (PersistentClass entity : this.metadata.getEntityBindings()) {
			if (entity.getClassName() != null) {
				entity(entity, entity.getMappedClass());
			}
		}
		return new ArrayList<>(this.renames);
	}

	private void entity(PersistentClass entity, Class<?> type) {
		for (Class<?> superclass = type.getSuperclass(); superclass != null; superclass = superclass.getSuperclass()) {
			if (this.metadata.getEntityBinding(superclass.getName()) == null) {
				hasNoTable(superclass);
			}
		}
		boolean physical = entity.getTable().isPhysicalTable();
		RenamedFrom annotation = type.getDeclaredAnnotation(RenamedFrom.class);
		if (annotation != null) {
			if (entity instanceof SingleTableSubclass || !physical) {
				hasNoTable(type);
			}
			table(entity.getTable(), annotation);
			auditTable(entity, annotation);
		}
		if (physical) {
			identifiers(entity, type);
			// a union subclass has the columns of its superclasses in its own table
			boolean union = entity instanceof UnionSubclass;
			for (Property property : union ? entity.getPropertyClosure() : entity.getProperties()) {
				property(property, type, new Place(entity, union));
			}
		}
	}

	private static void hasNoTable(Class<?> type) {
		RenamedFrom annotation = type.getDeclaredAnnotation(RenamedFrom.class);
		if (annotation != null) {
			throw invalid(annotation, type.getName(), "which has no table of its own");
		}
	}

	private void identifiers(PersistentClass entity, Class<?> type) {
		Place place = new Place(entity, entity instanceof UnionSubclass);
		Property identifier = entity.getIdentifierProperty();
		if (identifier != null) {
			property(identifier, type, place);
			keys(entity, identifier, type);
		}
		else if (entity.getIdentifier() instanceof Component component) {
			component.getProperties().forEach((property) -> property(property, type, place));
		}
	}

	/** The keys of joined and secondary tables are called like the identifier. */
	private void keys(PersistentClass entity, Property identifier, Class<?> type) {
		RenamedFrom annotation = annotation(type, identifier.getName());
		if (annotation != null && identifier.getColumns().size() == 1) {
			Column column = identifier.getColumns().get(0);
			Stream.concat(Stream.of(entity.getKey()), entity.getJoins().stream().map(Join::getKey))
				.filter((key) -> key.getColumns().contains(column))
				.forEach((key) -> column(key.getTable(), column, annotation));
		}
	}

	private void property(Property property, Class<?> type, Place place) {
		if (property.isSynthetic()) {
			return;
		}
		RenamedFrom annotation = annotation(type, property.getName());
		if (annotation != null) {
			renamed(annotation, property.getValue(), type.getName() + "." + property.getName(), place);
		}
		embedded(property.getValue(), place);
	}

	private void embedded(Value value, Place place) {
		if (value instanceof Component component && component.getComponentClassName() != null) {
			hasNoTable(component.getComponentClass());
			component.getProperties().forEach((property) -> property(property, component.getComponentClass(), place));
		}
		else if (value instanceof Collection collection && !(collection.getElement() instanceof OneToMany)) {
			embedded(collection.getElement(), new Place(null, false));
		}
	}

	private void renamed(RenamedFrom annotation, Value value, String attribute, Place place) {
		Value columnsOf = value;
		if (value instanceof Collection collection) {
			if (collection.isInverse()) {
				throw invalid(annotation, attribute,
						"which has no column; the column belongs to the other side of the association");
			}
			if (!(collection.getElement() instanceof OneToMany)) {
				table(collection.getCollectionTable(), annotation);
				return;
			}
			columnsOf = collection.getKey();
		}
		List<Column> columns = columnsOf.getColumns();
		if (columns.size() != 1) {
			throw invalid(annotation, attribute,
					"which has %s columns; an old name is for a single column".formatted(columns.size()));
		}
		Column column = columns.get(0);
		column(place.tableOf(column, columnsOf), column, annotation);
		if (place.entity() != null) {
			this.auditTables.of(place.entity())
				.filter((table) -> table.containsColumn(column))
				.ifPresent((table) -> column(table, column, annotation));
		}
	}

	private void auditTable(PersistentClass entity, RenamedFrom annotation) {
		String current = tableName(entity.getTable());
		this.auditTables.of(entity).ifPresent((table) -> {
			String name = tableName(table);
			if (name.contains(current)) {
				String old = annotation.value();
				int dot = old.indexOf('.') + 1;
				boolean moved = Objects.equals(table.getSchemaIdentifier(), entity.getTable().getSchemaIdentifier());
				add(table, null, (moved ? old.substring(0, dot) : "") + name.replace(current, old.substring(dot)));
			}
		});
	}

	private void table(Table table, RenamedFrom annotation) {
		add(table, null, annotation.value());
	}

	private void column(Table table, Column column, RenamedFrom annotation) {
		add(table, column, annotation.value());
	}

	private void add(Table table, @Nullable Column column, String oldName) {
		String newColumn = (column != null)
				? SchemaNames.catalogName(this.metadata.getDatabase().toIdentifier(column.getQuotedName())) : null;
		Model.RenamedFrom rename = new Model.RenamedFrom(this.names.schema(table.getSchemaIdentifier()),
				tableName(table), newColumn, oldName);
		for (Model.RenamedFrom other : this.renames) {
			if (!other.equals(rename) && contradict(other, rename)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"@RenamedFrom contradicts itself: %s and %s".formatted(text(other), text(rename)), null);
			}
		}
		this.renames.add(rename);
	}

	private static boolean contradict(Model.RenamedFrom one, Model.RenamedFrom other) {
		if (!Objects.equals(one.schema(), other.schema()) || (one.column() == null) != (other.column() == null)) {
			return false;
		}
		if (one.column() == null) {
			return one.table().equals(other.table()) || one.oldName().equals(other.oldName());
		}
		return one.table().equals(other.table())
				&& (one.column().equals(other.column()) || one.oldName().equals(other.oldName()));
	}

	private static String text(Model.RenamedFrom rename) {
		String now = (rename.column() != null) ? "column " + rename.table() + "." + rename.column()
				: "table " + rename.table();
		return "%s was %s".formatted(now, rename.oldName());
	}

	private static String tableName(Table table) {
		return Objects.requireNonNull(SchemaNames.catalogName(table.getNameIdentifier()));
	}

	private static @Nullable RenamedFrom annotation(Class<?> type, String attribute) {
		String suffix = StringUtils.capitalize(attribute);
		for (AnnotatedElement member : new @Nullable AnnotatedElement[] { ReflectionUtils.findField(type, attribute),
				ReflectionUtils.findMethod(type, "get" + suffix), ReflectionUtils.findMethod(type, "is" + suffix) }) {
			if (member != null && member.isAnnotationPresent(RenamedFrom.class)) {
				return member.getAnnotation(RenamedFrom.class);
			}
		}
		return null;
	}

	private static MigrationException invalid(RenamedFrom annotation, String element, String why) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"@RenamedFrom(\"%s\") is on %s, %s".formatted(annotation.value(), element, why), null);
	}

	/**
	 * Where an attribute was found.
	 *
	 * @param entity the entity whose attribute it is, or {@code null} for an element of a
	 * collection
	 * @param union whether the entity's table has the columns of inherited attributes too
	 */
	private record Place(@Nullable PersistentClass entity, boolean union) {

		/** A union subclass has clones of columns, and the values know the originals. */
		Table tableOf(Column column, Value value) {
			return (this.union && this.entity != null && this.entity.getTable().containsColumn(column))
					? this.entity.getTable() : value.getTable();
		}

	}

}
