package io.appmigrations.internal.script;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a section after its statements were read once, and checked.
 */
final class OutlineReader {

	private final String path;

	private final boolean transactional;

	private final PrefixDigest digest = new PrefixDigest();

	private final List<Integer> blocks = new ArrayList<>();

	private int scanned;

	private boolean settingsOnly = true;

	/** The BEGIN of a transaction of several statements that has not ended yet. */
	private @Nullable SqlStatement block;

	/** The number of a BEGIN that may belong to the section as a whole. */
	private int begin;

	private @Nullable SqlStatement beginStatement;

	/**
	 * It may be the COMMIT of the section, and is not counted before the next is read.
	 */
	private @Nullable SqlStatement last;

	private @Nullable ScriptException refusal;

	OutlineReader(String path, boolean transactional) {
		this.path = path;
		this.transactional = transactional;
	}

	void add(SqlStatement statement) {
		StatementRules.require(this.path, statement);
		countLast();
		this.last = statement;
		this.scanned++;
	}

	private void countLast() {
		SqlStatement statement = this.last;
		if (statement == null) {
			return;
		}
		if (!this.transactional) {
			control(statement);
		}
		else if (this.settingsOnly && !statement.startsWith("set") && StatementRules.isPlainBegin(statement)
				&& this.refusal == null) {
			this.begin = this.scanned;
			this.beginStatement = statement;
			this.settingsOnly = false;
			return;
		}
		else {
			check(statement);
		}
		this.settingsOnly &= statement.startsWith("set");
		this.digest.add(statement.digest());
	}

	/** Follows the transactions that the section itself begins and commits. */
	private void control(SqlStatement statement) {
		StatementRules.requireInOrder(this.path, statement, this.block);
		if (statement.beginsTransaction()) {
			this.block = statement;
		}
		else if (statement.endsTransaction()) {
			this.blocks.add(this.scanned);
			this.block = null;
		}
	}

	private void check(SqlStatement statement) {
		if (this.refusal == null) {
			try {
				StatementRules.requireInTransaction(this.path, statement);
			}
			catch (ScriptException ex) {
				// a BEGIN before it counts first
				this.refusal = ex;
			}
		}
	}

	/**
	 * A section that is wrapped in its own BEGIN and COMMIT means what the tool does
	 * anyway: the two are left out. Any other end of a transaction would commit half a
	 * revision and is refused.
	 */
	Section.Outline read() {
		boolean wrapped = this.beginStatement != null && this.last != null && StatementRules.isPlainCommit(this.last);
		if (!wrapped) {
			countLast();
			if (this.beginStatement != null) {
				StatementRules.requireInTransaction(this.path, this.beginStatement);
			}
			if (this.block != null) {
				throw StatementRules.notCommitted(this.path, this.block);
			}
		}
		if (this.refusal != null) {
			throw this.refusal;
		}
		return new Section.Outline(this.scanned - (wrapped ? 2 : 0), this.digest.value(), wrapped ? this.begin : 0,
				this.blocks);
	}

}
