package io.miroir.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house: who may know whom, and how large things may grow. */
class RoomsTest {
  /** Bottom-up: a room knows only rooms before it. */
  private static final List<String> ROOMS =
      List.of(
          "model",
          "json",
          "web",
          "engine",
          "routing",
          "node",
          "topology",
          "access",
          "catalog",
          "tasks",
          "ingest",
          "search",
          "operations",
          "http",
          "console",
          "ctl",
          "boot");

  private static final int LINES_MAX = 500;
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.miroir");

  @TestFactory
  Stream<DynamicTest> anArrowOnlyPointsDown() {
    return ROOMS.stream().map(room -> DynamicTest.dynamicTest(room, () -> knowsNobodyAbove(room)));
  }

  private static void knowsNobodyAbove(String room) {
    String[] above =
        ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size()).stream()
            .map(RoomsTest::packages)
            .toArray(String[]::new);
    if (above.length > 0) {
      noClasses()
          .that()
          .resideInAPackage(packages(room))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above)
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  private static String packages(String room) {
    return "io.miroir." + room + "..";
  }

  @Test
  void everyPackageIsARoomOrInsideOne() {
    assertThat(CLASSES)
        .allSatisfy(
            type ->
                assertThat(ROOMS)
                    .as(type.getName())
                    .anyMatch(
                        room ->
                            (type.getPackageName() + ".").startsWith("io.miroir." + room + ".")));
  }

  @Test
  void theEngineIsALibraryThatSomebodyCouldUseAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packages("model"), packages("json"), packages("engine"), packages("routing"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("akka..", "scala..", "com.typesafe..")
        .check(CLASSES);
  }

  @Test
  void luceneStaysInTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packages("engine"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(CLASSES);
  }

  @Test
  void noFileIsLongerThanFiveHundredLines() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<String> tooLong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> lines(file) > LINES_MAX)
              .map(file -> file + " has " + lines(file) + " lines")
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void everyRoomTellsWhatItIs() {
    assertThat(ROOMS)
        .filteredOn(room -> Files.isDirectory(Path.of("src/main/java/io/miroir", room)))
        .allSatisfy(
            room ->
                assertThat(Path.of("src/main/java/io/miroir", room, "README.md"))
                    .isRegularFile()
                    .satisfies(sign -> assertThat(lines(sign)).isLessThanOrEqualTo(60)));
  }
}
