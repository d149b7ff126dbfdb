package io.appmigrations.internal.hibernate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.persistence.SecondaryTable;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;

/**
 * Whose tables they are.
 */
final class TableOwners {

	private final Map<Table, String> names = new HashMap<>();

	private final Map<Table, Class<?>> classes = new HashMap<>();

	TableOwners(MetadataImplementor metadata) {
		for (PersistentClass entity : metadata.getEntityBindings()) {
			entity(entity.getTable(), entity);
			for (Join join : entity.getJoins()) {
				entity(join.getTable(), entity);
			}
			AuxiliaryTables.of(entity).ifPresent((table) -> this.names.putIfAbsent(table, entity.getEntityName()));
		}
		for (Collection collection : metadata.getCollectionBindings()) {
			this.names.putIfAbsent(collection.getCollectionTable(), collection.getRole());
		}
	}

	private void entity(Table table, PersistentClass entity) {
		this.names.putIfAbsent(table, entity.getEntityName());
		if (entity.getClassName() != null) {
			this.classes.putIfAbsent(table, entity.getMappedClass());
		}
	}

	/**
	 * Returns the entity or the collection in parentheses, or nothing for a table that no
	 * entity has, as a generator's.
	 */
	String of(Table table) {
		String name = this.names.get(table);
		return (name != null) ? " (" + name + ")" : "";
	}

	/**
	 * Returns an index's columns as its annotation has them.
	 * @param table the table
	 * @param index its index
	 * @return the column list, or {@code null} where there is no annotation
	 */
	@Nullable String columnList(Table table, Index index) {
		Class<?> type = this.classes.get(table);
		if (type == null) {
			return null;
		}
		Stream<jakarta.persistence.Index> primary = Arrays
			.stream(type.getAnnotationsByType(jakarta.persistence.Table.class))
			.flatMap((annotation) -> Arrays.stream(annotation.indexes()));
		Stream<jakarta.persistence.Index> secondary = Arrays.stream(type.getAnnotationsByType(SecondaryTable.class))
			.flatMap((annotation) -> Arrays.stream(annotation.indexes()));
		return Stream.concat(primary, secondary)
			.filter((annotation) -> annotation.name().equals(index.getName()))
			.map(jakarta.persistence.Index::columnList)
			.findFirst()
			.orElse(null);
	}

}
