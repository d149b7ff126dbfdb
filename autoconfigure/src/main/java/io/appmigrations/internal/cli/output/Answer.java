package io.appmigrations.internal.cli.output;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationScript;
import io.appmigrations.internal.engine.TenantFailures;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

import org.springframework.boot.json.JsonWriter;

/**
 * Where a command's answer goes: standard output, and nothing else goes there. Everything
 * that is no answer goes to standard error.
 */
public final class Answer {

	private static final String PARTS = "instances";

	private final PrintStream out;

	private final PrintStream err;

	private boolean json;

	private boolean quiet;

	private Ansi ansi = Ansi.AUTO;

	/** What writes holds it, and may wait for a reader that does not read. */
	private final ReentrantLock writing = new ReentrantLock();

	/** Whether the answer is complete, or was broken off. */
	private boolean ended;

	/** The answers in JSON so far where there is one for each of several databases. */
	private final Map<String, Object> parts = new LinkedHashMap<>();

	private @Nullable String part;

	/** Stands before the first line of a part. One without any has no heading either. */
	private String heading = "";

	private boolean headed;

	public Answer(PrintStream out, PrintStream err) {
		// SQL and JSON are UTF-8 wherever they are written to
		this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
		this.err = err;
	}

	public void configure(boolean json, boolean quiet, boolean noColor) {
		this.json = json;
		this.quiet = quiet;
		this.ansi = (noColor || json) ? Ansi.OFF : Ansi.AUTO;
	}

	public boolean isJson() {
		return this.json;
	}

	public boolean isQuiet() {
		return this.quiet;
	}

	/** Whether a person looks on, who can be asked. */
	public boolean isTerminal() {
		return !this.json && Terminal.isPresent();
	}

	/** Prints the answer in JSON: one object or one array, and nothing behind it. */
	public void json(Object value) {
		this.writing.lock();
		try {
			String of = this.part;
			if (of != null) {
				this.parts.put(of, value);
				return;
			}
			line(JsonWriter.standard().writeToString(value));
			this.ended = true;
		}
		finally {
			this.writing.unlock();
		}
	}

	/** What follows is the answer for one of several databases. */
	public void beginPart(String name) {
		this.writing.lock();
		try {
			this.part = name;
			if (!this.json) {
				this.heading = (this.headed ? System.lineSeparator() : "") + styled("bold", name + ":")
						+ System.lineSeparator();
			}
		}
		finally {
			this.writing.unlock();
		}
	}

	/** All of them have answered. */
	public void endParts() {
		this.writing.lock();
		try {
			this.part = null;
			this.heading = "";
			if (this.json) {
				json(Map.of(PARTS, this.parts));
			}
		}
		finally {
			this.writing.unlock();
		}
	}

	/** Prints a line of the answer. */
	public void line(String text) {
		raw(text + System.lineSeparator());
	}

	/** Prints text as it is. */
	public void raw(String text) {
		this.writing.lock();
		try {
			if (!this.ended) {
				this.out.print(this.heading + text);
				this.headed |= !this.heading.isEmpty();
				this.heading = "";
				this.out.flush();
			}
		}
		finally {
			this.writing.unlock();
		}
	}

	/** What others print to standard output in the name of the command, such as help. */
	public PrintStream stream() {
		return this.out;
	}

	/** Whether all of the answer has reached standard output. */
	public boolean isWritten() {
		return !this.out.checkError();
	}

	/** Ends the answer: the process is shutting down before the command is done. */
	public void interrupted() throws InterruptedException {
		if (this.writing.tryLock(1, TimeUnit.SECONDS)) {
			try {
				if (this.ended) {
					return;
				}
				error(ErrorCode.INTERRUPTED_REVISION.code(), "Shutting down: the command did not finish",
						"Committed changes are kept; everything else is rolled back. Run the command again.");
				this.ended = true;
			}
			finally {
				this.writing.unlock();
			}
		}
	}

	/** Prints a script while it is put together. */
	public void raw(MigrationScript script) {
		try {
			script.writeTo(this.out);
			this.out.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Prints a line that only says that all is well. */
	public void remark(String text) {
		if (!this.quiet) {
			line(text);
		}
	}

	/** Prints a line that is no part of the answer. */
	public void aside(String text) {
		this.err.println(text);
		this.err.flush();
	}

	public void asideRaw(String text) {
		this.err.print(text);
		this.err.flush();
	}

	public PrintStream asideStream() {
		return this.err;
	}

	/**
	 * Colours a text.
	 * @param style one of picocli's styles, for example {@code bold} or {@code fg(green)}
	 */
	String styled(String style, String text) {
		return this.ansi.enabled()
				? Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.off(Ansi.Style.parse(style)) : text;
	}

	/** The words of the user that a message quotes can be a URL with a password. */
	public void error(String code, String text, @Nullable String hint) {
		String message = Redaction.redact(text);
		if (this.json) {
			errorJson(Map.of("error", Json.error(code, message, hint)));
			return;
		}
		error(message + " (" + code + ")", hint);
	}

	/** What was answered for other databases before is not lost. */
	private void errorJson(Map<String, ?> error) {
		this.writing.lock();
		try {
			Map<String, Object> json = new LinkedHashMap<>();
			if (this.part != null) {
				json.put(PARTS, this.parts);
			}
			json.putAll(error);
			this.part = null;
			json(json);
		}
		finally {
			this.writing.unlock();
		}
	}

	private void error(String message, @Nullable String hint) {
		aside(styled("bold,fg(red)", "error:") + " " + Text.printable(message));
		if (hint != null) {
			aside(Text.printable(hint));
		}
	}

	public void error(MigrationException failure) {
		if (this.json) {
			errorJson(Json.of(failure));
			return;
		}
		if (failure instanceof TenantFailures failures && !failures.isOneCode()) {
			// the message has the code of each
			error(Redaction.redact(failure.getMessage()), failure.getHint());
			return;
		}
		error(failure.getCode().code(), String.valueOf(failure.getMessage()), failure.getHint());
	}

}
