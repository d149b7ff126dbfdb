package io.appmigrations.hibernate;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.annotation.RenamedFrom;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
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

	/** By new name, since an attribute can be met several times. */
	private final Map<EntityRename, EntityRename> renames = new LinkedHashMap<>();

	EntityRenames(MetadataImplementor metadata, SchemaNames names) {
		this.metadata = metadata;
		this.names = names;
	}

	List<EntityRename> find() {
		for (PersistentClass entity : this.metadata.getEntityBindings()) {
			if (entity.getClassName() != null) {
				entity(entity, entity.getMappedClass());
			}
		}
		return new ArrayList<>(this.renames.keySet());
	}

	private void entity(PersistentClass entity, Class<?> type) {
		RenamedFrom annotation = type.getDeclaredAnnotation(RenamedFrom.class);
		if (annotation != null) {
			if (entity instanceof SingleTableSubclass || !entity.getTable().isPhysicalTable()) {
				throw invalid(annotation, type.getName(), "which has no table of its own");
			}
			add(entity.getTable(), null, annotation);
		}
		if (entity.getTable().isPhysicalTable()) {
			properties(entity, type);
		}
	}

	private void properties(PersistentClass entity, Class<?> type) {
		List<Property> properties = new ArrayList<>();
		if (entity.getIdentifierProperty() != null) {
			properties.add(entity.getIdentifierProperty());
		}
		else if (entity.getIdentifier() instanceof Component identifier) {
			properties.addAll(identifier.getProperties());
		}
		// a union subclass has the columns of its superclasses in its own table
		properties.addAll((entity instanceof UnionSubclass) ? entity.getPropertyClosure() : entity.getProperties());
		for (Property property : properties) {
			property(property, type, entity.getTable());
		}
	}

	private void property(Property property, Class<?> type, Table table) {
		if (property.isSynthetic()) {
			return;
		}
		RenamedFrom annotation = annotation(type, property.getName());
		Value value = property.getValue();
		if (annotation != null) {
			renamed(annotation, value, type.getName() + "." + property.getName(), table);
		}
		components(value, table);
	}

	private void components(Value value, Table table) {
		if (value instanceof Component component && component.getComponentClassName() != null) {
			for (Property property : component.getProperties()) {
				property(property, component.getComponentClass(), table);
			}
		}
		else if (value instanceof Collection collection && !(collection.getElement() instanceof OneToMany)) {
			components(collection.getElement(), collection.getCollectionTable());
		}
	}

	private void renamed(RenamedFrom annotation, Value value, String attribute, Table entityTable) {
		if (value instanceof Collection collection) {
			if (collection.isInverse()) {
				throw invalid(annotation, attribute, "which has no column; annotate the other side");
			}
			if (!(collection.getElement() instanceof OneToMany)) {
				add(collection.getCollectionTable(), null, annotation);
				return;
			}
		}
		Value columnsOf = (value instanceof Collection collection) ? collection.getKey() : value;
		List<Column> columns = columnsOf.getColumns();
		if (columns.size() != 1) {
			throw invalid(annotation, attribute,
					"which has %d columns; one name is for one column".formatted(columns.size()));
		}
		Table table = columnsOf.getTable().isPhysicalTable() ? columnsOf.getTable() : entityTable;
		add(table, columns.get(0), annotation);
	}

	private void add(Table table, @Nullable Column column, RenamedFrom annotation) {
		String newColumn = (column != null)
				? SchemaNames.catalogName(column.getNameIdentifier(this.metadata.getDatabase())) : null;
		EntityRename rename = new EntityRename(this.names.schema(table.getSchemaIdentifier()),
				Objects.requireNonNull(SchemaNames.catalogName(table.getNameIdentifier())), newColumn,
				annotation.value());
		this.renames.putIfAbsent(rename, rename);
	}

	private static @Nullable RenamedFrom annotation(Class<?> type, String attribute) {
		for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
			String suffix = StringUtils.capitalize(attribute);
			for (AnnotatedElement member : new @Nullable AnnotatedElement[] { field(declaring, attribute),
					ReflectionUtils.findMethod(declaring, "get" + suffix),
					ReflectionUtils.findMethod(declaring, "is" + suffix) }) {
				if (member != null && member.isAnnotationPresent(RenamedFrom.class)) {
					return member.getAnnotation(RenamedFrom.class);
				}
			}
		}
		return null;
	}

	private static @Nullable AnnotatedElement field(Class<?> type, String name) {
		try {
			return type.getDeclaredField(name);
		}
		catch (NoSuchFieldException ex) {
			return null;
		}
	}

	private static MigrationException invalid(RenamedFrom annotation, String element, String why) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"@RenamedFrom(\"%s\") is on %s, %s".formatted(annotation.value(), element, why), null);
	}

}
