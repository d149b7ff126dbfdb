package io.appmigrations.internal.family;

import io.appmigrations.internal.conversion.TypeConversion;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;

/**
 * From one schema to another: both of them, and what every family asks about them.
 */
public final class Transition {

	private final Schema from;

	private final Schema to;

	private final boolean inOneTransaction;

	private final SqlWriter fromWriter;

	private final SqlWriter writer;

	private final TypeConversion conversion;

	private final TypeReplacements replacements;

	private final Inheritance inheritance;

	private final Inheritance inheritanceBack;

	private final PartitionIndexes partitionIndexes;

	/**
	 * Creates a transition.
	 * @param from the schema as it is
	 * @param to the desired schema
	 * @param inOneTransaction whether everything runs in one transaction, in which a
	 * value that was added to an enum cannot be used
	 */
	public Transition(Schema from, Schema to, boolean inOneTransaction) {
		this.from = from;
		this.to = to;
		this.inOneTransaction = inOneTransaction;
		this.fromWriter = new SqlWriter(from);
		this.writer = new SqlWriter(to);
		this.conversion = new TypeConversion(from, to);
		this.replacements = new TypeReplacements(from, to);
		this.inheritance = new Inheritance(from, to);
		this.inheritanceBack = new Inheritance(to, from);
		this.partitionIndexes = new PartitionIndexes(from, to);
	}

	/**
	 * Returns the schema as it is.
	 * @return what is there before
	 */
	public Schema from() {
		return this.from;
	}

	/**
	 * Returns the desired schema.
	 * @return what is there after
	 */
	public Schema to() {
		return this.to;
	}

	public boolean inOneTransaction() {
		return this.inOneTransaction;
	}

	/**
	 * Returns what writes for the schema as it is.
	 * @return the writer
	 */
	public SqlWriter fromWriter() {
		return this.fromWriter;
	}

	/**
	 * Returns what writes for the desired schema.
	 * @return the writer
	 */
	public SqlWriter writer() {
		return this.writer;
	}

	/**
	 * Returns how names are written in the desired schema.
	 * @return the names
	 */
	public Names names() {
		return this.writer.names();
	}

	public TypeConversion conversion() {
		return this.conversion;
	}

	/**
	 * Returns the types in whose places others come.
	 * @return the types, to which some are added while schemas are compared
	 */
	public TypeReplacements replacements() {
		return this.replacements;
	}

	/**
	 * Returns what happens to tables that inherit.
	 * @return the inheritance
	 */
	public Inheritance inheritance() {
		return this.inheritance;
	}

	/** The same with the schemas exchanged. */
	public Inheritance inheritanceBack() {
		return this.inheritanceBack;
	}

	/**
	 * Returns what happens to the indexes of partitions.
	 * @return the indexes
	 */
	public PartitionIndexes partitionIndexes() {
		return this.partitionIndexes;
	}

}
