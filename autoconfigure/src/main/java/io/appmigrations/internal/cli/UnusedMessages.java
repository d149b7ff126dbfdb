package io.appmigrations.internal.cli;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.context.HierarchicalMessageSource;
import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DelegatingMessageSource;

/**
 * The messages of an application that has none, where nobody is likely to ask. Spring's
 * own looks for all locales of the JVM as soon as its class is there.
 */
final class UnusedMessages implements HierarchicalMessageSource {

	private @Nullable MessageSource parent;

	/**
	 * Gives a context messages unless it has some. To be called once all bean definitions
	 * are there.
	 * @param context the context
	 */
	static void addTo(AbstractApplicationContext context) {
		String name = AbstractApplicationContext.MESSAGE_SOURCE_BEAN_NAME;
		if (!context.getBeanFactory().containsLocalBean(name)) {
			context.getBeanFactory().registerSingleton(name, new UnusedMessages());
		}
	}

	private MessageSource spring() {
		DelegatingMessageSource messages = new DelegatingMessageSource();
		messages.setParentMessageSource(this.parent);
		return messages;
	}

	@Override
	public void setParentMessageSource(@Nullable MessageSource parent) {
		this.parent = parent;
	}

	@Override
	public @Nullable MessageSource getParentMessageSource() {
		return this.parent;
	}

	@Override
	public @Nullable String getMessage(String code, @Nullable Object @Nullable [] args, @Nullable String defaultMessage,
			@Nullable Locale locale) {
		return spring().getMessage(code, args, defaultMessage, locale);
	}

	@Override
	public String getMessage(String code, @Nullable Object @Nullable [] args, @Nullable Locale locale) {
		return spring().getMessage(code, args, locale);
	}

	@Override
	public String getMessage(MessageSourceResolvable resolvable, @Nullable Locale locale) {
		return spring().getMessage(resolvable, locale);
	}

}
