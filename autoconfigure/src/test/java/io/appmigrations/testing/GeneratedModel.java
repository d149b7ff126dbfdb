package io.appmigrations.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A schema made at random: statements by what they are about. It need not make sense as a
 * whole: the schema is what PostgreSQL accepts of it, so a foreign key to a column that
 * is not there is simply not there either. That makes any change to a statement a change
 * of the schema, and any part of it a smaller schema.
 *
 * @param statements one statement for each thing that can be said, in the order in which
 * they run
 */
public record GeneratedModel(Map<String, String> statements) {

	/**
	 * How often statements may differ between a schema and its mutation: with few changes
	 * rows survive, with many changes meet.
	 */
	private static final List<Double> MUTATIONS = List.of(0.01, 0.03, 0.2);

	/**
	 * Makes a schema.
	 * @param vocabulary where the statements come from
	 * @return the schema
	 */
	static GeneratedModel of(ModelVocabulary vocabulary) {
		Map<String, String> statements = new TreeMap<>();
		vocabulary.topics().forEach((topic) -> vocabulary.say(topic).ifPresent((sql) -> statements.put(topic, sql)));
		return new GeneratedModel(statements);
	}

	/**
	 * Says some things differently.
	 */
	GeneratedModel mutated(ModelVocabulary vocabulary, double mutation) {
		Map<String, String> changed = new TreeMap<>(this.statements);
		for (String topic : vocabulary.topics()) {
			if (vocabulary.chance(mutation)) {
				vocabulary.say(topic).ifPresentOrElse((sql) -> changed.put(topic, sql), () -> changed.remove(topic));
			}
		}
		return new GeneratedModel(changed);
	}

	public GeneratedModel without(Collection<String> topics) {
		Map<String, String> fewer = new TreeMap<>(this.statements);
		fewer.keySet().removeAll(topics);
		return new GeneratedModel(fewer);
	}

	/** Takes what another says about topics. */
	public GeneratedModel like(GeneratedModel other, Collection<String> topics) {
		Map<String, String> changed = new TreeMap<>(without(topics).statements);
		topics.forEach((topic) -> {
			String sql = other.statements.get(topic);
			if (sql != null) {
				changed.put(topic, sql);
			}
		});
		return new GeneratedModel(changed);
	}

	public List<String> sql() {
		return List.copyOf(this.statements.values());
	}

	/**
	 * A schema and what became of it.
	 *
	 * @param from the schema
	 * @param to its mutation
	 */
	public record Pair(GeneratedModel from, GeneratedModel to) {

		/**
		 * Makes a pair, always the same for a seed.
		 */
		public static Pair of(long seed) {
			ModelVocabulary vocabulary = new ModelVocabulary(seed);
			GeneratedModel from = GeneratedModel.of(vocabulary);
			return new Pair(from, from.mutated(vocabulary, MUTATIONS.get((int) (seed % MUTATIONS.size()))));
		}

		public List<String> topics() {
			Set<String> topics = new TreeSet<>(this.from.statements.keySet());
			topics.addAll(this.to.statements.keySet());
			return new ArrayList<>(topics);
		}

		public Pair without(Collection<String> topics) {
			return new Pair(this.from.without(topics), this.to.without(topics));
		}

		/** The same pair with fewer changes. */
		public Pair unchanged(Collection<String> topics) {
			return new Pair(this.from, this.to.like(this.from, topics));
		}

		@Override
		public String toString() {
			return "%s;\n--- new\n%s;".formatted(String.join(";\n", this.from.sql()),
					String.join(";\n", this.to.sql()));
		}

	}

}
