package io.appmigrations.internal.database;

/**
 * How a session that migrates shows in {@code pg_stat_activity}.
 */
public final class SessionName {

	static final String SUFFIX = " (app-migrations)";

	/** {@code NAMEDATALEN} - 1, in bytes: the server cuts what is longer. */
	private static final int LONGEST = 63;

	private SessionName() {
	}

	/**
	 * Names the sessions that migrate for an application.
	 * @param application the application's name
	 * @return as much of it as the server shows, and that it migrates
	 */
	public static String of(String application) {
		// the server shows a byte that is not printable ASCII as '?', or escapes it
		String printable = application.replaceAll("[^ -~]", "?");
		return printable.substring(0, Math.min(printable.length(), LONGEST - SUFFIX.length())) + SUFFIX;
	}

}
