package io.miroir.tasks;

import io.miroir.model.Problem;
import java.util.Optional;

/** How a task ends: failed with a problem, else succeeded. */
record Ending(long uid, Optional<String> details, Optional<Problem> problem) {}
