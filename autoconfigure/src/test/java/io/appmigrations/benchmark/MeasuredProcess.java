package io.appmigrations.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.appmigrations.benchmark.application.BenchmarkApplication;

import org.springframework.util.StringUtils;

/**
 * A process whose time, processor time and memory are taken, until it says that it is
 * ready or until it ends.
 */
final class MeasuredProcess {

	private static final int LINES = 40;

	private final Process process;

	private final long start;

	private final Deque<String> last = new ArrayDeque<>();

	private double cpu;

	private double peak;

	private MeasuredProcess(Process process, long start) {
		this.process = process;
		this.start = start;
	}

	/**
	 * Runs a process.
	 * @param folder where it runs
	 * @param command what is run
	 * @param statuses the exit statuses that are right
	 * @return what it cost until it was ready, or else altogether
	 * @throws IllegalStateException if it ends with another status
	 */
	static Cost run(Path folder, List<String> command, Integer... statuses) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
		long start = System.nanoTime();
		MeasuredProcess measured = new MeasuredProcess(builder.start(), start);
		try {
			return measured.await(command, List.of(statuses));
		}
		finally {
			measured.process.destroyForcibly();
		}
	}

	private Cost await(List<String> command, List<Integer> statuses) throws IOException, InterruptedException {
		Thread watch = new Thread(this::watch, "watch");
		watch.setDaemon(true);
		watch.start();
		Cost ready = null;
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.startsWith(BenchmarkApplication.READY + " ")) {
					double millis = millis();
					look();
					ready = cost(millis, counts(line));
					this.process.getOutputStream().close();
				}
				if (this.last.size() == LINES) {
					this.last.remove();
				}
				this.last.add(line);
			}
		}
		int status = this.process.waitFor();
		double millis = millis();
		watch.join();
		if (!statuses.contains(status)) {
			int options = Math.max(0, command.indexOf("-cp") + 2);
			throw new IllegalStateException("Exit status %s of %s%n%s".formatted(status,
					String.join(" ", command.subList(options, command.size())),
					String.join(System.lineSeparator(), this.last)));
		}
		return (ready != null) ? ready : cost(millis, Map.of());
	}

	private double millis() {
		return (System.nanoTime() - this.start) / 1e6;
	}

	private synchronized Cost cost(double millis, Map<String, Long> counts) {
		return new Cost(millis, this.cpu, 0, this.peak, counts);
	}

	private static Map<String, Long> counts(String line) {
		Map<String, Long> counts = new TreeMap<>();
		for (String word : StringUtils
			.delimitedListToStringArray(line.substring(BenchmarkApplication.READY.length() + 1), " ")) {
			int equals = word.indexOf('=');
			counts.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
		}
		return counts;
	}

	/**
	 * Both numbers only grow, so the last look is the right one, but for the last moment.
	 */
	private void watch() {
		while (this.process.isAlive()) {
			try {
				look();
				Thread.sleep(4);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private synchronized void look() {
		this.cpu = this.process.info().totalCpuDuration().map(Duration::toNanos).map((n) -> n / 1e6).orElse(this.cpu);
		Path status = Path.of("/proc", Long.toString(this.process.pid()), "status");
		if (Files.exists(status)) {
			try {
				this.peak = Files.readAllLines(status)
					.stream()
					.filter((line) -> line.startsWith("VmHWM:"))
					.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")))
					.findFirst()
					.orElse(this.peak);
			}
			catch (IOException ex) {
				// it has just ended
			}
		}
	}

}
