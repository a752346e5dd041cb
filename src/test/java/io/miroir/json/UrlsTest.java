package io.miroir.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "https://user:pass@example.com:8443/a?b=c#d",
        "http:example.com",
        "http://[::1]:7700/",
        "http://127.0.0.1:",
        "mailto:someone",
      })
  void takesAbsoluteUrls(String text) {
    assertThat(Urls.problem(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "example,relative URL without a base",
    "/path,relative URL without a base",
    "http://,empty host",
    "http://:80/,empty host",
    "http://example.com:99999,invalid port number",
    "http://example.com:x,invalid port number",
    "http://a b.com,invalid international domain name",
    "http://[::1,invalid IPv6 address",
  })
  void saysWhatIsWrongWithOthers(String text, String problem) {
    assertThat(Urls.problem(text)).contains(problem);
  }
}
