package io.appmigrations.internal.liquibase.library;

import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/**
 * Code that Liquibase runs.
 */
public class MovePrices implements CustomTaskChange {

	@Override
	public void execute(Database database) {
		throw new IllegalStateException("an import runs no code");
	}

	@Override
	public String getConfirmationMessage() {
		return "moved";
	}

	@Override
	public void setUp() {
	}

	@Override
	public void setFileOpener(ResourceAccessor resourceAccessor) {
	}

	@Override
	public ValidationErrors validate(Database database) {
		return new ValidationErrors();
	}

}
