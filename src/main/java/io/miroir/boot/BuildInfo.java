package io.miroir.boot;

import java.util.Optional;

/** What the build says of itself. */
final class BuildInfo {
  private BuildInfo() {}

  /** The version in the jar's manifest; "development" when running from classes. */
  static String version() {
    return Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
