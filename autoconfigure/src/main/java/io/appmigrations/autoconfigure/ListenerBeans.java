package io.appmigrations.autoconfigure;

import java.util.AbstractList;
import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.MigrationListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.function.SingletonSupplier;

/**
 * The listeners among the application's beans, and the one that publishes events. They
 * are created when there is something to tell them.
 */
final class ListenerBeans extends AbstractList<MigrationListener> {

	private final SingletonSupplier<List<MigrationListener>> all;

	/**
	 * Asks for no bean yet.
	 * @param beans the application's listeners
	 * @param events the application context
	 * @param instance the name of the instance, or {@code null} if there is one history
	 */
	ListenerBeans(ObjectProvider<MigrationListener> beans, ApplicationEventPublisher events,
			@Nullable String instance) {
		this.all = SingletonSupplier.of(() -> Stream.concat(
				beans.orderedStream().map((listener) -> (instance != null) ? listener.forInstance(instance) : listener),
				Stream.of(new RevisionEventPublisher(events, instance)))
			.toList());
	}

	@Override
	public MigrationListener get(int index) {
		return this.all.obtain().get(index);
	}

	@Override
	public int size() {
		return this.all.obtain().size();
	}

}
