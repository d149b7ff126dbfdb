package io.appmigrations.internal.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * A database as {@code DATABASE_URL} names it, in the form that the driver understands.
 * Accepts libpq's connection URI (PostgreSQL's manual, 34.1.1.2), the same with
 * SQLAlchemy's {@code postgresql+driver://}, and JDBC URLs, in which a
 * {@code user:password@} is understood too.
 *
 * @param url the JDBC URL, without user and password
 * @param username the user, or {@code null} where the URL has none
 * @param password the password, or {@code null} where the URL has none
 */
public record DatabaseUrl(String url, @Nullable String username, @Nullable String password) {

	private static final Pattern URI = Pattern.compile(
			"(?:jdbc:)?postgres(?:ql)?(?:\\+\\w+)?://(?:(?<userinfo>.*)@)?(?<hosts>[^/?#@]*)(?:/(?<database>[^?#/]*))?(?:\\?(?<query>[^#]*))?");

	/**
	 * libpq's parameters under pgjdbc's names; all others are called the same or are
	 * pgjdbc's own.
	 */
	private static final Map<String, String> PARAMETERS = Map.of("application_name", "ApplicationName",
			"connect_timeout", "connectTimeout", "channel_binding", "channelBinding", "target_session_attrs",
			"targetServerType", "krbsrvname", "kerberosServerName", "gssencmode", "gssEncMode");

	private static final Map<String, String> SERVER_TYPES = Map.of("read-write", "primary", "read-only", "secondary",
			"standby", "secondary", "prefer-standby", "preferSecondary");

	/**
	 * Reads a URL.
	 * @param text the value of {@code DATABASE_URL}
	 * @return the database
	 * @throws MigrationException with {@code invalid_configuration}; its message never
	 * shows the URL, which may hold a password
	 */
	public static DatabaseUrl parse(String text) {
		String trimmed = text.strip();
		if (trimmed.startsWith("jdbc:") && !trimmed.startsWith("jdbc:postgresql:")) {
			return new DatabaseUrl(trimmed, null, null);
		}
		Matcher matcher = URI.matcher(trimmed);
		if (!matcher.matches()) {
			throw invalid("DATABASE_URL is not the URL of a PostgreSQL database");
		}
		Map<String, String> parameters = parameters(matcher.group("query"));
		String userinfo = matcher.group("userinfo");
		int colon = (userinfo != null) ? userinfo.indexOf(':') : -1;
		String username = parameters.remove("user");
		String password = parameters.remove("password");
		if (userinfo != null && !userinfo.isEmpty()) {
			username = decode((colon < 0) ? userinfo : userinfo.substring(0, colon));
			password = (colon < 0) ? password : decode(userinfo.substring(colon + 1));
		}
		String hosts = hosts(matcher.group("hosts"), parameters);
		String database = database(matcher.group("database"), parameters, username);
		return new DatabaseUrl("jdbc:postgresql://" + hosts + "/" + encode(database) + query(parameters), username,
				password);
	}

	private static Map<String, String> parameters(@Nullable String query) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String parameter : (query == null || query.isEmpty()) ? new String[0] : query.split("&")) {
			int equals = parameter.indexOf('=');
			if (equals <= 0) {
				throw invalid("DATABASE_URL has a parameter without a value");
			}
			parameters.put(decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
		}
		return parameters;
	}

	private static String hosts(String authority, Map<String, String> parameters) {
		String host = parameters.remove("host");
		String port = parameters.remove("port");
		String hosts = decode(authority);
		if (hosts.isEmpty()) {
			hosts = (host != null) ? host : "localhost";
			hosts = (port != null) ? hosts + ":" + port : hosts;
		}
		if (hosts.startsWith("/")) {
			throw invalid("DATABASE_URL names a Unix socket, which the Java driver cannot use");
		}
		if (!hosts.matches(
				"(?:\\[[0-9A-Fa-f:.%]+]|[^\\s\\[\\]:,/]+)(?::\\d{1,5})?(?:,(?:\\[[0-9A-Fa-f:.%]+]|[^\\s\\[\\]:,/]+)(?::\\d{1,5})?)*")) {
			throw invalid("DATABASE_URL has no valid host and port");
		}
		return hosts;
	}

	private static String database(@Nullable String path, Map<String, String> parameters, @Nullable String username) {
		String name = parameters.remove("dbname");
		if (path != null && !path.isEmpty()) {
			return decode(path);
		}
		if (name != null) {
			return name;
		}
		if (username == null) {
			throw invalid("DATABASE_URL names no database");
		}
		return username;
	}

	private static String query(Map<String, String> parameters) {
		if (parameters.isEmpty()) {
			return "";
		}
		Map<String, String> renamed = new TreeMap<>();
		parameters.forEach((name, value) -> renamed.put(PARAMETERS.getOrDefault(name, name),
				name.equals("target_session_attrs") ? SERVER_TYPES.getOrDefault(value, value) : value));
		return renamed.entrySet()
			.stream()
			.map((parameter) -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
			.collect(Collectors.joining("&", "?", ""));
	}

	/**
	 * Names another database of the same server.
	 * @param url a JDBC URL of PostgreSQL's driver
	 * @param database the database
	 * @return the URL with all other parameters as they are
	 * @throws MigrationException with {@code invalid_configuration} where the driver does
	 * not understand the URL
	 */
	public static String withDatabase(String url, String database) {
		Map<String, String> parsed = parsed(url);
		String[] hosts = StringUtils.commaDelimitedListToStringArray(parsed.getOrDefault("PGHOST", "localhost"));
		String[] ports = StringUtils.commaDelimitedListToStringArray(parsed.getOrDefault("PGPORT", "5432"));
		List<String> servers = new ArrayList<>();
		for (int i = 0; i < hosts.length; i++) {
			servers.add(hosts[i] + ":" + ports[Math.min(i, ports.length - 1)]);
		}
		int query = url.indexOf('?');
		// in the query, a database would count more than the one before it
		String parameters = Stream.of(StringUtils.delimitedListToStringArray(url.substring(query + 1), "&"))
			.filter((parameter) -> query >= 0)
			.filter((parameter) -> !parameter.matches("(?:PGDBNAME|dbname)=.*"))
			.collect(Collectors.joining("&"));
		return "jdbc:postgresql://" + String.join(",", servers) + "/" + encode(database)
				+ (parameters.isEmpty() ? "" : "?" + parameters);
	}

	/**
	 * What the driver reads in a URL; its class for that is not to be compiled against.
	 */
	private static Map<String, String> parsed(String url) {
		try {
			Map<String, String> parsed = new LinkedHashMap<>();
			for (DriverPropertyInfo property : DriverManager.getDriver(url).getPropertyInfo(url, new Properties())) {
				if (property.value != null) {
					parsed.put(property.name, property.value);
				}
			}
			return parsed;
		}
		catch (SQLException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The URL of the database is not valid for the PostgreSQL driver",
					"Write jdbc:postgresql://HOST:PORT/DATABASE.", ex);
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/** In a URI a plus sign is a plus sign; only in forms it is a space. */
	private static String decode(String text) {
		try {
			return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("DATABASE_URL has a percent sign that is not followed by two hexadecimal digits");
		}
	}

	private static MigrationException invalid(String message) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION, message,
				"Write postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require, with special characters of user and password percent-encoded.");
	}

	/** Nothing: the places where a URL may hold a password cannot all be known. */
	@Override
	public String toString() {
		return "DatabaseUrl[***]";
	}

}
