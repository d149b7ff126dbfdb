package io.appmigrations.internal.execution;

import org.jspecify.annotations.Nullable;

/**
 * A Java revision has ended the transaction that the tool had begun for it: what it
 * committed stays, whatever happens after that.
 */
final class TransactionEndedException extends Exception {

	TransactionEndedException(@Nullable Throwable cause) {
		super("The revision committed or rolled back by itself", cause);
	}

}
