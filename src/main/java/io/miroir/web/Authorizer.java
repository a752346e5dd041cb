package io.miroir.web;

import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import java.util.Optional;

/** Decides who may call a route. */
public interface Authorizer {

  /** Actions of routes that no key is asked for. */
  String PUBLIC = "";

  /** Action of the management routes. */
  String MANAGEMENT = "miroir";

  /**
   * @param header the Authorization header as sent
   * @param action what the route does, as API keys name it
   * @param index of the path, if there is a valid one
   * @throws ProblemException type {@code auth}: 401 or 403
   */
  Caller authorize(Optional<String> header, String action, Optional<IndexUid> index);
}
