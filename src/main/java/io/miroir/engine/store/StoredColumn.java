package io.miroir.engine.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.roaringbitmap.RoaringBitmap;

/**
 * A facet column in flat arrays: the documents of each value one behind the other. A string value
 * may have several spellings; their documents follow each other, so those of the value do too.
 */
final class StoredColumn implements FacetColumn {
  /** Sets of fewer documents are made anew each time they are asked for. */
  private static final int KEPT_DOCUMENTS_MIN = 64;

  /**
   * Values of one kind.
   *
   * @param starts for each value the place of its first document; one more at the end
   */
  record Postings(int[] starts, int[] documents, AtomicReferenceArray<RoaringBitmap> kept) {
    Postings(int[] starts, int[] documents) {
      this(starts, documents, new AtomicReferenceArray<>(starts.length));
    }

    int values() {
      return starts.length - 1;
    }

    RoaringBitmap with(int value) {
      int count = starts[value + 1] - starts[value];
      if (count < KEPT_DOCUMENTS_MIN) {
        return range(value, value + 1);
      }
      RoaringBitmap known = kept.get(value);
      if (known == null) {
        known = range(value, value + 1);
        kept.set(value, known);
      }
      return known;
    }

    RoaringBitmap range(int from, int to) {
      return from >= to
          ? new RoaringBitmap()
          : RoaringBitmap.bitmapOfUnordered(
              Arrays.copyOfRange(documents, starts[from], starts[to]));
    }

    /** The values of each document: places into {@code values}, by document. */
    Inverse inverse() {
      int size = Arrays.stream(documents).max().orElse(-1) + 1;
      int[] first = new int[size + 1];
      for (int document : documents) {
        first[document + 1]++;
      }
      for (int i = 0; i < size; i++) {
        first[i + 1] += first[i];
      }
      int[] next = Arrays.copyOf(first, size);
      int[] values = new int[documents.length];
      for (int value = 0; value < values(); value++) {
        for (int i = starts[value]; i < starts[value + 1]; i++) {
          values[next[documents[i]]++] = value;
        }
      }
      return new Inverse(first, values);
    }

    long bytes() {
      return 12L * starts.length + 6L * documents.length;
    }
  }

  record Inverse(int[] starts, int[] values) {
    int[] of(int document) {
      return document + 1 >= starts.length
          ? new int[0]
          : Arrays.copyOfRange(values, starts[document], starts[document + 1]);
    }
  }

  /** UTF-8 texts one behind the other. */
  record Texts(byte[] bytes, int[] starts) {
    String get(int place) {
      return new String(
          bytes, starts[place], starts[place + 1] - starts[place], StandardCharsets.UTF_8);
    }

    int length(int place) {
      return starts[place + 1] - starts[place];
    }

    int compare(int place, byte[] other) {
      return Arrays.compareUnsigned(
          bytes, starts[place], starts[place + 1], other, 0, other.length);
    }
  }

  /**
   * Spellings of the strings.
   *
   * @param ofString for each string the place of its first spelling; one more at the end
   * @param starts for each spelling the place of its first document in the strings' postings
   * @param texts empty where the spelling is the normalized string itself
   */
  record Spellings(int[] ofString, int[] starts, Texts texts) {}

  private final double[] numbers;
  private final Postings withNumber;
  private final Texts strings;
  private final Postings withString;
  private final Spellings spellings;
  private volatile Inverse numbersOf;
  private volatile Inverse stringsOf;
  private volatile RoaringBitmap allNumbers;
  private volatile RoaringBitmap allStrings;

  StoredColumn(
      double[] numbers,
      Postings withNumber,
      Texts strings,
      Postings withString,
      Spellings spellings) {
    this.numbers = numbers;
    this.withNumber = withNumber;
    this.strings = strings;
    this.withString = withString;
    this.spellings = spellings;
  }

  long bytes() {
    return 200
        + 8L * numbers.length
        + 2 * withNumber.bytes()
        + 2 * withString.bytes()
        + strings.bytes().length
        + spellings.texts().bytes().length
        + 8L * spellings.starts().length;
  }

  @Override
  public int numbers() {
    return numbers.length;
  }

  @Override
  public double number(int place) {
    return numbers[place];
  }

  @Override
  public RoaringBitmap withNumber(int place) {
    return withNumber.with(place);
  }

  @Override
  public int strings() {
    return withString.values();
  }

  @Override
  public String string(int place) {
    return strings.get(place);
  }

  @Override
  public RoaringBitmap withString(int place) {
    return withString.with(place);
  }

  @Override
  public String spelling(int place, int document) {
    int first = spellings.ofString()[place];
    int last = spellings.ofString()[place + 1];
    for (int i = first; i < last; i++) {
      int from = spellings.starts()[i];
      int to = spellings.starts()[i + 1];
      if (Arrays.binarySearch(withString.documents(), from, to, document) >= 0) {
        return spellings.texts().length(i) == 0 ? string(place) : spellings.texts().get(i);
      }
    }
    return string(place);
  }

  @Override
  public RoaringBitmap withNumbers() {
    if (allNumbers == null) {
      allNumbers = withNumber.range(0, withNumber.values());
    }
    return allNumbers;
  }

  @Override
  public RoaringBitmap withStrings() {
    if (allStrings == null) {
      allStrings = withString.range(0, withString.values());
    }
    return allStrings;
  }

  @Override
  public int[] numbersOf(int document) {
    if (numbersOf == null) {
      numbersOf = withNumber.inverse();
    }
    return numbersOf.of(document);
  }

  @Override
  public int[] stringsOf(int document) {
    if (stringsOf == null) {
      stringsOf = withString.inverse();
    }
    return stringsOf.of(document);
  }

  @Override
  public RoaringBitmap between(
      double low, boolean lowInclusive, double high, boolean highInclusive) {
    int from = numberCeiling(low);
    if (!lowInclusive && from < numbers.length && ValueTerms.compare(numbers[from], low) == 0) {
      from++;
    }
    int to = numberCeiling(high);
    if (highInclusive && to < numbers.length && ValueTerms.compare(numbers[to], high) == 0) {
      to++;
    }
    return withNumber.range(from, to);
  }

  @Override
  public int numberCeiling(double value) {
    int low = 0;
    int high = numbers.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ValueTerms.compare(numbers[middle], value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public int stringCeiling(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = strings();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (strings.compare(middle, bytes) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
