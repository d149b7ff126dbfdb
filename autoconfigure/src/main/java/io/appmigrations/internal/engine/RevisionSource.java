package io.appmigrations.internal.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.project.FileTemplate;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.internal.script.RevisionScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions: those of the build, and those that only the project's sources have yet.
 */
final class RevisionSource {

	private static final Logger logger = LoggerFactory.getLogger(RevisionSource.class);

	private final MigrationContext context;

	private final RevisionLocations locations;

	private final FileTemplate fileTemplate;

	RevisionSource(MigrationContext context) {
		this.context = context;
		this.locations = new RevisionLocations(context.settings().locations());
		this.fileTemplate = new FileTemplate(context.settings().fileTemplate(),
				context.settings().truncateSlugLength());
	}

	/** The revisions of this build. */
	List<RevisionScript> read() {
		this.locations.requireOnClassPath(this.context.classLoader());
		return List.copyOf(this.context.revisions().read());
	}

	/** The revisions of this build, and a warning, once, if there are none. */
	RevisionScripts load() {
		RevisionScripts scripts = new RevisionScripts(read());
		if (scripts.all().isEmpty() && this.context.saidNone().compareAndSet(false, true)) {
			logger.warn("There are no revisions in {}", String.join(", ", this.locations.locations()));
		}
		return scripts;
	}

	/** The folders of the project's sources. */
	SourceFolders folders() {
		return new SourceFolders(this.locations, Path.of(""), this.context.classLoader());
	}

	/** Writes revisions on top of those of the build and of the project's sources. */
	RevisionAuthor author() {
		return new RevisionAuthor(new RevisionScripts(readWithSources()).graph(), folders(), this.fileTemplate,
				this.context.settings().timezone());
	}

	/** The revisions of the build and of the project's sources. */
	List<RevisionScript> readWithSources() {
		List<RevisionScript> all = new ArrayList<>(this.context.revisions().read());
		Set<String> built = new TreeSet<>();
		all.forEach((script) -> built.add(script.revision().path()));
		all.addAll(folders().readNewerThan(built));
		return all;
	}

}
