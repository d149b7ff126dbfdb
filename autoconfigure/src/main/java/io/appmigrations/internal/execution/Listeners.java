package io.appmigrations.internal.execution;

import java.util.List;
import java.util.function.Consumer;

import io.appmigrations.MigrationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what has happened.
 */
public final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private Listeners() {
	}

	/**
	 * Tells each of some listeners. What one of them throws about something that has
	 * happened cannot change it, nor hide it: it is logged.
	 * @param listeners the listeners
	 * @param message the message
	 */
	public static void tell(List<MigrationListener> listeners, Consumer<MigrationListener> message) {
		for (MigrationListener listener : listeners) {
			try {
				message.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A migration listener failed", ex);
			}
		}
	}

}
