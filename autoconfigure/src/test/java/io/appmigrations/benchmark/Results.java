package io.appmigrations.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the cases of a work cost.
 *
 * @param costs each round, by the name of the case, in its order
 * @param counts what does not depend on the machine, by the name of the case
 */
record Results(Map<String, List<Cost>> costs, Map<String, Map<String, Long>> counts) {

	Results() {
		this(new LinkedHashMap<>(), new LinkedHashMap<>());
	}

	void add(String name, Cost cost) {
		this.costs.computeIfAbsent(name, (absent) -> new ArrayList<>()).add(cost);
	}

	double median(String name, ToDoubleFunction<Cost> what) {
		return quantile(name, what, 0.5);
	}

	double millis(String name) {
		return median(name, Cost::millis);
	}

	/** Half of the distance between the quartiles, as a part of the median. */
	double noise(String name) {
		double median = millis(name);
		return (median > 0) ? (quantile(name, Cost::millis, 0.75) - quantile(name, Cost::millis, 0.25)) / 2 / median
				: 0;
	}

	boolean has(String name) {
		return this.costs.containsKey(name);
	}

	/** Between two values, as R's type 7. */
	private double quantile(String name, ToDoubleFunction<Cost> what, double part) {
		List<Cost> all = this.costs.get(name);
		if (all == null || all.isEmpty()) {
			throw new IllegalArgumentException("Nothing was measured: " + name);
		}
		double[] sorted = all.stream().mapToDouble(what).sorted().toArray();
		double place = part * (sorted.length - 1);
		int below = (int) place;
		double above = sorted[Math.min(below + 1, sorted.length - 1)];
		return sorted[below] + (place - below) * (above - sorted[below]);
	}

}
