package io.appmigrations.internal.database;

import java.beans.PropertyDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Server, database and login in words, such as
 * {@code localhost:5432/orders as orders_ddl}.
 */
final class DatabasePlace {

	/**
	 * Servers, a database and a login without anything that a password in the wrong place
	 * would bring along. A URL that has not been connected with may be anything.
	 */
	private static final Pattern PLAIN = Pattern
		.compile("(?:[\\w.-]+|\\[[\\p{XDigit}:.]+])(?::\\d+)?(?:,[\\w.:-]+)*/[\\w-]+(?: as [\\w.@-]+)?");

	private DatabasePlace() {
	}

	/**
	 * Describes where a data source connects to, without connecting: what pools and the
	 * driver have as properties.
	 * @param dataSource the data source
	 * @return the place, or {@code null} where it does not say
	 */
	static @Nullable String of(DataSource dataSource) {
		DataSource target = dataSource;
		while (target instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
			target = delegating.getTargetDataSource();
		}
		String url = property(target, "jdbcUrl", "url", "URL");
		String place = (url != null && url.startsWith("jdbc:postgresql:"))
				? of(url, property(target, "username", "user")) : null;
		return (place != null && PLAIN.matcher(place).matches()) ? place : null;
	}

	/**
	 * Describes a database.
	 * @param url the URL of the driver
	 * @param login the login, or {@code null} where the URL has it
	 */
	static String of(String url, @Nullable String login) {
		String place = Redaction.redact(url).replaceFirst("^jdbc:postgresql:(?://)?", "").replaceFirst("\\?.*$", "");
		return (login != null && !login.isEmpty()) ? place + " as " + login : place;
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
