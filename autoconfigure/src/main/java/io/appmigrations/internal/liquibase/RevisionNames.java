package io.appmigrations.internal.liquibase;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Ids for revisions: that of the change set, if no other has it, otherwise with the file
 * in front, and a number behind if even that is taken.
 */
final class RevisionNames {

	private static final int LONGEST = 64;

	/** What means something else as a target. */
	private static final Set<String> RESERVED = Set.of("head", "heads", "base", "current", "none");

	private final Set<String> taken = new HashSet<>();

	/** How many have a name, as far as file systems tell them apart. */
	private final Map<String, Integer> counts = new HashMap<>();

	private final Function<ChangeSetScript, String> first;

	/**
	 * Looks at all, so that the name of one does not depend on those before it.
	 * @param all the scripts that get names
	 * @param first the name to try first
	 */
	RevisionNames(List<ChangeSetScript> all, Function<ChangeSetScript, String> first) {
		this.first = first;
		all.forEach((script) -> this.counts.merge(key(clean(first.apply(script))), 1, Integer::sum));
	}

	private static String key(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	/** Names the revision of a change set, or of several that begin with it. */
	String of(ChangeSetScript script) {
		String own = clean(this.first.apply(script));
		boolean alone = this.counts.getOrDefault(key(own), 0) == 1 && !RESERVED.contains(own);
		String name = shortened(alone ? own : clean(script.stem()) + "." + own, script);
		for (int i = 2; !this.taken.add(key(name)); i++) {
			name = shortened((alone ? own : clean(script.stem()) + "." + own) + "." + i, script);
		}
		return name;
	}

	private static String clean(String text) {
		String clean = text.replaceAll("[^A-Za-z0-9_.]+", "_").replaceAll("^_+(?=.)|(?<=.)_+$", "");
		return clean.isEmpty() ? "_" : clean;
	}

	private static String shortened(String name, ChangeSetScript script) {
		if (name.length() <= LONGEST) {
			return name;
		}
		CRC32 crc = new CRC32();
		crc.update((name + script.source()).getBytes(StandardCharsets.UTF_8));
		String digest = String.format(Locale.ROOT, "_%08x", crc.getValue());
		return name.substring(0, LONGEST - digest.length()) + digest;
	}

}
