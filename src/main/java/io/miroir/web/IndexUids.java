package io.miroir.web;

import io.miroir.json.JsonAt;
import io.miroir.json.ParamAt;
import io.miroir.model.IndexUid;

/** Reads index uids out of bodies and query strings. */
public final class IndexUids {
  private IndexUids() {}

  public static String refusal(String text) {
    return "`"
        + text
        + "` is not a valid index uid. Index uid can be an integer or a string containing only"
        + " alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512"
        + " bytes.";
  }

  public static IndexUid read(JsonAt at) {
    String text = at.string();
    if (!IndexUid.isValid(text)) {
      throw at.invalid(refusal(text));
    }
    return new IndexUid(text);
  }

  public static IndexUid read(ParamAt at) {
    if (!IndexUid.isValid(at.text())) {
      throw at.invalid(refusal(at.text()));
    }
    return new IndexUid(at.text());
  }
}
