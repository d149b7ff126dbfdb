package io.appmigrations.internal.catalog;

import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.model.ObjectId;

/** Reads sequences, from the rows of relations and of identity columns. */
final class SequenceReader {

	private SequenceReader() {
	}

	static Sequence sequence(ObjectId id, Row row) {
		return new Sequence(id, row.text("seqtype"), options(row), "u".equals(row.string("relpersistence")),
				row.string("comment"));
	}

	static SequenceOptions options(Row row) {
		return new SequenceOptions(row.number("seqstart"), row.number("seqincrement"), row.number("seqmin"),
				row.number("seqmax"), row.number("seqcache"), row.flag("seqcycle"));
	}

}
