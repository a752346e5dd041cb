package io.miroir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.routing.RoutingTable;
import io.miroir.testing.FixedTables;
import io.miroir.web.Authorizer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AccessTest {
  private final Access open = access(null, null);
  private final Access locked = access("master", null);
  private final Access managed = access("master", "admin");

  private static Access access(String master, String admin) {
    FixedTables tables = new FixedTables();
    tables.set(new RoutingTable(1, 1, Map.of(), Map.of(), Map.of(), Set.of()));
    return new Access(
        Optional.ofNullable(master), Optional.ofNullable(admin), tables, InstantSource.system());
  }

  @Test
  void withoutAMasterKeyAnythingButKeysIsAllowed() {
    assertThat(open.authorize(Optional.empty(), "search", Optional.empty()).patterns()).isEmpty();
    assertThat(open.authorize(Optional.of("Bearer x"), "search", Optional.empty())).isNotNull();
    refused(ErrorCode.MISSING_MASTER_KEY, () -> authorize(open, null, "keys.get"));
    refused(ErrorCode.MISSING_AUTHORIZATION_HEADER, () -> authorize(open, "Basic x", "search"));
    refused(ErrorCode.INVALID_API_KEY, () -> authorize(open, "Bearer", "search"));
  }

  @Test
  void withAMasterKeyOnlyThatKeyIsAllowed() {
    authorize(locked, "Bearer master", "search");
    authorize(locked, "Bearer master", "keys.get");
    authorize(locked, null, Authorizer.PUBLIC);
    refused(ErrorCode.MISSING_AUTHORIZATION_HEADER, () -> authorize(locked, null, "search"));
    refused(
        ErrorCode.MISSING_AUTHORIZATION_HEADER, () -> authorize(locked, "bearer master", "search"));
    refused(ErrorCode.INVALID_API_KEY, () -> authorize(locked, "Bearer mastery", "search"));
    refused(ErrorCode.INVALID_API_KEY, () -> authorize(locked, "Bearer  master", "search"));
  }

  @Test
  void managementHasAKeyOfItsOwnIfThereIsOne() {
    authorize(locked, "Bearer master", Authorizer.MANAGEMENT);
    authorize(managed, "Bearer admin", Authorizer.MANAGEMENT);
    refused(
        ErrorCode.INVALID_API_KEY,
        () -> authorize(managed, "Bearer master", Authorizer.MANAGEMENT));
    refused(ErrorCode.INVALID_API_KEY, () -> authorize(managed, "Bearer admin", "search"));
  }

  private static void authorize(Access access, String header, String action) {
    access.authorize(Optional.ofNullable(header), action, Optional.empty());
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }
}
