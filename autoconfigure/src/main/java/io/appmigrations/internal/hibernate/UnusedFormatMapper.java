package io.appmigrations.internal.hibernate;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/**
 * Stands for what writes values as JSON and XML: where entities are only mapped, there
 * are no values. Hibernate would look for a library and set it up.
 */
final class UnusedFormatMapper implements FormatMapper {

	@Override
	public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
		throw unused();
	}

	@Override
	public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
		throw unused();
	}

	private static UnsupportedOperationException unused() {
		return new UnsupportedOperationException("No value is read or written while entities are mapped");
	}

}
