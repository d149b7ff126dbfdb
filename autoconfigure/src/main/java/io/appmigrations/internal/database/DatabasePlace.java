package io.appmigrations.internal.database;

import java.beans.PropertyDescriptor;
import java.lang.reflect.InvocationTargetException;

import javax.sql.DataSource;

import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Where a data source connects to, as far as it says so without connecting.
 */
final class DatabasePlace {

	private DatabasePlace() {
	}

	/**
	 * Asks for what pools and the driver have as properties.
	 * @param dataSource the data source
	 * @return the place, or {@code null} where it does not say
	 */
	static @Nullable String of(DataSource dataSource) {
		DataSource target = dataSource;
		while (target instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
			target = delegating.getTargetDataSource();
		}
		String url = property(target, "jdbcUrl", "url", "URL");
		return (url != null) ? Redaction.plainPlace(url, property(target, "username", "user")) : null;
	}

	private static @Nullable String property(DataSource dataSource, String... names) {
		for (String name : names) {
			PropertyDescriptor property = BeanUtils.getPropertyDescriptor(dataSource.getClass(), name);
			if (property != null && property.getReadMethod() != null && property.getPropertyType() == String.class) {
				try {
					Object value = property.getReadMethod().invoke(dataSource);
					if (value != null) {
						return value.toString();
					}
				}
				catch (IllegalAccessException | InvocationTargetException | IllegalArgumentException ex) {
					// a data source that does not say it where it could
					return null;
				}
			}
		}
		return null;
	}

}
