package io.miroir.boot;

/** One member, from its start to its end. */
final class Member {
  private Member() {}

  static int run(ServerConfig config) {
    return 0;
  }
}
