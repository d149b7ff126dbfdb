<# : the first part of this file is for cmd.exe and the second for PowerShell
@echo off
rem Runs one migration command of this project, for example: migrations upgrade head
rem It builds the classes first, but only if a source or a build file has changed since.
rem
rem   JAVA_HOME             the Java to run with; without it, the one on the PATH
rem   MIGRATIONS_JAVA_OPTS  more options for Java, separated by spaces

setlocal EnableExtensions DisableDelayedExpansion

set "MAIN_CLASS=io.appmigrations.sample.CourseCatalogueApplication"

set "MIGRATIONS_SELF=%~f0"
set "MIGRATIONS_JAVA=java"
if defined JAVA_HOME set "MIGRATIONS_JAVA=%JAVA_HOME%\bin\java"
pushd "%~dp0" || exit /b 1
set "MIGRATIONS_CACHE=target\migrations"
if not exist pom.xml set "MIGRATIONS_CACHE=build\migrations"

powershell -NoProfile -ExecutionPolicy Bypass -Command "& ([ScriptBlock]::Create((Get-Content -Raw -LiteralPath $env:MIGRATIONS_SELF)))" <nul 1>&2 && "%MIGRATIONS_JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto %MIGRATIONS_JAVA_OPTS% "@%MIGRATIONS_CACHE%\java.args" "%MAIN_CLASS%" migrations %*

set "MIGRATIONS_STATUS=%ERRORLEVEL%"
popd
exit /b %MIGRATIONS_STATUS%
#>

$ErrorActionPreference = 'Stop'

$project = (Get-Location).ProviderPath
$cache = Join-Path $project $env:MIGRATIONS_CACHE
$maven = Test-Path -LiteralPath "$project\pom.xml"
$gradle = (Test-Path -LiteralPath "$project\build.gradle") -or (Test-Path -LiteralPath "$project\build.gradle.kts")
if (-not $maven -and -not $gradle) {
    [Console]::Error.WriteLine("migrations: there is no pom.xml or build.gradle in $project")
    exit 1
}

# The path of a folder relative to one of its ancestors, as Maven writes it.
function Get-ModulePath($ancestor, $folder) {
    $folder.Substring($ancestor.TrimEnd('\').Length + 1).Replace('\', '/')
}

# For Maven, the outermost folder whose pom.xml has this project among its modules;
# for Gradle, the nearest one with a settings file.
function Find-Root {
    $root = $project
    if ($maven) {
        for ($folder = Split-Path $project; $folder; $folder = Split-Path $folder) {
            $pom = "$folder\pom.xml"
            $module = "<module>$(Get-ModulePath $folder $root)</module>"
            if ((Test-Path -LiteralPath $pom) -and [IO.File]::ReadAllText($pom).Contains($module)) {
                $root = $folder
            }
        }
    } else {
        for ($folder = $project; $folder; $folder = Split-Path $folder) {
            $settings = "$folder\settings.gradle", "$folder\settings.gradle.kts"
            if ((Test-Path -LiteralPath $settings) -contains $true) {
                $root = $folder
                break
            }
        }
    }
    $root
}

# Folders count too: their time is the only trace that a removed file leaves.
function Get-Inputs($folder) {
    Get-ChildItem -LiteralPath $folder -File -Force -ErrorAction SilentlyContinue |
        Where-Object { $_.Name -match '^(pom\.xml|gradle\.properties|.*\.gradle(\.kts)?|.*\.versions\.toml)$' }
    foreach ($child in Get-ChildItem -LiteralPath $folder -Directory -ErrorAction SilentlyContinue) {
        if ($child.Name -eq 'src') {
            if (Test-Path -LiteralPath "$($child.FullName)\main") {
                Get-Item -LiteralPath "$($child.FullName)\main"
                Get-ChildItem -LiteralPath "$($child.FullName)\main" -Recurse -Force
            }
        } elseif ($child.Name -eq '.mvn') {
            Get-ChildItem -LiteralPath $child.FullName -File
        } elseif ($child.Name -notmatch '^(target|build|node_modules|\..*)$') {
            Get-Inputs $child.FullName
        }
    }
}

function Test-Stale {
    $files = "$cache\stamp", "$cache\classpath", "$cache\java.args"
    if ((Test-Path -LiteralPath $files) -contains $false) { return $true }
    # The stamp names the folder, as a copy of the project must not run the original's classes.
    if ((Get-Content -LiteralPath "$cache\stamp" -Encoding UTF8) -ne $project) { return $true }
    foreach ($entry in Get-Content -LiteralPath "$cache\classpath" -Encoding UTF8) {
        if (-not (Test-Path -LiteralPath $entry)) { return $true }
    }
    $built = (Get-Item -LiteralPath "$cache\stamp").LastWriteTimeUtc
    $changed = Get-Inputs $root | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
    return $null -ne $changed
}

# Maven never deletes the copy of a removed resource: a removed migration would live on.
function Remove-OldResources {
    if (Test-Path -LiteralPath "$cache\resources") {
        foreach ($file in Get-Content -LiteralPath "$cache\resources" -Encoding UTF8) {
            if (-not (Test-Path -LiteralPath $file)) {
                $copy = $file.Replace('\src\main\resources\', '\target\classes\')
                Remove-Item -LiteralPath $copy -Force -ErrorAction SilentlyContinue
            }
        }
    }
    Get-Inputs $root | Where-Object { -not $_.PSIsContainer -and $_.FullName -like '*\src\main\resources\*' } |
        ForEach-Object { $_.FullName } | Set-Content -LiteralPath "$cache\resources" -Encoding UTF8
}

$root = Find-Root
if (-not (Test-Stale)) { exit 0 }

New-Item -ItemType Directory -Force -Path $cache | Out-Null
# Written before the build, so that what is edited meanwhile counts as changed.
Set-Content -LiteralPath "$cache\started" -Value $project -Encoding UTF8

if ($maven) {
    Remove-OldResources
    $tool = 'mvn'
    $wrapper = 'mvnw.cmd'
    # Maven with Jansi resets the colours of what is no terminal.
    if ([Console]::IsErrorRedirected) { $env:MAVEN_OPTS = "$env:MAVEN_OPTS -Djansi.noreset=true" }
    $arguments = @('-q', '-B', '-f', "$root\pom.xml")
    if ($root -ne $project) { $arguments += '-pl', (Get-ModulePath $root $project), '-am' }
    # The phase is test-compile, with tests skipped, for modules that use another's test-jar.
    $arguments += '-Dmaven.test.skip=true', 'test-compile', 'dependency:build-classpath',
        '-DincludeScope=runtime', "-Dmdep.outputFile=$cache\built"
} else {
    $tool = 'gradle'
    $wrapper = 'gradlew.bat'
    Set-Content -LiteralPath "$cache\init.gradle" -Encoding ASCII -Value @'
def folder = new File(System.getProperty('migrations.folder'))
allprojects { project ->
    project.plugins.withId('java') {
        if (project.projectDir.canonicalFile == folder.canonicalFile) {
            project.tasks.register('migrationsClasspath') { task ->
                def classpath = project.sourceSets.main.runtimeClasspath
                def output = new File(folder, 'build/migrations/built')
                task.dependsOn('classes')
                task.inputs.files(classpath)
                task.doLast { output.setText(classpath.asPath, 'UTF-8') }
            }
        }
    }
}
'@
    $arguments = @('-q', '-I', "$cache\init.gradle", "-Dmigrations.folder=$project", 'migrationsClasspath')
}
foreach ($folder in $root, $project) {
    if (Test-Path -LiteralPath "$folder\$wrapper") { $tool = "$folder\$wrapper" }
}

& $tool @arguments
if ($LASTEXITCODE -ne 0) {
    [Console]::Error.WriteLine('migrations: the build failed')
    exit $LASTEXITCODE
}

$entries = [IO.File]::ReadAllText("$cache\built").Trim().Split(';')
if ($maven) { $entries = @("$project\target\classes") + $entries }
$entries = $entries | Where-Object { $_ -and (Test-Path -LiteralPath $_) }
Set-Content -LiteralPath "$cache\classpath" -Value $entries -Encoding UTF8
# A file, as a long class path may exceed what Windows takes in a command line.
# Java reads it in the system's encoding, where a backslash escapes the next character.
$quoted = ($entries -join ';').Replace('\', '\\')
[IO.File]::WriteAllText("$cache\java.args", "-cp `"$quoted`"", [Text.Encoding]::Default)
Move-Item -Force -LiteralPath "$cache\started" -Destination "$cache\stamp"
exit 0
