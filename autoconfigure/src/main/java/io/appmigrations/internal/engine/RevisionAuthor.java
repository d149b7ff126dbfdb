package io.appmigrations.internal.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.NewRevision;
import io.appmigrations.Revision;
import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.SquashRange;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.project.FileTemplate;
import io.appmigrations.internal.project.RevisionContent;
import io.appmigrations.internal.project.RevisionFiles;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.script.MessageLine;
import org.jspecify.annotations.Nullable;

/**
 * Makes new revisions.
 */
final class RevisionAuthor {

	private static final int ID_LENGTH = 12;

	private final RevisionGraph graph;

	private final SourceFolders folders;

	private final FileTemplate fileTemplate;

	private final ZoneId zone;

	/**
	 * Writes nothing yet.
	 * @param graph the revisions that there are
	 * @param folders where files may lie
	 * @param fileTemplate how files are called
	 * @param zone the time zone of their names
	 */
	RevisionAuthor(RevisionGraph graph, SourceFolders folders, FileTemplate fileTemplate, ZoneId zone) {
		this.graph = graph;
		this.folders = folders;
		this.fileTemplate = fileTemplate;
		this.zone = zone;
	}

	RevisionGraph graph() {
		return this.graph;
	}

	NewRevision revision(RevisionRequest request) {
		return revision(request, RevisionContent.EMPTY);
	}

	NewRevision revision(RevisionRequest request, RevisionContent content) {
		Set<String> parents = parents(request);
		for (String parent : parents) {
			if (!request.isSplice() && !this.graph.downChildrenOf(parent).isEmpty()) {
				throw notAHead(parent, "Add --splice to start a branch there, or build on %s."
					.formatted(String.join(" or ", this.graph.heads())));
			}
		}
		return write(request, parents, content);
	}

	/** Makes revisions that build on one another. */
	List<NewRevision> revisions(RevisionRequest request, List<RevisionContent> contents, List<String> labels) {
		List<NewRevision> written = new ArrayList<>(
				List.of(revision(labelled(request, labels.get(0)), contents.get(0))));
		Path folder = folder(request, written.get(0).revision().downRevisions());
		for (int i = 1; i < contents.size(); i++) {
			Revision last = written.get(i - 1).revision();
			List<Revision> all = new ArrayList<>(this.graph.revisions());
			written.forEach((one) -> all.add(one.revision()));
			RevisionAuthor next = new RevisionAuthor(RevisionGraph.of(all), this.folders, this.fileTemplate, this.zone);
			RevisionRequest following = labelled(RevisionRequest.of(request.message()), labels.get(i));
			written.add(next.write(following, Set.of(last.id()), contents.get(i), folder));
		}
		return written;
	}

	private static RevisionRequest labelled(RevisionRequest request, String label) {
		return label.isEmpty() ? request
				: RevisionRequest.builder((request.message() + " (%s)".formatted(label)).strip())
					.head(request.head())
					.splice(request.isSplice())
					.branchLabels(request.branchLabels())
					.dependsOn(request.dependsOn())
					.id(request.id())
					.versionPath(request.versionPath())
					.java(request.isJava())
					.build();
	}

	private Set<String> parents(RevisionRequest request) {
		if (request.head() == null) {
			Set<String> heads = this.graph.heads();
			if (heads.size() > 1) {
				throw new MigrationException(ErrorCode.MULTIPLE_HEADS,
						"There are %s heads: %s".formatted(heads.size(), describe(heads)),
						"Select the one to build on with --head, or join them: merge heads -m \"...\"");
			}
			return heads;
		}
		return resolve(Target.parse(request.head()));
	}

	/** Of {@code heads}, also one that another revision depends on is meant. */
	private Set<String> resolve(Target target) {
		if (target.needsCurrent()) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"'%s' depends on a database, and this command does not connect to one".formatted(target),
					"Name a revision, head, LABEL@head or base.");
		}
		return target.text().equals("heads") ? this.graph.heads() : MigrationPlan.named(this.graph, Set.of(), target);
	}

	NewRevision merge(List<String> targets, RevisionRequest request) {
		Set<String> parents = new LinkedHashSet<>();
		for (String target : targets) {
			if (target.equals("base")) {
				throw new MigrationException(ErrorCode.INVALID_TARGET, "'base' is not a head",
						"Merge heads: %s.".formatted(String.join(", ", this.graph.heads())));
			}
			for (String parent : resolve(Target.parse(target))) {
				if (!parents.add(parent)) {
					throw new MigrationException(ErrorCode.INVALID_TARGET,
							"Revision %s is named twice".formatted(this.graph.get(parent).describe()),
							"Name each head once, or 'heads' for all.");
				}
				if (!this.graph.downChildrenOf(parent).isEmpty()) {
					throw notAHead(parent, "Merge heads: %s.".formatted(String.join(", ", this.graph.heads())));
				}
			}
		}
		if (parents.size() < 2) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"There is nothing to merge: %s".formatted(parents.isEmpty() ? "no head was given"
							: "%s is a single head".formatted(describe(parents))),
					"Name at least two heads; list them with 'heads'.");
		}
		return write(request, parents, RevisionContent.EMPTY);
	}

	/**
	 * Names the revision that replaces a part of the history, and its file; writes
	 * nothing.
	 * @param declared all revisions, shown by the graph or not
	 */
	NewRevision squashed(RevisionRequest request, SquashRange range, List<Revision> declared) {
		Revision last = range.revisions().get(range.revisions().size() - 1);
		Revision revision = new Revision((request.id() != null) ? request.id() : newId(), range.downRevisions(),
				range.dependsOn(), range.branchLabels(), MessageLine.normalize(request.message()),
				Instant.now().truncatedTo(ChronoUnit.SECONDS), "the squashed revision", range.replaces());
		List<Revision> all = new ArrayList<>(declared);
		all.add(revision);
		RevisionGraph.of(all);
		Path folder = this.folders.choose(request.versionPath(), last);
		return new NewRevision(revision,
				new RevisionFiles(this.folders, this.fileTemplate, this.zone).sqlFile(folder, revision));
	}

	private MigrationException notAHead(String id, String hint) {
		return new MigrationException(ErrorCode.INVALID_TARGET, "Revision %s is not a head: %s"
			.formatted(this.graph.get(id).describe(), describe(this.graph.downChildrenOf(id)) + " builds on it"), hint);
	}

	private Path folder(RevisionRequest request, Collection<String> parents) {
		return this.folders.choose(request.versionPath(),
				parents.isEmpty() ? null : this.graph.get(parents.iterator().next()));
	}

	private NewRevision write(RevisionRequest request, Set<String> parents, RevisionContent content) {
		return write(request, parents, content, folder(request, parents));
	}

	private NewRevision write(RevisionRequest request, Set<String> parents, RevisionContent content, Path folder) {
		Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		String path = "the new revision";
		requireNotReplaced(request.id());
		List<String> dependsOn = request.dependsOn().stream().map(this::dependency).distinct().toList();
		request.branchLabels().forEach(this::requireFree);
		Revision revision = new Revision((request.id() != null) ? request.id() : newId(), List.copyOf(parents),
				dependsOn, request.branchLabels(), MessageLine.normalize(request.message()), created, path);
		List<Revision> all = new ArrayList<>(this.graph.revisions());
		all.add(revision);
		RevisionGraph.of(all);
		RevisionFiles files = new RevisionFiles(this.folders, this.fileTemplate, this.zone);
		return new NewRevision(revision, request.isJava() ? files.writeJava(folder, revision, content)
				: files.writeSql(folder, revision, content));
	}

	/** A squashed revision would hide the new one. */
	private void requireNotReplaced(@Nullable String id) {
		Revision squash = (id != null) ? this.graph.replacing(id) : null;
		if (squash != null) {
			throw new MigrationException(ErrorCode.DUPLICATE_REVISION,
					"The id '%s' is that of a revision which %s replaces".formatted(id, squash.describe()),
					"Choose another id.");
		}
	}

	private void requireFree(String label) {
		Revision carrier = this.graph.labelled(label);
		if (carrier != null) {
			throw new MigrationException(ErrorCode.DUPLICATE_BRANCH_LABEL,
					"The branch label '%s' is already used by revision %s".formatted(label, carrier.describe()),
					"Choose another label, or continue that branch with --head %s@head.".formatted(label));
		}
	}

	/** A label stays one: it moves with the branch. */
	private String dependency(String name) {
		Revision revision = this.graph.resolve(name);
		return revision.branchLabels().contains(name) ? name : revision.id();
	}

	private String newId() {
		while (true) {
			String random = UUID.randomUUID().toString();
			String id = random.substring(random.length() - ID_LENGTH);
			if (this.graph.find(id) == null && this.graph.replacing(id) == null) {
				return id;
			}
		}
	}

	/**
	 * Finds the file of a revision; the database's rows are asked for if the target needs
	 * them.
	 */
	Path file(String target, Supplier<Set<String>> rows) {
		Target parsed = Target.parse(target);
		Revision revision = MigrationPlan.single(this.graph, parsed.needsCurrent() ? rows.get() : Set.of(), parsed);
		Path file = this.folders.find(revision);
		if (file == null) {
			throw new MigrationException(
					ErrorCode.INVALID_CONFIGURATION, "The file of revision %s (%s) is not in this project"
						.formatted(revision.describe(), revision.path()),
					"Run the command in the folder of the project that contains it.");
		}
		return file;
	}

	private String describe(Set<String> ids) {
		return String.join(", ", new TreeSet<>(ids).stream().map((id) -> this.graph.get(id).describe()).toList());
	}

}
