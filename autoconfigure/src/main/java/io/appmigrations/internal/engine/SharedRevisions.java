package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Optional;

import io.appmigrations.internal.script.BuildRevisions;
import io.appmigrations.internal.script.RevisionScript;
import org.jspecify.annotations.Nullable;

/**
 * Revisions that several schemas share: the first that needs them reads them.
 */
final class SharedRevisions implements BuildRevisions {

	private final BuildRevisions revisions;

	private @Nullable List<? extends RevisionScript> read;

	private @Nullable RuntimeException failure;

	private Optional<String> fingerprint = Optional.empty();

	private boolean fingerprinted;

	SharedRevisions(BuildRevisions revisions) {
		this.revisions = revisions;
	}

	@Override
	public synchronized List<? extends RevisionScript> read() {
		if (this.failure != null) {
			throw this.failure;
		}
		List<? extends RevisionScript> all = this.read;
		if (all == null) {
			try {
				all = this.revisions.read();
				// what was read while files changed is of no build, for any schema
				if (this.fingerprint.isPresent() && !this.fingerprint.equals(this.revisions.fingerprint())) {
					this.fingerprint = Optional.empty();
				}
				this.fingerprinted = true;
			}
			catch (RuntimeException ex) {
				this.failure = ex;
				throw ex;
			}
			this.read = all;
		}
		return all;
	}

	@Override
	public synchronized Optional<String> fingerprint() {
		if (!this.fingerprinted) {
			this.fingerprint = this.revisions.fingerprint();
			this.fingerprinted = true;
		}
		return this.fingerprint;
	}

	/** Why they could not be read, which is no schema's own failure. */
	synchronized Optional<RuntimeException> failure() {
		return Optional.ofNullable(this.failure);
	}

}
