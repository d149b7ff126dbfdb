package io.appmigrations.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.NewRevision;
import io.appmigrations.project.SourceFolders;

/**
 * A new revision: its path, alone, so that scripts can use it.
 *
 * @param revision the revision
 * @param path its file, as a person sees it
 */
record RevisionOutput(NewRevision revision, String path) {

	static RevisionOutput of(NewRevision revision, SourceFolders folders) {
		return new RevisionOutput(revision, folders.display(revision.path()));
	}

	void print(Answer answer) {
		if (answer.isJson()) {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("revision", this.revision.revision().id());
			json.put("path", this.path);
			json.put("changes", List.of());
			answer.json(json);
		}
		else {
			answer.line(this.path);
		}
	}

}
