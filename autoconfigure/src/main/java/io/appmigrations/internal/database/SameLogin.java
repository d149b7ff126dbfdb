package io.appmigrations.internal.database;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.BeansException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Opens other databases of a server with the login of a data source. The URL that a
 * connection knows has no login: the data source has it, under names of its own.
 */
public final class SameLogin implements Function<String, DataSource> {

	/** As HikariCP, Tomcat's pool, Commons DBCP and PostgreSQL's driver call it. */
	private static final List<String> USER = List.of("username", "userName", "user");

	private static final List<String> PASSWORD = List.of("password");

	/** As Spring, HikariCP and Tomcat's pool call what goes to the driver. */
	private static final List<String> PROPERTIES = List.of("connectionProperties", "dataSourceProperties",
			"dbProperties");

	/** As HikariCP and Spring's proxies call what they take their connections from. */
	private static final List<String> TARGET = List.of("dataSource", "targetDataSource");

	private final DataSource dataSource;

	/**
	 * Takes a data source, from which nothing is read yet.
	 * @param dataSource the data source
	 */
	public SameLogin(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Opens a database.
	 * @param url its JDBC URL, which may have a login of its own
	 * @return the database
	 */
	@Override
	public DataSource apply(String url) {
		DriverManagerDataSource opened = new DriverManagerDataSource(url);
		Properties properties = new Properties();
		@Nullable DataSource source = this.dataSource;
		while (source != null) {
			BeanWrapperImpl bean = new BeanWrapperImpl(source);
			Properties found = value(bean, PROPERTIES, Properties.class);
			if (found != null) {
				found.forEach(properties::putIfAbsent);
			}
			if (opened.getUsername() == null) {
				opened.setUsername(value(bean, USER, String.class));
			}
			if (opened.getPassword() == null) {
				opened.setPassword(value(bean, PASSWORD, String.class));
			}
			DataSource wrapped = value(bean, TARGET, DataSource.class);
			source = (wrapped != source) ? wrapped : null;
		}
		opened.setConnectionProperties(properties);
		return opened;
	}

	private static <T> @Nullable T value(BeanWrapperImpl bean, List<String> names, Class<T> type) {
		return names.stream().map((name) -> value(bean, name, type)).filter(Objects::nonNull).findFirst().orElse(null);
	}

	private static <T> @Nullable T value(BeanWrapperImpl bean, String name, Class<T> type) {
		if (!bean.isReadableProperty(name)) {
			return null;
		}
		try {
			Object value = bean.getPropertyValue(name);
			return type.isInstance(value) ? type.cast(value) : null;
		}
		catch (BeansException ex) {
			// one that is not allowed to be asked for
			return null;
		}
	}

}
