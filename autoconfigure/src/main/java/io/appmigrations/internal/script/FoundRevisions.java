package io.appmigrations.internal.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.appmigrations.Direction;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that an application has: files in its locations, and Java revisions.
 */
public final class FoundRevisions implements BuildRevisions {

	/** Changes where the fingerprint is made of something else. */
	private static final String FORMAT = "1";

	private final RevisionLocations locations;

	private final ClassLoader classLoader;

	private final JavaFinder javaRevisions;

	/** Whether there were some when it was looked for the last time. */
	private volatile boolean found;

	/** Of jars alone, which stay as they are while the process runs. */
	private volatile @Nullable RevisionInventory fixed;

	/**
	 * Finds nothing yet.
	 * @param locations where the files are
	 * @param classLoader the class loader for {@code classpath:} locations
	 * @param javaRevisions finds the Java revisions
	 */
	public FoundRevisions(RevisionLocations locations, ClassLoader classLoader, JavaFinder javaRevisions) {
		this.locations = locations;
		this.classLoader = classLoader;
		this.javaRevisions = javaRevisions;
	}

	@Override
	public List<? extends RevisionScript> read() {
		List<RevisionScript> revisions = new ArrayList<>(this.locations.read(this.classLoader));
		revisions.addAll(this.javaRevisions.find(true));
		this.found = !revisions.isEmpty();
		return revisions;
	}

	/** {@inheritDoc} What was found is not looked for again. */
	@Override
	public boolean isEmpty() {
		return !this.found && read().isEmpty();
	}

	/**
	 * {@inheritDoc} Another release of the tool may read the same files in another way.
	 */
	@Override
	public Optional<String> fingerprint() {
		RevisionInventory inventory = this.fixed;
		if (inventory == null) {
			inventory = RevisionInventory.of(this.locations, this.classLoader).orElse(null);
		}
		if (inventory == null) {
			return Optional.empty();
		}
		if (inventory.isFixed()) {
			this.fixed = inventory;
		}
		List<String> parts = new ArrayList<>(inventory.files());
		this.javaRevisions.find(inventory.hasClasses()).forEach((script) -> parts.add(describe(script)));
		this.found = !parts.isEmpty();
		if (parts.isEmpty()) {
			return Optional.empty();
		}
		parts.add(FORMAT);
		parts.add("release " + Objects.toString(FoundRevisions.class.getPackage().getImplementationVersion(), ""));
		return Optional.of(Fingerprint.of(parts));
	}

	/** What the graph has of it: nobody can tell what its code does. */
	private static String describe(JavaRevisionScript script) {
		return String.join("\0", script.type().getName(), script.revision().toString(),
				String.valueOf(script.transactional(Direction.UPGRADE)), String.valueOf(script.reversible()));
	}

	/**
	 * Finds Java revisions.
	 */
	@FunctionalInterface
	public interface JavaFinder {

		/**
		 * Finds them.
		 * @param inPackages whether classes in the packages of the locations may be
		 * revisions; beans may be in any case
		 * @return the Java revisions
		 */
		List<JavaRevisionScript> find(boolean inPackages);

	}

}
