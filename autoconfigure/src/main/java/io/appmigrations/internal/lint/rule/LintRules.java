package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.LintRule;

/**
 * The list of all rules. A new rule is added here.
 */
public final class LintRules {

	/** The rules, in the order in which they are applied. */
	public static final List<LintRule> ALL = List.of(new StatementFails(), new NotInTransaction(), new BlocksReads(),
			new BlocksWrites(), new SlowUnderLock(), new SeveralTablesLocked(), new ConcurrentlyTimeout(),
			new IndexIfNotExists(), new RequiredColumn(), new RenamesTable(), new RenamesColumn(), new DropsTable(),
			new DropsColumn(), new DropsIndex(), new DetachesPartition(), new DropCascade(), new EmptiesTable(),
			new UnconditionalChange(), new SmallKey(), ColumnType.TIMESTAMP, ColumnType.JSON, ColumnType.CHAR,
			ColumnType.MONEY, new ForeignKeyWithoutIndex(), new ShortSequence(), new SequenceBehind(), new LongName(),
			new NoLockTimeout(), new ShortLockTimeout(), new CreatesPartition(), new DropsAndAddsColumn(),
			new NarrowsType(), new EnumValueInTransaction(), new RenamesEnumValue(), new UnnamedConstraint(),
			new VolatileCheck(), new GeneratedKind(), new DropsPrimaryKey(), new DisablesRowSecurity(),
			new RowSecurityWithoutPolicy(), new DefinerPath(), new GrantsToPublic(), new LeavesSetting(),
			new NoDowngrade(), new DuplicateIndex(), new DisablesTrigger(), new DisablesAutovacuum(), new DropsView(),
			new ChangesServer(), new CreatesRule(), new ViewWithoutRowSecurity(), new UniqueOnDuplicates(),
			new NotNullOnNulls());

	private LintRules() {
	}

}
