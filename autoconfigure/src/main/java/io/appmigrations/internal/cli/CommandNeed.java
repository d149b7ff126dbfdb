package io.appmigrations.internal.cli;

/**
 * What a command may need of the application besides its {@code DataSource}. What no
 * command needs is left out of its start.
 */
enum CommandNeed {

	/**
	 * Runs revisions, whose beans can ask for whatever the application has when it
	 * migrates.
	 */
	REVISIONS("revisions"),

	/** Maps the entities. */
	ENTITIES("entities");

	private final String property;

	CommandNeed(String name) {
		this.property = RunningCommand.PROPERTY + "-" + name;
	}

	/** The property that says so to the start of the application. */
	String property() {
		return this.property;
	}

}
