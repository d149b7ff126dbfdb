package io.appmigrations.benchmark;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one run cost.
 *
 * @param millis what the work is about, in milliseconds: mostly from the start of the
 * process until it is done or ready
 * @param cpu the processor time of the process, in milliseconds
 * @param serverCpu the processor time of all of PostgreSQL's processes meanwhile, in
 * milliseconds; 0 where the operating system does not say
 * @param peak the most memory the process had, in KiB; 0 where the operating system does
 * not say
 * @param counts what does not depend on the machine, by name
 */
record Cost(double millis, double cpu, double serverCpu, double peak, Map<String, Long> counts) {

	Cost withMillis(double other) {
		return new Cost(other, this.cpu, this.serverCpu, this.peak, this.counts);
	}

	Cost withServerCpu(double other) {
		return new Cost(this.millis, this.cpu, other, this.peak, this.counts);
	}

	/** This one, and another one after it. */
	Cost and(Cost next) {
		return new Cost(this.millis + next.millis, this.cpu + next.cpu, this.serverCpu + next.serverCpu,
				Math.max(this.peak, next.peak), next.counts);
	}

	Cost with(Map<String, Long> more) {
		Map<String, Long> all = new TreeMap<>(this.counts);
		all.putAll(more);
		return new Cost(this.millis, this.cpu, this.serverCpu, this.peak, all);
	}

}
