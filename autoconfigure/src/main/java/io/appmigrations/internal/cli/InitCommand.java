package io.appmigrations.internal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.ProjectFile;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.project.SourceFolders;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "init",
		description = "Creates the folder of the revisions, the template of new revisions, and the 'migrations' wrapper. Overwrites nothing.",
		footer = { "", "Example:", "  java -jar app.jar migrations init" })
final class InitCommand extends AbstractCommand {

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		@Nullable Class<?> mainClass = root().application().getMainApplicationClass();
		if (mainClass == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "The application's main class is not known",
					"Start the command through the main method that calls SpringApplication.run.");
		}
		Written written = withMigrations(
				(migrations) -> new Written(migrations.init(mainClass.getName()), migrations.folders()));
		if (answer.isJson()) {
			answer
				.json(Map.of("files", written.files().stream().map((file) -> json(written.folders(), file)).toList()));
			return 0;
		}
		for (ProjectFile file : written.files()) {
			answer.line("%s  %s".formatted(file.written() ? "wrote" : "kept ", written.folders().display(file.path())));
		}
		answer.remark(
				"Next: ./migrations revision --autogenerate -m \"...\"  (without entities: leave out --autogenerate)");
		return 0;
	}

	private static Map<String, Object> json(SourceFolders folders, ProjectFile file) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("path", folders.display(file.path()));
		json.put("written", file.written());
		return json;
	}

	private record Written(List<ProjectFile> files, SourceFolders folders) {
	}

}
