// simdjson writes a document as a "tape" of 64-bit words (a type letter above 56 bits of payload; its doc/tape.md) and
// a buffer of unescaped strings. One pass over the tape links the nodes; the strings stay where they are.
#include "CSimdJSON.h"

#include <charconv>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

namespace {

constexpr size_t depthLimit = 64;
// The longest double in its shortest form has 24 characters, the longest 64-bit integer 20.
constexpr size_t scalarByteCountMax = 32;
constexpr uint64_t payloadMask = 0x00FFFFFFFFFFFFFF;

struct Level {
    int32_t node;
    int32_t lastChild;
    uint64_t keysSeen;
    bool isObject;
};

} // namespace

struct CJSONReader {
    size_t byteCountMax;
    size_t depthMax;
    size_t nodeCountMax;
    simdjson::dom::parser parser;
    simdjson::dom::document document;
    std::unique_ptr<CJSONNode[]> nodes;
    std::unique_ptr<char[]> scalars;

    CJSONReader(size_t byteCountMax, size_t depthMax, size_t nodeCountMax) noexcept
        : byteCountMax(byteCountMax), depthMax(depthMax), nodeCountMax(nodeCountMax), parser(byteCountMax) {}
};

namespace {

// The walk over one tape.
class Flattener {
public:
    Flattener(CJSONReader &reader, bool mayHoldEscapes) noexcept
        : reader(reader), tape(reader.document.tape.get()), strings(reader.document.string_buf.get()),
          mayHoldEscapes(mayHoldEscapes) {}

    int run(CJSONTree &tree) noexcept {
        // The first word holds the position behind the last one, which is the root again.
        const size_t end = (tape[0] & payloadMask) - 1;
        for (size_t index = 1; index < end;) {
            const int code = step(index);
            if (code != CJSON_OK) return code;
        }
        for (size_t index = 0; index < nodeCount; index++) {
            CJSONNode &node = reader.nodes[index];
            if (node.kind == CJSON_NUMBER || node.kind == CJSON_BOOLEAN) {
                node.text_start += static_cast<int32_t>(stringsCount);
            }
        }
        tree = {reader.nodes.get(), nodeCount, strings, stringsCount,
                reinterpret_cast<const uint8_t *>(reader.scalars.get()), scalarsCount};
        return CJSON_OK;
    }

private:
    CJSONReader &reader;
    const uint64_t *tape;
    const uint8_t *strings;
    const bool mayHoldEscapes;
    size_t nodeCount = 0, stringsCount = 0, scalarsCount = 0, depth = 0;
    Level levels[depthLimit];

    static char type(uint64_t word) noexcept { return static_cast<char>(word >> 56); }

    // One value with its key, or the end of a container.
    int step(size_t &index) noexcept {
        if (type(tape[index]) == '}' || type(tape[index]) == ']') {
            depth--;
            index++;
            return CJSON_OK;
        }
        if (nodeCount == reader.nodeCountMax) return CJSON_TOO_MANY_NODES;
        if (depth == reader.depthMax) return CJSON_TOO_DEEP;
        const int32_t position = static_cast<int32_t>(nodeCount++);
        CJSONNode &node = reader.nodes[position];
        node = {0, 0, 0, 0, -1, -1, CJSON_NULL};
        if (depth > 0) {
            Level &level = levels[depth - 1];
            if (level.isObject) {
                if (!readString(tape[index++], node.name_start, node.name_count)) return CJSON_NUL_CHARACTER;
                if (isRepeated(node, level)) return CJSON_DUPLICATE_KEY;
            }
            (level.lastChild < 0 ? reader.nodes[level.node].first_child : reader.nodes[level.lastChild].next) =
                position;
            level.lastChild = position;
        }
        return readValue(index, position, node);
    }

    int readValue(size_t &index, int32_t position, CJSONNode &node) noexcept {
        const uint64_t word = tape[index++];
        switch (type(word)) {
        case '{':
        case '[':
            node.kind = type(word) == '{' ? CJSON_OBJECT : CJSON_LIST;
            levels[depth++] = {position, -1, 0, type(word) == '{'};
            return CJSON_OK;
        case '"':
            node.kind = CJSON_TEXT;
            return readString(word, node.text_start, node.text_count) ? CJSON_OK : CJSON_NUL_CHARACTER;
        case 'l': return writeNumber(static_cast<int64_t>(tape[index++]), node);
        case 'u': return writeNumber(tape[index++], node);
        case 'd': {
            double value;
            std::memcpy(&value, &tape[index++], sizeof value);
            return writeNumber(value, node);
        }
        case 't': return writeBoolean("true", 4, node);
        case 'f': return writeBoolean("false", 5, node);
        case 'n': return CJSON_OK;
        default: return CJSON_MALFORMED;
        }
    }

    // A string lies in the buffer behind its 32-bit length, followed by a NUL. False if it holds a NUL itself, which
    // only an escape can have put there.
    bool readString(uint64_t word, int32_t &start, int32_t &count) noexcept {
        const size_t offset = word & payloadMask;
        uint32_t length;
        std::memcpy(&length, strings + offset, sizeof length);
        start = static_cast<int32_t>(offset + sizeof length);
        count = static_cast<int32_t>(length);
        stringsCount = offset + sizeof length + length;
        return !mayHoldEscapes || length == 0 || std::memchr(strings + start, 0, length) == nullptr;
    }

    // Compares with the earlier keys only if one of them had the same mark of 64.
    bool isRepeated(const CJSONNode &node, Level &level) noexcept {
        const size_t count = static_cast<size_t>(node.name_count);
        const uint8_t *name = strings + node.name_start;
        const unsigned ends = count == 0 ? 0 : name[0] * 7u + name[count - 1] * 31u;
        const uint64_t mark = uint64_t(1) << ((count * 13 + ends) & 63);
        const bool mayBeSeen = (level.keysSeen & mark) != 0;
        level.keysSeen |= mark;
        if (!mayBeSeen) return false;
        for (int32_t other = reader.nodes[level.node].first_child; other >= 0; other = reader.nodes[other].next) {
            const CJSONNode &sibling = reader.nodes[other];
            if (sibling.name_count != node.name_count) continue;
            if (std::memcmp(strings + sibling.name_start, name, count) == 0) return true;
        }
        return false;
    }

    template <typename Number> int writeNumber(Number value, CJSONNode &node) noexcept {
        char *start = reader.scalars.get() + scalarsCount;
        const auto result = std::to_chars(start, start + scalarByteCountMax, value);
        if (result.ec != std::errc()) return CJSON_BAD_NUMBER;
        node.kind = CJSON_NUMBER;
        placeScalar(static_cast<size_t>(result.ptr - start), node);
        return CJSON_OK;
    }

    int writeBoolean(const char *word, size_t count, CJSONNode &node) noexcept {
        std::memcpy(reader.scalars.get() + scalarsCount, word, count);
        node.kind = CJSON_BOOLEAN;
        placeScalar(count, node);
        return CJSON_OK;
    }

    void placeScalar(size_t count, CJSONNode &node) noexcept {
        node.text_start = static_cast<int32_t>(scalarsCount);
        node.text_count = static_cast<int32_t>(count);
        scalarsCount += count;
    }
};

int outcome(simdjson::error_code code) noexcept {
    switch (code) {
    case simdjson::SUCCESS: return CJSON_OK;
    case simdjson::MEMALLOC: return CJSON_NO_MEMORY;
    case simdjson::CAPACITY: return CJSON_TOO_LARGE;
    case simdjson::EMPTY: return CJSON_EMPTY;
    case simdjson::DEPTH_ERROR: return CJSON_TOO_DEEP;
    case simdjson::UTF8_ERROR: return CJSON_NOT_UTF8;
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS:
    case simdjson::UNCLOSED_STRING: return CJSON_BAD_STRING;
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE: return CJSON_BAD_NUMBER;
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR: return CJSON_BAD_LITERAL;
    case simdjson::TRAILING_CONTENT: return CJSON_TRAILING_CONTENT;
    default: return CJSON_MALFORMED;
    }
}

} // namespace

CJSONReader *cjson_reader_create(size_t byteCountMax, size_t depthMax, size_t nodeCountMax) {
    if (depthMax > depthLimit || byteCountMax > (size_t(256) << 20)) return nullptr;
    std::unique_ptr<CJSONReader> reader(new (std::nothrow) CJSONReader(byteCountMax, depthMax, nodeCountMax));
    if (!reader) return nullptr;
    reader->nodes.reset(new (std::nothrow) CJSONNode[nodeCountMax]);
    reader->scalars.reset(new (std::nothrow) char[(nodeCountMax + 1) * scalarByteCountMax]);
    if (!reader->nodes || !reader->scalars) return nullptr;
    // A little deeper than asked for: the exact bound, which counts the innermost scalar too, is the walk's.
    if (reader->parser.allocate(4096, depthMax + 2) != simdjson::SUCCESS) return nullptr;
    return reader.release();
}

void cjson_reader_free(CJSONReader *reader) { delete reader; }

int cjson_reader_parse(CJSONReader *reader, const uint8_t *bytes, size_t count, CJSONTree *tree) {
    if (count == 0) return CJSON_EMPTY;
    if (count > reader->byteCountMax) return CJSON_TOO_LARGE;
    const int code = outcome(reader->parser.parse_into_document(reader->document, bytes, count).error());
    if (code != CJSON_OK) return code;
    const bool mayHoldEscapes = std::memchr(bytes, '\\', count) != nullptr;
    return Flattener(*reader, mayHoldEscapes).run(*tree);
}
