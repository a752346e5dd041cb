package io.miroir.engine.format;

/**
 * A place of a text that the query matched.
 *
 * @param firstToken and lastToken: places in the token list
 * @param firstWord and lastWord: places counting word tokens only
 * @param firstId and lastId: the query places it brings
 * @param chars how many chars of the original token are marked; -1 for all
 * @param phraseWords words of a phrase; 0 for a single word
 */
record Match(
    int firstToken,
    int lastToken,
    int firstWord,
    int lastWord,
    int firstId,
    int lastId,
    int chars,
    int phraseWords) {}
