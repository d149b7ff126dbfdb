package io.appmigrations.internal.hibernate;

import java.util.Map;
import java.util.Optional;

import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;

/**
 * The tables in which an entity's history is kept, by Envers or by Hibernate itself.
 * Their names and columns follow those of the entity's table.
 */
final class AuditTables {

	private final MetadataImplementor metadata;

	private final String prefix;

	private final String suffix;

	AuditTables(MetadataImplementor metadata) {
		this.metadata = metadata;
		Map<String, Object> settings = metadata.getMetadataBuildingOptions()
			.getServiceRegistry()
			.requireService(ConfigurationService.class)
			.getSettings();
		this.prefix = settings.getOrDefault("org.hibernate.envers.audit_table_prefix", "").toString();
		this.suffix = settings.getOrDefault("org.hibernate.envers.audit_table_suffix", "_AUD").toString();
	}

	Optional<Table> of(PersistentClass entity) {
		return AuxiliaryTables.of(entity)
			.or(() -> Optional
				.ofNullable(this.metadata.getEntityBinding(this.prefix + entity.getEntityName() + this.suffix))
				.map(PersistentClass::getTable));
	}

}
