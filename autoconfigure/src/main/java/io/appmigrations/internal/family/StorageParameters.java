package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes what changes storage parameters such as {@code fillfactor=70}.
 */
public final class StorageParameters {

	private StorageParameters() {
	}

	/**
	 * Writes what makes some into others.
	 * @param prefix what comes before {@code set} and {@code reset}
	 */
	public static List<String> alter(List<String> old, List<String> options, String prefix) {
		List<String> sql = new ArrayList<>();
		List<String> set = options.stream().filter((option) -> !old.contains(option)).toList();
		List<String> kept = options.stream().map(StorageParameters::name).toList();
		List<String> reset = old.stream().map(StorageParameters::name).filter((name) -> !kept.contains(name)).toList();
		if (!set.isEmpty()) {
			sql.add(prefix + "set (" + String.join(", ", set) + ")");
		}
		if (!reset.isEmpty()) {
			sql.add(prefix + "reset (" + String.join(", ", reset) + ")");
		}
		return sql;
	}

	private static String name(String option) {
		return option.replaceFirst("=.*", "");
	}

}
