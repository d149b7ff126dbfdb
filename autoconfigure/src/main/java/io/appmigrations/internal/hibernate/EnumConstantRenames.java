package io.appmigrations.internal.hibernate;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.annotation.RenamedFrom;
import io.appmigrations.model.Model;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.Value;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.BasicType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that hold constants with {@link RenamedFrom}: of attributes, of
 * embeddables, of the elements and keys of collections, of arrays, and of the tables of
 * an audit. Where numbers are held, or what a converter makes, a name does not matter.
 */
final class EnumConstantRenames {

	private final MetadataImplementor metadata;

	private final SchemaNames names;

	EnumConstantRenames(MetadataImplementor metadata, SchemaNames names) {
		this.metadata = metadata;
		this.names = names;
	}

	/**
	 * Looks at all columns.
	 * @return the renames
	 */
	List<Model.RenamedValue> find() {
		List<Model.RenamedValue> renames = new ArrayList<>();
		for (Table table : this.metadata.collectTableMappings()) {
			if (table.isPhysicalTable()) {
				table.getColumns().forEach((column) -> find(table, column, renames));
			}
		}
		return renames;
	}

	private void find(Table table, Column column, List<Model.RenamedValue> renames) {
		Class<?> type = enumOf(column.getValue());
		if (type == null) {
			return;
		}
		for (Field field : type.getDeclaredFields()) {
			RenamedFrom annotation = field.isEnumConstant() ? field.getAnnotation(RenamedFrom.class) : null;
			if (annotation != null) {
				renames.add(new Model.RenamedValue(this.names.schema(table.getSchemaIdentifier()),
						Objects.requireNonNull(SchemaNames.catalogName(table.getNameIdentifier())),
						Objects.requireNonNull(SchemaNames
							.catalogName(this.metadata.getDatabase().toIdentifier(column.getQuotedName()))),
						annotation.value(), field.getName()));
			}
		}
	}

	private static @Nullable Class<?> enumOf(@Nullable Value value) {
		if (!(value instanceof BasicValue basic)) {
			return null;
		}
		BasicType<?> type = basic.resolve().getLegacyResolvedBasicType();
		BasicType<?> element = (type instanceof BasicPluralType<?, ?> plural) ? plural.getElementType() : type;
		Class<?> java = element.getJavaTypeDescriptor().getJavaTypeClass();
		return (java.isEnum() && element.getValueConverter() == null && !element.getJdbcType().isNumber()) ? java
				: null;
	}

}
