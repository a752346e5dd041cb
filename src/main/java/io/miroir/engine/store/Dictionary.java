package io.miroir.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.lucene.index.FilterLeafReader.FilterTermsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.StringHelper;

/**
 * The words of several segments and fields in UTF-8 byte order, each once, without those that only
 * documents outside the view have.
 */
final class Dictionary implements Iterator<String> {

  /** Chooses the terms of one field of one segment. */
  interface Choice {
    /** An enumeration standing before its first term. */
    TermsEnum of(Terms terms) throws IOException;
  }

  private static final class Source {
    private final Leaf leaf;
    private final TermsEnum terms;
    private BytesRef term;
    private PostingsEnum postings;

    private Source(Leaf leaf, TermsEnum terms) {
      this.leaf = leaf;
      this.terms = terms;
    }

    private boolean alive() throws IOException {
      if (leaf.whole()) {
        return true;
      }
      postings = terms.postings(postings, PostingsEnum.NONE);
      for (int doc = postings.nextDoc(); doc != WordCursor.NO_MORE; doc = postings.nextDoc()) {
        if (leaf.has(doc)) {
          return true;
        }
      }
      return false;
    }
  }

  private final PriorityQueue<Source> sources =
      new PriorityQueue<>(4, Comparator.comparing(source -> source.term));
  private final BytesRef prefix;
  private final BytesRefBuilder word = new BytesRefBuilder();
  private String next;

  private Dictionary(List<Leaf> leaves, String[] fields, Choice choice, BytesRef prefix)
      throws IOException {
    this.prefix = prefix;
    for (Leaf leaf : leaves) {
      for (String field : fields) {
        Terms terms = leaf.segment().terms(field);
        if (terms != null) {
          Source source = new Source(leaf, choice.of(terms));
          source.term = source.terms.next();
          put(source);
        }
      }
    }
    advance();
  }

  /** The words that a choice lets through. */
  static Dictionary of(List<Leaf> leaves, String[] fields, Choice choice) throws IOException {
    return new Dictionary(leaves, fields, choice, new BytesRef());
  }

  static Dictionary startingWith(List<Leaf> leaves, String[] fields, String prefix)
      throws IOException {
    BytesRef start = new BytesRef(prefix);
    return new Dictionary(leaves, fields, terms -> new From(terms.iterator(), start), start);
  }

  private void put(Source source) {
    if (source.term != null && StringHelper.startsWith(source.term, prefix)) {
      sources.add(source);
    }
  }

  private void advance() throws IOException {
    next = null;
    while (next == null && !sources.isEmpty()) {
      word.copyBytes(sources.peek().term);
      boolean alive = false;
      while (!sources.isEmpty() && sources.peek().term.bytesEquals(word.get())) {
        Source source = sources.poll();
        alive |= alive || source.alive();
        source.term = source.terms.next();
        put(source);
      }
      if (alive) {
        next = word.get().utf8ToString();
      }
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public String next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    String found = next;
    try {
      advance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Terms from a place on; the first {@link #next} goes there. */
  private static final class From extends FilterTermsEnum {
    private final BytesRef start;
    private boolean started;

    From(TermsEnum in, BytesRef start) {
      super(in);
      this.start = start;
    }

    @Override
    public BytesRef next() throws IOException {
      if (started) {
        return in.next();
      }
      started = true;
      return in.seekCeil(start) == SeekStatus.END ? null : in.term();
    }
  }
}
