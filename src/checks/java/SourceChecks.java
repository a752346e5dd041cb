import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The checks of the sources that {@code mvn verify} runs: google-java-format, and Error Prone with
 * javac's own lints. Every finding fails the build. Runs as a single-file program in the
 * toolchain's JVM with the checkers and the project's dependencies on its class path.
 */
final class SourceChecks {
  /** Findings that cost more than they tell in this code; each with its reason. */
  private static final List<String> SWITCHED_OFF =
      List.of(
          // Records carry arrays of bytes on hot paths on purpose; nobody compares them.
          "ArrayRecordComponent",
          // Documents say units and ranges in prose.
          "MissingSummary",
          "InvalidParam",
          "EmptyBlockTag",
          "InvalidBlockTag",
          "InvalidInlineTag",
          "UnescapedEntity",
          "EscapedEntity",
          // Fire-and-forget is `tell`, whose stages end in the actor; javac cannot see that.
          "FutureReturnValueIgnored",
          // Enums of ours hold List.of and method references; their ordinals index small arrays.
          "ImmutableEnumChecker",
          "EnumOrdinal",
          // Parentheses are for what a reader would get wrong, which && and || are not.
          "OperatorPrecedence",
          "UnnecessaryParentheses",
          // Primitive collections have no better interface.
          "NonApiType",
          "JavaDurationGetSecondsGetNano",
          // "Is it the same as before" is meant where == stands between objects here: unchanged
          // records and bitmaps are handed back as they are.
          "ReferenceEquality",
          // Counters with one writing thread and many readers.
          "NonAtomicVolatileUpdate",
          "StaticAssignmentOfThrowable",
          "TypeParameterUnusedInFormals",
          "UnsynchronizedOverridesSynchronized",
          "LongDoubleConversion",
          "BadImport",
          "StringConcatToTextBlock",
          "RefactorSwitch",
          "StringSplitter");

  private SourceChecks() {}

  public static void main(String[] arguments) throws IOException {
    Path project = Path.of(arguments[0]);
    List<String> findings = new ArrayList<>(formatting(project));
    findings.addAll(errorProne(project));
    findings.forEach(System.err::println);
    if (!findings.isEmpty()) {
      System.err.println("[ERROR] " + findings.size() + " findings in the sources");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<String> formatting(Path project) throws IOException {
    Formatter formatter = new Formatter();
    List<String> findings = new ArrayList<>();
    for (Path file : sources(project.resolve("src"))) {
      String text = Files.readString(file);
      try {
        if (!formatter.formatSourceAndFixImports(text).equals(text)) {
          findings.add("[ERROR] " + file + ": not as google-java-format writes it");
        }
      } catch (com.google.googlejavaformat.java.FormatterException e) {
        findings.add("[ERROR] " + file + ": " + e.getMessage());
      }
    }
    return findings;
  }

  private static List<String> errorProne(Path project) throws IOException {
    List<Path> files = new ArrayList<>(sources(project.resolve("src/main/java")));
    files.addAll(sources(project.resolve("src/test/java")));
    Path classes = Files.createDirectories(project.resolve("target/checked"));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        javac.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      javac
          .getTask(
              null,
              manager,
              found,
              options(classes),
              null,
              manager.getJavaFileObjectsFromPaths(files))
          .call();
    }
    return found.getDiagnostics().stream()
        .filter(SourceChecks::counts)
        .map(SourceChecks::line)
        .toList();
  }

  private static List<String> options(Path classes) {
    String path = System.getProperty("java.class.path");
    StringBuilder plugin =
        new StringBuilder("-Xplugin:ErrorProne -XepDisableWarningsInGeneratedCode");
    SWITCHED_OFF.forEach(check -> plugin.append(" -Xep:").append(check).append(":OFF"));
    return List.of(
        "--release",
        "21",
        "-parameters",
        "-proc:none",
        "-Xlint:all,-processing,-classfile,-serial,-this-escape,-try,-options",
        "-Xmaxwarns",
        "1000",
        "-Xmaxerrs",
        "1000",
        "-XDcompilePolicy=simple",
        "--should-stop=ifError=FLOW",
        "-classpath",
        path,
        "-processorpath",
        path,
        "-d",
        classes.toString(),
        plugin.toString());
  }

  /** Notes are not findings; warnings are. Signals have no other API than the JDK's own. */
  private static boolean counts(Diagnostic<?> found) {
    return !"compiler.warn.sun.proprietary".equals(found.getCode())
        && found.getKind() != Diagnostic.Kind.NOTE
        && found.getKind() != Diagnostic.Kind.OTHER;
  }

  private static String line(Diagnostic<? extends JavaFileObject> found) {
    String place = found.getSource() == null ? "" : found.getSource().getName();
    String message =
        found.getMessage(Locale.ROOT).lines().limit(4).reduce("", (a, b) -> a + " " + b);
    return "[ERROR] " + place + ":" + found.getLineNumber() + ":" + message;
  }
}
