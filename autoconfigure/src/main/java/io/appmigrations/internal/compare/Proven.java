package io.appmigrations.internal.compare;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.ProvenRows;

/**
 * What came of trying changes.
 *
 * @param unproven what remained different
 * @param rows what became of rows
 */
record Proven(List<String> unproven, ProvenRows rows) {

	static final Proven NOTHING = new Proven(List.of(), ProvenRows.NONE);

	static Proven failed(List<String> unproven) {
		return new Proven(unproven, ProvenRows.NONE);
	}

	Proven with(List<String> more) {
		return more.isEmpty() ? this
				: new Proven(Stream.concat(this.unproven.stream(), more.stream()).toList(), this.rows);
	}

}
