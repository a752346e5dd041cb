package io.miroir.ctl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Pointer;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/**
 * The WordNet 3.1 dictionary as documents, one per set of synonyms: words, part of speech, lexical
 * domain, definition, examples, and relations by kind to the first words of what they lead to.
 */
final class WordNet {
  private static final String SETTINGS =
      """
      {"searchableAttributes":["words","definition","examples"],
       "filterableAttributes":["partOfSpeech","domain"],
       "sortableAttributes":["words"]}\
      """;
  private static final int RELATED_MAX = 12;

  private final ObjectMapper json = new ObjectMapper();

  static Corpus load() {
    return new Corpus(
        "wordnet", Optional.of("id"), Optional.of(SETTINGS), new WordNet().documents());
  }

  private List<String> documents() {
    try {
      Dictionary dictionary = Dictionary.getDefaultResourceInstance();
      List<String> documents = new ArrayList<>();
      for (POS part : POS.getAllPOS()) {
        Iterator<Synset> synsets = dictionary.getSynsetIterator(part);
        while (synsets.hasNext()) {
          documents.add(document(synsets.next()).toString());
        }
      }
      return documents;
    } catch (JWNLException e) {
      throw new IllegalStateException("cannot read the WordNet dictionary", e);
    }
  }

  private ObjectNode document(Synset synset) throws JWNLException {
    ObjectNode document = json.createObjectNode();
    document.put("id", "%s-%08d".formatted(synset.getPOS().getKey(), synset.getOffset()));
    ArrayNode words = document.putArray("words");
    synset.getWords().stream().map(Word::getLemma).forEach(words::add);
    document.put("partOfSpeech", synset.getPOS().getLabel());
    document.put("domain", synset.getLexFileName().replaceFirst("^[^.]*\\.", ""));
    Gloss gloss = Gloss.parse(synset.getGloss());
    document.put("definition", gloss.definition());
    ArrayNode examples = document.putArray("examples");
    gloss.examples().forEach(examples::add);
    ObjectNode relations = document.putObject("relations");
    for (Map.Entry<String, Set<String>> relation : relations(synset).entrySet()) {
      ArrayNode related = relations.putArray(relation.getKey());
      relation.getValue().stream().limit(RELATED_MAX).forEach(related::add);
    }
    return document;
  }

  private static Map<String, Set<String>> relations(Synset synset) throws JWNLException {
    Map<String, Set<String>> relations = new LinkedHashMap<>();
    for (Pointer pointer : synset.getPointers()) {
      List<Word> words = pointer.getTargetSynset().getWords();
      if (!words.isEmpty()) {
        relations
            .computeIfAbsent(
                pointer.getType().getLabel().replace(' ', '_'), kind -> new LinkedHashSet<>())
            .add(words.getFirst().getLemma());
      }
    }
    return relations;
  }

  /** WordNet writes {@code definition; "example"; "example"} in one string. */
  record Gloss(String definition, List<String> examples) {
    static Gloss parse(String text) {
      int quote = text.indexOf('"');
      String definition = quote < 0 ? text : text.substring(0, quote);
      List<String> examples = new ArrayList<>();
      int from = quote;
      while (from >= 0) {
        int to = text.indexOf('"', from + 1);
        if (to < 0) {
          break;
        }
        examples.add(text.substring(from + 1, to).strip());
        from = text.indexOf('"', to + 1);
      }
      return new Gloss(definition.strip().replaceFirst("[;:,]+$", ""), List.copyOf(examples));
    }
  }
}
