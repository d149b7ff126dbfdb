package io.appmigrations.internal.schema;

import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.appmigrations.model.ObjectId;

/**
 * Counts how many objects of a schema are looked at by going through all of them.
 */
public final class CountedSchema {

	private final LongAdder count = new LongAdder();

	/**
	 * Returns the same schema, counted.
	 */
	public Schema of(Schema schema) {
		return new Schema(schema.defaultSchema(), new CountingMap(schema.objects(), this.count), schema.dependencies(),
				schema.unread(), schema.inheritedParts(), schema.owners());
	}

	public long count() {
		return this.count.sum();
	}

	/** A part of the map that is asked for by its ends is not counted. */
	private static final class CountingMap extends TreeMap<ObjectId, SchemaObject> {

		private static final long serialVersionUID = 1L;

		private final transient LongAdder count;

		private CountingMap(Map<ObjectId, SchemaObject> objects, LongAdder count) {
			super(objects);
			this.count = count;
		}

		@Override
		public Collection<SchemaObject> values() {
			Collection<SchemaObject> all = super.values();
			return new AbstractCollection<>() {

				@Override
				public Iterator<SchemaObject> iterator() {
					return counted(all.iterator());
				}

				@Override
				public int size() {
					return all.size();
				}

			};
		}

		@Override
		public Set<ObjectId> keySet() {
			return counted(super.navigableKeySet());
		}

		@Override
		public Set<Map.Entry<ObjectId, SchemaObject>> entrySet() {
			return counted(super.entrySet());
		}

		@Override
		public void forEach(BiConsumer<? super ObjectId, ? super SchemaObject> action) {
			this.count.add(size());
			super.forEach(action);
		}

		private <T> Set<T> counted(Set<T> all) {
			return new AbstractSet<>() {

				@Override
				public Iterator<T> iterator() {
					return counted(all.iterator());
				}

				@Override
				public boolean contains(Object element) {
					return all.contains(element);
				}

				@Override
				public int size() {
					return all.size();
				}

			};
		}

		private <T> Iterator<T> counted(Iterator<T> all) {
			return new Iterator<>() {

				@Override
				public boolean hasNext() {
					return all.hasNext();
				}

				@Override
				public T next() {
					CountingMap.this.count.increment();
					return all.next();
				}

			};
		}

	}

}
