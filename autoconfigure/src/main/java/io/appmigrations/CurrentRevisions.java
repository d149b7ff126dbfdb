package io.appmigrations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The state of a database.
 *
 * @param current the current revisions, in ascending order
 * @param heads the effective heads of this build, in ascending order
 * @param pending the revisions that an upgrade to {@code heads} would run, in order
 * @param unknown the current revisions that this build does not have
 * @param unfinished the revisions outside a transaction of which only a part is done, in
 * ascending order
 * @param tenants the state of each tenant by its schema, in the order of their migration,
 * or {@code null} without tenants
 */
public record CurrentRevisions(List<String> current, List<String> heads, List<String> pending, List<String> unknown,
		List<UnfinishedRevision> unfinished, @Nullable Map<String, CurrentRevisions> tenants) {

	/**
	 * Copies the lists.
	 */
	public CurrentRevisions {
		current = List.copyOf(current);
		heads = List.copyOf(heads);
		pending = List.copyOf(pending);
		unknown = List.copyOf(unknown);
		unfinished = List.copyOf(unfinished);
		tenants = (tenants != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(tenants)) : null;
	}

	/**
	 * Whether the database has all revisions of this build, and no others.
	 * @return {@code true} if its rows are the effective heads; with tenants, if this is
	 * so for each of them
	 */
	public boolean atHeads() {
		return (this.tenants != null) ? tenantsNotAtHeads().isEmpty()
				: Set.copyOf(this.current).equals(Set.copyOf(this.heads));
	}

	/**
	 * Returns the tenants whose rows are not the effective heads.
	 * @return their schemas, empty without tenants
	 */
	public List<String> tenantsNotAtHeads() {
		return ((this.tenants != null) ? this.tenants : Map.<String, CurrentRevisions>of()).entrySet()
			.stream()
			.filter((tenant) -> !tenant.getValue().atHeads())
			.map(Map.Entry::getKey)
			.toList();
	}

}
